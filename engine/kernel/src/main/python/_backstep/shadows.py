"""A module in the program's folder comes before one of Python's of the same name, as in Python, also where Python's is
loaded already. It never comes before ours."""

import importlib.machinery
import os
import sys

_OURS = {"torch", "torchvision", "_backstep"}

# Python itself has loaded these before a program begins, so that none comes before them.
_PYTHONS = {"abc", "codecs", "encodings", "genericpath", "io", "ntpath", "os", "posixpath", "site", "stat", "zipimport"}

_home = [os.path.dirname(os.path.dirname(__file__))]


class _Ours:
    """Finds our packages before anything else."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        return importlib.machinery.PathFinder.find_spec(name, _home) if path is None and name in _OURS else None


sys.meta_path.insert(0, _Ours)


def hide(folder):
    """Makes room for the modules of a folder: those that are loaded are hidden until the program ends."""
    try:
        names = {name.removesuffix(".py") for name in os.listdir(folder)}
    except OSError:
        # It is said where the program imports something.
        return
    hidden = {name for name in names - _OURS - _PYTHONS if name in sys.modules and name not in sys.builtin_module_names}
    if hidden:
        for name in list(sys.modules):
            if name.partition(".")[0] in hidden:
                del sys.modules[name]
