"""The operators of the table by their ATen names, called with positional arguments: `aten.linear(x, w, b)`."""

from torch import _C


def __getattr__(name):
    call = None if name.startswith("__") else _C.function(name)
    if call is None:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(f"Backstep's engine has no operator aten::{name}")
    globals()[name] = call
    return call
