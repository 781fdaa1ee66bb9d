"""Raises the engine's errors as Python's."""

_KINDS = {
    "RuntimeError": RuntimeError,
    "IndexError": IndexError,
    "ValueError": ValueError,
    "TypeError": TypeError,
    "AttributeError": AttributeError,
    "NotImplementedError": NotImplementedError,
    "AssertionError": AssertionError,
    "KeyError": KeyError,
    "OverflowError": OverflowError,
    "ZeroDivisionError": ZeroDivisionError,
    "MemoryError": MemoryError,
}


def raise_error(kind, message):
    if kind == "UserWarning":
        from warnings import warn

        warn(message, UserWarning, stacklevel=3)
        return
    raise _KINDS.get(kind, RuntimeError)(message)
