"""Handles on the nodes of the backward graph: what `grad_fn` returns."""

from torch import _C

_classes = {}
_new = object.__new__


class Node:
    """A backward function. Each kind has a class of its own, so that it prints as `<MulBackward0 object at 0x…>`."""

    __slots__ = ("_t", "__dict__", "__weakref__")
    __module__ = "torch.autograd"

    def __repr__(self):
        return f"<{type(self).__name__} object at {hex(id(self))}>"

    def name(self):
        return _C.node_name(self)

    @property
    def next_functions(self):
        return _C.next_functions(self)

    @property
    def metadata(self):
        return self.__dict__.setdefault("_metadata", {})

    def register_hook(self, hook):
        """Calls `hook(grad_inputs, grad_outputs)` after the node ran; a result replaces the gradients it passes on."""
        return _removable(_C.register_node_hook(self, hook))

    def register_prehook(self, hook):
        """Calls `hook(grad_outputs)` before the node runs; a result replaces what it runs on."""
        return _removable(_C.register_node_prehook(self, hook))

    def _sequence_nr(self):
        return _C.node_sequence_number(self)

    def __getattr__(self, name):
        if name == "variable" or name.startswith("_saved_"):
            found = _C.node_attribute(self, name)
            if found is not NotImplemented:
                return found
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


def _removable(remove):
    from torch.utils.hooks import EngineHandle

    return EngineHandle(remove)


def make_node(raw, name):
    """The handle of a node that the engine made."""
    kind = _classes.get(name)
    if kind is None:
        kind = type(name, (Node,), {"__slots__": ()})
        _classes[name] = kind
    made = _new(kind)
    made._t = raw
    return made
