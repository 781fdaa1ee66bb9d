"""Parameters: tensors that a module finds among its attributes."""

import torch
from torch._tensor import Tensor


class _ParameterMeta(type(Tensor)):
    def __instancecheck__(cls, value):
        return type.__instancecheck__(cls, value) or (
            isinstance(value, Tensor) and getattr(value, "_is_param", False) and cls is Parameter
        )


class Parameter(Tensor, metaclass=_ParameterMeta):
    """A leaf that requires grad, whatever the grad mode."""

    __slots__ = ()
    __module__ = "torch.nn.parameter"

    def __new__(cls, data=None, requires_grad=True):
        if data is None:
            data = torch.empty(0)
        if not isinstance(data, Tensor):
            raise TypeError(
                "_make_subclass(): argument 'data' (position 1) must be Tensor, not " + type(data).__name__
            )
        return Tensor._make_subclass(cls, data, requires_grad)

    def __init__(self, data=None, requires_grad=True):
        pass

    def __repr__(self):
        return "Parameter containing:\n" + Tensor.__repr__(self)

    __str__ = __repr__


class Buffer(Tensor):
    """A tensor that a module registers as a buffer when it is assigned."""

    __slots__ = ()
    __module__ = "torch.nn.parameter"

    def __new__(cls, data=None, *, persistent=True):
        made = Tensor._make_subclass(cls, torch.empty(0) if data is None else data, False)
        made.persistent = persistent
        return made

    def __init__(self, data=None, *, persistent=True):
        pass


class UninitializedParameter(Parameter):
    """A parameter whose shape the first call of its lazy module decides."""

    __slots__ = ()
