"""Makes the interpreter for each program what it was before the first one.

What is loaded when `remember` is called stays loaded for all programs: modules, with their classes, functions and lists.
A program may change all of it, for programs do such things. The kernel is told of each change to a dict of a module or
class (`host.watch_dicts`) and of each special attribute that is set (`host.undo`), so that `restore` has to look only at
what was changed. What was there instead is dropped later (`let_go`), for dropping it may run the program's code.

`restore` must not run any of that. It uses no built-in function before these are restored, too.
"""

import _abc
import abc
import builtins
import sys
import types

from _backstep import host
from _backstep.state import State

_HEAP_TYPE = 1 << 9
_UNCHANGEABLE = {"__dict__", "__weakref__", "__doc__"}
_EXTENSIONS = (".so", ".pyd")

# Modules whose lists and dicts are theirs alone: caches, and what the interpreter itself keeps.
_PRIVATE = {"sys", "re", "linecache", "threading", "_thread", "gc", "__main__", "warnings"}

# What a program's run sets in modules of ours.
_OWN = {
    "_backstep": {"recording"},
    "_backstep.program": {"_name", "_folder", "_namespace"},
    "_backstep.naming": {"_module_paths"},
    "_backstep.clean": {"_state", "_trash", "_abc_token", "_dicts", "_sequences", "_modules", "_types", "_abcs"},
}

_modules = {}  # by name
_dicts = []  # pairs: a module, class or dict, and what it held
_sequences = []  # pairs: a list or set, and what it held
_types = []  # pairs: a class, and its bases
_abcs = {}  # abstract classes: what was registered with them
_abc_token = 0
_state = None
_trash = []

_builtins = vars(builtins)
_builtins_held = dict(_builtins)
_update = dict.update


def remember():
    """Takes everything that is loaded as what every program is to find."""
    global _state, _abc_token
    _modules.clear()
    _types.clear()
    _abcs.clear()
    found = _Found()
    for name, module in list(sys.modules.items()):
        if module is not None and name != "__main__":
            _modules[name] = module
            if isinstance(module, types.ModuleType):
                found.module(name, module)
    _dicts[:] = found.dicts
    _sequences[:] = found.sequences
    for kind in found.classes:
        _types.append((kind, kind.__bases__))
        if isinstance(kind, abc.ABCMeta):
            _abcs[kind] = _registered(kind)
    _abc_token = abc.get_cache_token()
    _state = State()
    host.share(list(found.functions) + list(found.classes) + list(_modules.values()))
    host.watch_dicts([owner for owner, _ in _dicts])
    _state.keep()


class _Found:
    """What is to be remembered."""

    def __init__(self):
        self.dicts = []
        self.sequences = []
        self.classes = {}
        self.functions = {}
        self._seen = set()

    def module(self, name, module):
        own = _OWN.get(name, ())
        self.dicts.append((module, {k: v for k, v in vars(module).items() if k not in own}))
        private = name in _PRIVATE or name.startswith(("importlib.", "_frozen_importlib"))
        for key, value in list(vars(module).items()):
            if key not in own:
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
                self.dicts.append((value, dict(value)))
            elif kind is list or kind is set:
                self._seen.add(id(value))
                self.sequences.append((value, list(value)))

    def _class(self, kind):
        self.classes[kind] = None
        held = dict(kind.__dict__)
        self.dicts.append((kind, held))
        for value in held.values():
            while isinstance(value, (staticmethod, classmethod)):
                value = value.__func__
            if isinstance(value, property):
                for function in (value.fget, value.fset, value.fdel):
                    if function is not None:
                        self._value(function, True)
            elif value is not kind:
                self._value(value, False)


def _registered(kind):
    return [reference() for reference in _abc._get_dump(kind)[0]]


def restore():
    """Undoes what a program did to what others will find."""
    _update(_builtins, _builtins_held)
    if _state is None:
        return
    _state.restore(_trash)
    host.undo()
    _restore_modules()
    for number in host.changed_dicts():
        owner, held = _dicts[number]
        if isinstance(owner, types.ModuleType):
            _put_back(vars(owner), held, _OWN.get(owner.__name__, ()))
        elif isinstance(owner, type):
            _put_back_in_class(owner, held)
        else:
            _put_back(owner, held, ())
    for sequence, held in _sequences:
        _put_back_sequence(sequence, held)
    for kind, bases in _types:
        if kind.__bases__ is not bases:
            kind.__bases__ = bases
    if abc.get_cache_token() != _abc_token:
        _restore_abcs()
    # What was put back has been told of, too.
    host.changed_dicts()


def _restore_modules():
    loaded = sys.modules
    for name in list(loaded):
        module = loaded[name]
        known = _modules.get(name)
        if known is None:
            if not _is_single(module):
                _trash.append(module)
                del loaded[name]
        elif known is not module:
            _trash.append(module)
            loaded[name] = known
    for name, module in _modules.items():
        if name not in loaded:
            loaded[name] = module


def _is_single(module):
    """Whether a module can be loaded only once in a process."""
    return getattr(module, "__name__", "").partition(".")[0] == "numpy"


def _put_back(names, held, own):
    if len(names) == len(held) + len(own) and not own:
        for name, value in held.items():
            if names.get(name, names) is not value:
                break
        else:
            return
    for name in [name for name in names if name not in held and name not in own]:
        _trash.append(names[name])
        del names[name]
    for name, value in held.items():
        before = names.get(name, names)
        if before is not value:
            _trash.append(before)
            names[name] = value


def _put_back_in_class(kind, held):
    names = kind.__dict__
    for name in [name for name in names if name not in held and name not in _UNCHANGEABLE]:
        _trash.append(names[name])
        _quietly(type.__delattr__, kind, name)
    for name, value in held.items():
        before = names.get(name, held)
        if name not in _UNCHANGEABLE and before is not value:
            _trash.append(before)
            _quietly(type.__setattr__, kind, name, value)


def _quietly(change, *arguments):
    try:
        change(*arguments)
    except (AttributeError, TypeError):
        # Nothing that can be set, so nothing that a program has set.
        pass


def _put_back_sequence(sequence, held):
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
    global _abc_token
    for kind, held in _abcs.items():
        now = _registered(kind)
        if len(now) != len(held) or any(one not in held for one in now):
            _trash.extend(now)
            _abc._reset_registry(kind)
            for one in held:
                if one is not None:
                    abc.ABCMeta.register(kind, one)
            _abc._reset_caches(kind)
    _abc_token = abc.get_cache_token()


def let_go():
    """Drops what programs had put in the places of what they found."""
    while _trash:
        dropped = _trash[:]
        _trash.clear()
        dropped.clear()


def is_alone():
    """Whether no thread of a program runs any more, so that the next one is alone."""
    return _state is None or _state.is_alone()
