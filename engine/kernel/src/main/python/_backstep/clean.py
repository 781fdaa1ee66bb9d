"""Makes the interpreter for each program what it was before the first one.

What is loaded when `remember` is called stays loaded for all programs: modules, with their classes, functions and lists.
A program may change all of it, for programs do such things. Java (`Pristine.java`) is told of each change to a dict of a
module or class and of each special attribute that is set, and puts those back by itself. Then `restore` does the rest.
What was there instead is dropped later (`let_go`), for dropping it may run the program's code.
"""

import _abc
import abc
import sys
import types

from _backstep.state import State

_HEAP_TYPE = 1 << 9

# Modules whose lists and dicts are theirs alone: caches, and what the interpreter itself keeps.
_PRIVATE = {"sys", "re", "linecache", "threading", "_thread", "gc", "warnings", "_backstep.clean", "_backstep.state"}

_loaded = sys.modules
_names_of = types.ModuleType.__dict__["__dict__"].__get__  # also of a module whose class is a program's
_modules = {}  # by name
_sequences = []  # pairs: a list or set, and what it held
_abcs = {}  # abstract classes: what was registered with them
_now = {}  # "state", and "abc": the number of registrations
_trash = []


def remember():
    """Takes everything that is loaded as what every program is to find.

    The result is for Java: modules, classes and dicts to watch; objects whose special attributes are not to change.
    """
    _modules.clear()
    _abcs.clear()
    found = _Found()
    for name, module in list(_loaded.items()):
        if module is not None and name != "__main__":
            _modules[name] = module
            if isinstance(module, types.ModuleType):
                found.module(name, module)
    _sequences[:] = found.sequences
    for kind in found.classes:
        if isinstance(kind, abc.ABCMeta):
            _abcs[kind] = _registered(kind)
    _now["abc"] = abc.get_cache_token()
    _now["single"] = False
    _now["state"] = State()
    _now["state"].keep()
    return found.owners, [*found.functions, *found.classes, *_modules.values()]


class _Found:
    """What is to be remembered."""

    def __init__(self):
        self.owners = []
        self.sequences = []
        self.classes = {}
        self.functions = {}
        self._seen = set()

    def module(self, name, module):
        self.owners.append(module)
        private = name in _PRIVATE or name.startswith(("importlib.", "_frozen_importlib"))
        for value in list(vars(module).values()):
            self._value(value, private)

    def _value(self, value, private):
        kind = type(value)
        if kind is types.FunctionType:
            self.functions[value] = None
        elif isinstance(value, type):
            if value.__flags__ & _HEAP_TYPE and value not in self.classes:
                self._class(value)
        elif not private and id(value) not in self._seen:
            if isinstance(value, dict):
                self._seen.add(id(value))
                self.owners.append(value)
            elif kind is list or kind is set:
                self._seen.add(id(value))
                self.sequences.append((value, list(value)))

    def _class(self, kind):
        self.classes[kind] = None
        self.owners.append(kind)
        for value in list(kind.__dict__.values()):
            while isinstance(value, (staticmethod, classmethod)):
                value = value.__func__
            if isinstance(value, property):
                for function in (value.fget, value.fset, value.fdel):
                    if function is not None:
                        self._value(function, True)
            else:
                self._value(value, False)


def _registered(kind):
    return [reference() for reference in _abc._get_dump(kind)[0]]


def restore():
    """Undoes what a program did to what others will find, except what Java has undone already."""
    if not _modules:
        return
    sys.modules = _loaded
    _restore_modules()
    for sequence, held in _sequences:
        _put_back(sequence, held)
    if abc.get_cache_token() != _now["abc"]:
        _restore_abcs()
    _now["state"].restore(_trash)


def _restore_modules():
    for name in list(_loaded):
        module = _loaded[name]
        known = _modules.get(name)
        if known is None:
            if _is_single(module):
                _now["single"] = True
            else:
                _trash.append(module)
                del _loaded[name]
        elif known is not module:
            _trash.append(module)
            _loaded[name] = known
    for name, module in _modules.items():
        if name not in _loaded:
            _loaded[name] = module


def _is_single(module):
    """Whether a module can be loaded only once in a process: those of C in numpy. `remember` should have seen it."""
    if not isinstance(module, types.ModuleType):
        return False
    spec = _names_of(module).get("__spec__")
    return spec is not None and spec.name.startswith("numpy.") and not spec.origin.endswith(".py")


def _put_back(sequence, held):
    if len(sequence) == len(held):
        for now, before in zip(sequence, held):
            if now is not before:
                break
        else:
            return
    _trash.extend(sequence)
    sequence.clear()
    if type(sequence) is list:
        sequence.extend(held)
    else:
        sequence.update(held)


def _restore_abcs():
    for kind, held in _abcs.items():
        now = _registered(kind)
        if len(now) != len(held) or any(one not in held for one in now):
            _trash.extend(now)
            _abc._reset_registry(kind)
            for one in held:
                if one is not None:
                    abc.ABCMeta.register(kind, one)
            _abc._reset_caches(kind)
    _now["abc"] = abc.get_cache_token()


def let_go():
    """Drops what programs had put in the places of what they found."""
    while _trash:
        dropped = _trash[:]
        _trash.clear()
        dropped.clear()


def is_alone():
    """Whether no thread of a program runs any more."""
    return not _modules or _now["state"].is_alone()


def threads_end():
    """Waits a moment for the threads of a program that is done. Whether none is left."""
    return _now["state"].threads_end()


def unfit():
    """Why no other program can run here; None if there is nothing in the way."""
    if _modules and _now["single"]:
        return "a program has loaded a module that a process loads only once"
    return None if is_alone() else "a program has left threads behind"
