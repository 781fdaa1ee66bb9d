"""What to do about errors that Python's words leave open. It is added to errors that end a program, as a note."""

import sys

_HERE = (
    "Programs in Backstep can import Python's own modules, numpy, torch and torchvision.models, and files that lie in "
    "the program's folder."
)

# What programs import most that is not here, and what does the same.
_INSTEAD = {
    "matplotlib": "Leave out the plots: the window draws tensors, gradients and losses itself.",
    "seaborn": "Leave out the plots: the window draws tensors, gradients and losses itself.",
    "tqdm": "Leave out the progress bar: for i in tqdm(range(n)) is for i in range(n).",
    "pandas": "Write the few numbers that the program needs as a list, or read a file with the module csv.",
    "sklearn": "Make the few numbers that the program needs with torch or numpy.",
    "torchvision": "Make a small batch with torch.randn(4, 3, 32, 32) instead of a data set.",
}


def advise(error):
    """Adds a note to an error, if there is something to say."""
    note = _advice(error)
    if note is not None:
        error.add_note("\n" + note)


def _advice(error):
    kind = type(error)
    if kind is ModuleNotFoundError or kind is ImportError:
        return _of_import(error.name, kind is ModuleNotFoundError)
    if kind is EOFError and _reads_keyboard(error):
        return (
            "Programs in Backstep have no keyboard, so input() has nothing to read. Write the value into the program: "
            "name = \"Ada\" instead of name = input()."
        )
    return None


def _of_import(name, missing):
    if type(name) is not str:
        return None
    first = name.partition(".")[0]
    if first in ("torch", "torchvision"):
        return " ".join(filter(None, ["Backstep does not have this part of PyTorch.", _INSTEAD.get(first)]))
    if not missing:
        # Python's words say which name which file does not have.
        return None
    if first in sys.stdlib_module_names:
        return f"Backstep's Python comes without {first}."
    if first in _INSTEAD:
        return f"{_HERE} {_INSTEAD[first]}"
    return f"{_HERE} Put {first}.py there, or do without it."


def _reads_keyboard(error):
    """Whether an error is of `input`, or of what asks for a password, rather than of the end of a file."""
    return str(error) in ("EOF when reading a line", "")
