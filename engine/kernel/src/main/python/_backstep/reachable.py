"""What a program can reach from its variables, by the shortest path.

None of the program's code runs while it is looked at: attributes and elements are read past `__getattribute__`,
`__iter__` and the like.
"""

import sys
import types
from collections import deque

from _backstep import program

# How many values one search looks at, and how many of a container.
_MOST = 10_000
_MOST_EACH = 100
_MOST_FRAMES = 100

# How many steps from a variable, not counting those into nn.Modules, of which networks have many one inside the other.
_DEEPEST = 4

_mro = type.__dict__["__mro__"].__get__
_names = type.__dict__["__dict__"].__get__
_PLAIN = frozenset(
    (int, float, str, bool, bytes, complex, type(None), type, types.FunctionType, types.BuiltinFunctionType,
     types.MethodType, range, slice)
)  # fmt: skip
_LOADED = sys.modules


class Search:
    """A walk from the variables of frames, breadth first."""

    def __init__(self, frames):
        """frames: of the program, innermost first"""
        self._tensor = _class("torch", "Tensor")
        self._module = _class("torch.nn.modules.module", "Module")
        self._parameter = _class("torch.nn.parameter", "Parameter")
        self._own = {}  # id of a class: whether it is the program's
        self._queue = deque()
        self._seen = set()
        self.looked_at = 0
        later = []
        for frame in frames:
            if self.looked_at > _MOST:
                break
            for name, value in list(frame.f_locals.items()):
                self.looked_at += 1
                if type(name) is str and name[:2] != "__" and name[:1] != "." and type(value) not in _PLAIN:
                    # `self` says less than the variable that an object has where it is used.
                    (later if name in ("self", "cls") else self._queue).append((name, value, _DEEPEST))
        self._queue.extend(later)

    def __iter__(self):
        """Pairs of a path and a tensor or nn.Module, the shortest paths first. A tensor comes once for each path that
        leads to it, but what lies beyond other values is looked at once."""
        tensor, module = self._tensor, self._module
        queue, seen = self._queue, self._seen
        while queue:
            path, value, left = queue.popleft()
            kind = type(value)
            if issubclass(kind, tensor):
                yield path, value
                continue
            key = id(value)
            if key in seen:
                continue
            seen.add(key)
            if issubclass(kind, module):
                yield path, value
                self._look_into_module(path, value, left)
            elif left:
                self._look_into(path, value, kind, left - 1)

    def is_module(self, kind):
        return issubclass(kind, self._module)

    def is_parameter(self, kind):
        return issubclass(kind, self._parameter)

    def _add(self, pairs, form, path, left):
        """What a value holds is to be looked at, as far as this can lead anywhere."""
        for name, one in pairs:
            self.looked_at += 1
            if self.looked_at > _MOST:
                return
            if type(one) not in _PLAIN:
                self._queue.append((form % (path, name), one, left))

    def _look_into(self, path, value, kind, left):
        if issubclass(kind, (list, tuple)):
            base = list if issubclass(kind, list) else tuple
            if base.__len__(value) <= _MOST_EACH:
                self._add(enumerate(base.__iter__(value)), "%s[%d]", path, left)
        elif issubclass(kind, dict):
            if dict.__len__(value) <= _MOST_EACH:
                pairs = [pair for pair in dict.items(value) if type(pair[0]) in (str, int)]
                self._add(pairs, "%s[%r]", path, left)
        elif issubclass(kind, types.ModuleType) or self._is_own(kind):
            self._add(_attributes(value, kind), "%s.%s", path, left)

    def _look_into_module(self, path, value, left):
        self._add(parts_of(value, "_parameters", "_buffers", "_modules"), "%s.%s", path, left)
        if left:
            own = [pair for pair in _attributes(value, type(value)) if pair[0][:1] != "_"]
            self._add(own, "%s.%s", path, left - 1)

    def _is_own(self, kind):
        """Whether a class is the program's, or one that it has for data of its own."""
        known = self._own.get(id(kind))
        if known is None:
            name = _names(kind).get("__module__")
            known = kind is types.SimpleNamespace or name == "__main__" or _is_users_module(name)
            # The class is held by its object, and that by the queue or by what led to it.
            self._own[id(kind)] = known
        return known


def _class(module, name):
    """A class of the package torch; one that nothing is of, as long as it is not loaded."""
    module = _LOADED.get(module)
    return _Nothing if module is None else module.__dict__[name]


class _Nothing:
    pass


def is_tensor(value):
    return issubclass(type(value), _class("torch", "Tensor"))


def parts_of(module, *names):
    """Pairs of names and values that some dicts of an nn.Module hold."""
    kept = dict(_attributes(module, type(module)))
    return [pair for name in names if issubclass(type(kept.get(name)), dict) for pair in list(dict.items(kept[name]))]


def _is_users_module(name):
    if type(name) is not str:
        return False
    file = getattr(_LOADED.get(name), "__file__", None)
    return type(file) is str and program.is_users(file)


def _attributes(value, kind):
    """Pairs of names and values that an object keeps, in its dict and its slots."""
    if issubclass(kind, types.ModuleType):
        kept = types.ModuleType.__dict__["__dict__"].__get__(value)
        file = kept.get("__file__")
        if type(file) is not str or not program.is_users(file):
            return []
    else:
        kept = None
    found = []
    for part in _mro(kind):
        names = _names(part)
        if kept is None:
            held = names.get("__dict__")
            if type(held) is types.GetSetDescriptorType:
                kept = held.__get__(value)
        if "__slots__" in names:
            for name, slot in list(names.items()):
                if type(slot) is types.MemberDescriptorType:
                    try:
                        found.append((name, slot.__get__(value)))
                    except AttributeError:
                        # It holds nothing.
                        pass
    if type(kept) is dict:
        found.extend((name, one) for name, one in list(kept.items()) if type(name) is str)
    return [(name, one) for name, one in found if name[:2] != "__"]


def running():
    """The program's frames that run, innermost first. Of a deep recursion the innermost ones are enough."""
    frames = []
    frame = sys._getframe(1)
    while frame is not None and len(frames) < _MOST_FRAMES:
        if program.is_users(frame.f_code.co_filename):
            frames.append(frame)
        frame = frame.f_back
    return frames


def left_by(error):
    """The program's frames that an error has ended, innermost first."""
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        if program.is_users(traceback.tb_frame.f_code.co_filename):
            frames.append(traceback.tb_frame)
        traceback = traceback.tb_next
    return frames[::-1]
