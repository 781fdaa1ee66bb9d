"""The operators of the table whose ATen name begins with `linalg_`."""

from torch import _C


def __getattr__(name):
    call = None if name.startswith("__") else _C.function("linalg_" + name)
    if call is None:
        raise AttributeError(f"module 'torch.linalg' has no attribute '{name}'")
    found = call
    globals()[name] = found
    return found
