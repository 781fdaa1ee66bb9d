"""Calls of nn.Modules, for the recorder."""

from _backstep import host, naming

_numbers = {}  # id of an nn.Module: the recorder's number for it, and itself so that the id stays its own


def forget():
    """Another program begins, or this one is over."""
    _numbers.clear()


def enter_module(module):
    """An nn.Module's forward begins."""
    known = _numbers.get(id(module))
    if known is None:
        _add(module, naming.path_of(module), -1)
        known = _numbers[id(module)]
    host.enter_module(known[0])


def _add(module, path, parent):
    """Tells of a module and of those in it, whether or not they are ever called."""
    if id(module) in _numbers:
        return
    parameters = {}
    _collect(module, parameters)
    number = host.add_module(parent, path, type(module).__name__, list(parameters.values()))
    _numbers[id(module)] = (number, module)
    for name, child in module._modules.items():
        if child is not None:
            _add(child, f"{path}.{name}", number)


def _collect(module, parameters):
    """Adds the parameters of a module and of those in it, each once, by their ids."""
    for parameter in module._parameters.values():
        if naming.is_tensor(parameter):
            parameters[id(parameter)] = parameter
    for child in module._modules.values():
        if child is not None:
            _collect(child, parameters)
