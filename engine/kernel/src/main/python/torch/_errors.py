"""Raises the engine's errors as Python's."""

import _backstep

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


def error(kind, message, note):
    """The exception for an error of the engine, with a note that is not PyTorch's, or None."""
    made = _type(kind)(message)
    if note is not None:
        made.add_note("\n" + note)
    return made


def explain(error, tensor, operation, line, saver, saver_line):
    """Adds to an error which operation changed which variable, and which one had saved it."""
    error.add_note("\n" + _explained(tensor, operation, line, saver, saver_line))


def _type(kind):
    if kind == "OutOfMemoryError":
        # Few programs import it.
        from torch.cuda import OutOfMemoryError

        return OutOfMemoryError
    return DeviceLost if kind == "DeviceLost" else _KINDS.get(kind, RuntimeError)


class DeviceLost(BaseException):
    """The GPU is gone. The program is ended and run again on the CPU, so no `except Exception` is to hold it up."""


def _explained(tensor, operation, line, saver, saver_line):
    """Which operation changed which variable, and which one had saved it: what PyTorch cannot say."""
    names = _backstep.names_of(tensor)
    if not names and line and operation:
        # The function has ended whose variable it was.
        written = _backstep.changed_at(line, operation)
        names = [] if written is None else [written]
    what = f"`{names[0]}`" if names else f"a tensor of shape {list(tensor.shape)}"
    if len(names) > 1:
        what += " (also " + ", ".join(f"`{name}`" for name in names[1:4]) + ")"
    by = f"`{operation}`" if operation else "a change in place"
    changed = f"{what} was changed in place by {by}{_at(line)}"
    return (
        f"{changed}, but its value of before is needed: the operation of {saver}{_at(saver_line)} had saved it for the "
        "backward pass. Use an operation that makes a new tensor, or change a clone()."
    )


def _at(line):
    return f" in line {line}" if line else ""
