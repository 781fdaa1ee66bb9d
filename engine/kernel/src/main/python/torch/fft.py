"""The operators of the table whose ATen name begins with `fft_`."""

from torch import _C


def __getattr__(name):
    call = None if name.startswith("__") else _C.function("fft_" + name)
    if call is None:
        raise AttributeError(f"module 'torch.fft' has no attribute '{name}'")
    found = call
    globals()[name] = found
    return found
