"""Handles on the nodes of the backward graph: what `grad_fn` returns."""

from torch import _C

_new = object.__new__


class Node(_C.Object):
    """A backward function. Each kind has a class of its own, so that it prints as `<MulBackward0 object at 0x…>`."""

    __module__ = "torch.autograd"

    def __repr__(self):
        return f"<{type(self).__name__} object at {hex(id(self))}>"

    def __call__(self, *gradients):
        """The gradients of the operation's inputs, computed outside of any backward pass."""
        if len(gradients) != _C.node_outputs(self):
            raise TypeError(f"expected {_C.node_outputs(self)} arguments, got {len(gradients)} instead")
        from torch._tensor import Tensor

        for i, one in enumerate(gradients):
            if one is not None and not isinstance(one, Tensor):
                raise TypeError(f"argument {i} is not a Variable")
        found = _C.node_call(self, gradients)
        return found[0] if len(found) == 1 else found

    def name(self):
        return _C.node_name(self)

    @property
    def next_functions(self):
        return _C.next_functions(self)

    @property
    def metadata(self):
        found = self.__dict__.get("_metadata")
        if found is None:
            found = self.__dict__["_metadata"] = {}
            made = _C.node_created(self)
            if made is not None:
                found["traceback_"] = made[0]
                if made[1] is not None:
                    found["parent_"] = made[1]
        return found

    @property
    def requires_grad(self):
        return True

    def register_hook(self, hook):
        """Calls `hook(grad_inputs, grad_outputs)` after the node ran; a result replaces the gradients it passes on."""
        return self._hooked("_post_hooks", _C.register_node_hook, "after_node", hook)

    def register_prehook(self, hook):
        """Calls `hook(grad_outputs)` before the node runs; a result replaces what it runs on."""
        return self._hooked("_pre_hooks", _C.register_node_prehook, "before_node", hook)

    def _hooked(self, attribute, register, runner, hook):
        from torch.utils import hooks

        own = self.__dict__.get(attribute)
        if own is None:
            own = self.__dict__[attribute] = hooks.OrderedDict()
            register(self, getattr(hooks, runner)(own))
        return hooks.added(own, hook)

    def _register_hook_dict(self, tensor):
        raise RuntimeError("hooks of a tensor are registered by tensor.register_hook(hook)")

    def _sequence_nr(self):
        return _C.node_sequence_number(self)

    def __getattr__(self, name):
        if name == "variable" or name.startswith("_saved_"):
            found = _C.node_attribute(self, name)
            if found is not NotImplemented:
                return found
        elif name.startswith("_raw_saved_") and name[11:] in _C.saved_tensor_names(self):
            return SavedTensor._of(self, name[11:])
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __dir__(self):
        names = {"metadata", "name", "next_functions", "register_hook", "register_prehook", "requires_grad"}
        names.add("_register_hook_dict")
        names.update("_saved_" + name for name in _C.saved_names(self))
        names.update("_raw_saved_" + name for name in _C.saved_tensor_names(self))
        if type(self).__name__ == "AccumulateGrad":
            names.add("variable")
        names.update(name for name in object.__dir__(self) if name.startswith("__"))
        return sorted(names)


class SavedTensor:
    """How a node keeps one tensor: `grad_fn._raw_saved_self`."""

    __slots__ = ("_node", "_name")
    __module__ = "torch._C._autograd"

    def __init__(self):
        raise RuntimeError("Trying to create a SavedTensor object from Python is forbidden.")

    @classmethod
    def _of(cls, node, name):
        made = _new(cls)
        made._node, made._name = node, name
        return made

    def register_hooks(self, *hooks):
        if len(hooks) != 2 or not (callable(hooks[0]) and callable(hooks[1])):
            shown = ", ".join(repr(one) for one in (self, *hooks))
            raise TypeError(
                "register_hooks(): incompatible function arguments. The following argument types are supported:\n"
                "    1. (self: torch._C._autograd.SavedTensor, arg0: function, arg1: function) -> None\n\n"
                f"Invoked with: {shown}"
            )
        _C.register_saved_tensor_hooks(self._node, self._name, *hooks)

    def __repr__(self):
        return f"<torch._C._autograd.SavedTensor object at {hex(id(self))}>"


def node_type(name):
    """The class of nodes of that name."""
    return type(name, (Node,), {"__slots__": ()})
