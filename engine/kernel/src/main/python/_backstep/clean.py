"""Makes the interpreter for each program what it was before the first one."""

import atexit
import builtins
import gc
import os
import sys
import types
import warnings

_modules = {}  # by name: the module, and what it held
_classes = {}  # what they held
_extensions = (".so", ".pyd")


def remember():
    """Takes everything that is loaded as what every program is to find."""
    _modules.clear()
    _classes.clear()
    for name, module in list(sys.modules.items()):
        if module is None or name == "__main__" or name.partition(".")[0] == "_backstep":
            continue
        held = dict(vars(module)) if isinstance(module, types.ModuleType) else None
        _modules[name] = (module, held)
        for value in list((held or {}).values()):
            if isinstance(value, type) and value not in _classes and value.__flags__ & _HEAP_TYPE:
                _classes[value] = dict(value.__dict__)
    global _state
    _state = _State()


_HEAP_TYPE = 1 << 9
_UNCHANGEABLE = {"__dict__", "__weakref__", "__doc__"}


class _State:
    """What modules keep elsewhere than among their names."""

    def __init__(self):
        self.path = list(sys.path)
        self.meta_path = list(sys.meta_path)
        self.path_hooks = list(sys.path_hooks)
        self.recursion_limit = sys.getrecursionlimit()
        self.switch_interval = sys.getswitchinterval()
        self.filters = list(warnings.filters)
        self.thresholds = gc.get_threshold()
        self.builtins = dict(vars(builtins))

    def restore(self):
        for name in list(os.environ):
            del os.environ[name]
        sys.settrace(None)
        sys.setprofile(None)
        sys.path[:] = self.path
        sys.meta_path[:] = self.meta_path
        sys.path_hooks[:] = self.path_hooks
        sys.setrecursionlimit(self.recursion_limit)
        sys.setswitchinterval(self.switch_interval)
        warnings.resetwarnings()
        warnings.filters[:] = self.filters
        gc.set_threshold(*self.thresholds)
        gc.enable()
        gc.callbacks.clear()
        gc.set_debug(0)


_state = None

# A program sees no environment. The process keeps it, for drivers of GPUs.
os.environ._data.clear()


def restore():
    """Undoes what a program did to what others will find."""
    if _state is None:
        return
    for name, module in list(sys.modules.items()):
        known = _modules.get(name)
        if known is None:
            if not _is_extension(module) and name.partition(".")[0] != "_backstep":
                del sys.modules[name]
        elif known[0] is not module:
            sys.modules[name] = known[0]
    for name, (module, held) in _modules.items():
        if name not in sys.modules:
            sys.modules[name] = module
        if held is not None:
            _put_back(module.__dict__, held)
    for kind, held in _classes.items():
        _put_back_in_class(kind, held)
    _state.restore()


def _is_extension(module):
    spec = getattr(module, "__spec__", None)
    origin = getattr(spec, "origin", None)
    return origin == "built-in" or isinstance(origin, str) and origin.endswith(_extensions)


def _put_back(names, held):
    if len(names) == len(held):
        for name, value in held.items():
            if names.get(name, names) is not value:
                break
        else:
            return
    for name in [name for name in names if name not in held]:
        # A submodule that was imported since and stays keeps its place.
        value = names[name]
        if not (isinstance(value, types.ModuleType) and sys.modules.get(value.__name__) is value):
            del names[name]
    for name, value in held.items():
        if names.get(name, names) is not value:
            names[name] = value


def _put_back_in_class(kind, held):
    names = kind.__dict__
    if len(names) == len(held):
        for name, value in held.items():
            if names.get(name, held) is not value:
                break
        else:
            return
    for name in [name for name in names if name not in held and name not in _UNCHANGEABLE]:
        _quietly(delattr, kind, name)
    for name, value in held.items():
        if name not in _UNCHANGEABLE and names.get(name, held) is not value:
            _quietly(setattr, kind, name, value)


def _quietly(change, *arguments):
    try:
        change(*arguments)
    except (AttributeError, TypeError):
        # Nothing that can be set, so nothing that a program has set.
        pass


def is_clean():
    """Whether no thread of a program runs any more, so that the next one is alone."""
    return len(sys._current_frames()) == 1
