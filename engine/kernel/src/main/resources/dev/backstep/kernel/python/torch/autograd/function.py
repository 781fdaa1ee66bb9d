"""`torch.autograd.Function`: operations whose backward a program writes itself."""

from torch import _C
from torch._node import Node
from torch._tensor import Tensor
from torch.autograd.grad_mode import is_grad_enabled, no_grad


class FunctionCtx:
    """What `forward` leaves for `backward`. It is also the operation's `grad_fn`."""

    _to_save = ()
    _dirty = ()
    _non_differentiable = ()
    _materialize = True

    def save_for_backward(self, *tensors):
        self._to_save = tensors

    def save_for_forward(self, *tensors):
        self.saved_for_forward = tensors

    def mark_dirty(self, *tensors):
        """Tells that `forward` changed these inputs in place."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors):
        """Tells that these outputs carry no gradient."""
        self._non_differentiable = tensors

    def set_materialize_grads(self, value):
        """Whether missing gradients reach `backward` as zeros, or as None."""
        self._materialize = value

    def mark_shared_storage(self, *pairs):
        """Had a meaning once; kept because old programs call it."""


class BackwardFunction(Node, FunctionCtx):
    """The node of one call; a function class has a subclass of its own, so that it prints as `CubeBackward`."""

    @property
    def saved_tensors(self):
        if "_in_jvp" in self.__dict__:
            return tuple(getattr(self, "saved_for_forward", ()))
        return _C.function_saved_tensors(self)

    saved_variables = saved_tensors

    @property
    def needs_input_grad(self):
        return _C.function_needs_input_grad(self)


class _FunctionMeta(type):
    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        cls._backward_cls = type(name + "Backward", (BackwardFunction,), {"_function": cls})


class Function(metaclass=_FunctionMeta):
    """Base of a user's operation: static methods `forward(ctx, …)` and `backward(ctx, …)`, called by `apply(…)`.

    With a static method `setup_context(ctx, inputs, output)`, `forward` takes no `ctx`.
    """

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd "
            "function with static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @staticmethod
    def forward(ctx, *args, **kwargs):
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    @staticmethod
    def jvp(ctx, *grad_inputs):
        raise NotImplementedError(
            "You must implement the jvp function for custom autograd.Function to use it with forward mode AD."
        )

    @classmethod
    def apply(cls, *args):
        named = _C.profiler_function(cls.__name__, args)
        if named is None:
            return cls._apply(args)
        try:
            return cls._apply(args)
        finally:
            _C.profiler_exit(named)

    @classmethod
    def _apply(cls, args):
        ctx = object.__new__(cls._backward_cls)
        _C.function_begin(ctx, cls._backward_cls.__name__, args, _run_backward)
        # `jvp` answers for the tangents, so that `forward` sees none.
        levels = _C.hide_dual_levels()
        try:
            with no_grad():
                if "setup_context" in cls.__dict__ or hasattr(cls, "setup_context"):
                    made = cls.forward(*args)
                    cls.setup_context(ctx, args, made)
                else:
                    made = cls.forward(ctx, *args)
        finally:
            if levels:
                _C.show_dual_levels(levels)
        outputs = made if isinstance(made, tuple) else (made,)
        wrapped = _C.function_end(
            ctx, args, outputs, ctx._to_save, ctx._dirty, ctx._non_differentiable, ctx._materialize
        )
        if levels:
            _C.function_tangents(args, wrapped, ctx._dirty, lambda tangents: _run_jvp(ctx, tangents))
        ctx._to_save = ctx._dirty = ctx._non_differentiable = ()
        return wrapped if isinstance(made, tuple) else wrapped[0]


def _run_backward(ctx, gradients):
    """Called by the engine; answers one gradient, or None, an input."""
    function = ctx._function
    backward = function.backward if "vjp" not in function.__dict__ else function.vjp
    result = backward(ctx, *gradients)
    return result if isinstance(result, (tuple, list)) else (result,)


def _run_jvp(ctx, tangents):
    """Called by the engine; answers one tangent an output."""
    ctx._in_jvp = True
    try:
        result = ctx._function.jvp(ctx, *tangents)
    finally:
        del ctx._in_jvp
    return result if isinstance(result, tuple) else (result,)


def once_differentiable(backward):
    """Marks a `backward` whose own result cannot be differentiated: what it computes inside is not recorded."""

    def within(ctx, *gradients):
        with no_grad():
            outputs = backward(ctx, *gradients)
        if not is_grad_enabled():
            return outputs
        if not any(isinstance(g, Tensor) and g.requires_grad for g in gradients):
            return outputs
        several = outputs if isinstance(outputs, tuple) else (outputs,)
        refused = tuple(_C.undifferentiable(one) if isinstance(one, Tensor) else one for one in several)
        return refused if isinstance(outputs, tuple) else refused[0]

    within.__name__ = backward.__name__
    return within


class InplaceFunction(Function):
    def __init__(self, inplace=False):
        self.inplace = inplace
