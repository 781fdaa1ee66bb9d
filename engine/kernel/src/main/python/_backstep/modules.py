"""Calls of nn.Modules, for the recorder."""

from _weakref import ref

from _backstep import host, naming
from _backstep.reachable import is_tensor, parts_of

# By the id of an nn.Module: the recorder's number for it, and a weak reference, for another may get the id. So modules
# live as long as they do when nobody records.
_numbers = {}


def forget():
    """Another program begins, or this one is over."""
    _numbers.clear()


def enter_module(module):
    """An nn.Module's forward begins."""
    number = _number(module)
    if number is None:
        try:
            number = _add(module, naming.path_of(module), -1)
        except RecursionError:
            # The program has just enough room for what it does.
            number = host.add_module(-1, naming.class_name(type(module)), naming.class_name(type(module)), [])
    host.enter_module(number)


def _number(module):
    known = _numbers.get(id(module))
    return known[0] if known is not None and known[1]() is module else None


def _add(module, path, parent):
    """Tells of a module and of those in it, whether or not they are ever called. The module's number."""
    parameters = {}
    _collect(module, parameters)
    number = host.add_module(parent, path, naming.class_name(type(module)), list(parameters.values()))
    _numbers[id(module)] = number, ref(module)
    for name, child in parts_of(module, "_modules"):
        if child is not None and _number(child) is None:
            _add(child, f"{path}.{name}", number)
    return number


def _collect(module, parameters):
    """Adds the parameters of a module and of those in it, each once, by their ids."""
    for _, parameter in parts_of(module, "_parameters"):
        if is_tensor(parameter):
            parameters[id(parameter)] = parameter
    for _, child in parts_of(module, "_modules"):
        if child is not None:
            _collect(child, parameters)
