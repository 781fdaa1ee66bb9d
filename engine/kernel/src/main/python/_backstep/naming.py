"""What a program calls its tensors and modules."""

import sys

from _backstep import host
from _backstep import program

_module_paths = {}  # id of an nn.Module: its path, and itself so that the id stays its own


def forget():
    """Another program begins."""
    _module_paths.clear()


def is_tensor(value):
    tensor = getattr(sys.modules.get("torch"), "Tensor", None)
    return tensor is not None and isinstance(value, tensor)


def path_of(module):
    """What the program calls an nn.Module."""
    known = _module_paths.get(id(module))
    if known is None:
        # The outermost module is usually the one that has a name.
        for name, value in program.namespace().items():
            if value is module:
                _name_modules(module, name)
                break
        else:
            _name_modules(module, type(module).__name__)
        known = _module_paths[id(module)]
    return known[0]


def _name_modules(module, path):
    if id(module) not in _module_paths:
        _module_paths[id(module)] = (path, module)
        for name, child in module._modules.items():
            if child is not None:
                _name_modules(child, f"{path}.{name}")


def names_of(tensor):
    """What the program calls a tensor, or others that share its elements' version counter: the variables of the frames
    that run, innermost first, with what modules, lists and dicts among them hold."""
    from torch import _C

    own, views = [], []

    def look(path, value, depth):
        if is_tensor(value):
            if value is tensor:
                own.append(path)
            elif _C.same_version(tensor, value):
                views.append(path)
        elif isinstance(value, (list, tuple)) and depth and len(value) <= 100:
            for i, one in enumerate(value):
                look(f"{path}[{i}]", one, depth - 1)
        elif type(value) is dict and depth and len(value) <= 100:
            for key, one in list(value.items()):
                look(f"{path}[{key!r}]", one, depth - 1)
        elif "_parameters" in getattr(value, "__dict__", ()) and not isinstance(value, type):
            for held in (value._parameters, value._buffers, value._modules):
                for name, one in held.items():
                    look(f"{path}.{name}", one, depth)

    frame = sys._getframe(1)
    while frame is not None:
        if program.is_users(frame.f_code.co_filename):
            for name, value in list(frame.f_locals.items()):
                if not name.startswith("__"):
                    look(name, value, 2)
        frame = frame.f_back
    return list(dict.fromkeys(own or views)) or host.names(tensor)


def name_all():
    """Tells all variables that hold tensors: of the module, in its lists and dicts, and in its nn.Modules."""
    for variable, value in list(program.namespace().items()):
        if not variable.startswith("__"):
            _name_in(variable, value, 2)


def _name_in(path, value, depth):
    kind = type(value)
    if kind in (int, float, str, bool):
        return
    if is_tensor(value):
        host.named(path, value, kind.__name__ == "Parameter")
    elif kind in (list, tuple):
        if depth > 0 and len(value) <= 100:
            for i, element in enumerate(value):
                _name_in(f"{path}[{i}]", element, depth - 1)
    elif kind is dict:
        if depth > 0 and len(value) <= 100:
            for key, element in list(value.items()):
                _name_in(f"{path}[{key!r}]", element, depth - 1)
    elif "_modules" in getattr(value, "__dict__", ()):
        _name_module(path, value)


def _name_module(path, module):
    for tensors, is_parameter in ((module._parameters, True), (module._buffers, False)):
        for name, value in tensors.items():
            if is_tensor(value):
                host.named(f"{path}.{name}", value, is_parameter)
    for name, child in module._modules.items():
        if child is not None:
            _name_module(f"{path}.{name}", child)
