"""`torch.autograd.Function`: operations whose backward a program writes itself."""

from torch import _C
from torch._node import Node
from torch._node import SavedTensor as _SavedTensor
from torch._tensor import Tensor
from torch.autograd.grad_mode import is_grad_enabled, no_grad


def _warn(text, category=UserWarning):
    import warnings

    warnings.warn(text, category, stacklevel=3)


class FunctionCtx:
    """What `forward` leaves for `backward`. It is also the operation's `grad_fn`."""

    to_save = None
    dirty_tensors = None
    non_differentiable = None
    materialize_grads = True

    def save_for_backward(self, *tensors):
        self.to_save = tensors

    def save_for_forward(self, *tensors):
        for tensor in tensors:
            assert isinstance(tensor, Tensor) or tensor is None, (
                "save_for_forward expects all arguments to be tensors; you should save non-tensors as attributes on "
                "ctx."
            )
        self.saved_for_forward = tensors

    def mark_dirty(self, *tensors):
        """Tells that `forward` changed these inputs in place."""
        self.dirty_tensors = tensors

    def mark_non_differentiable(self, *tensors):
        """Tells that these outputs carry no gradient."""
        self.non_differentiable = tensors

    def set_materialize_grads(self, value):
        """Whether missing gradients reach `backward` as zeros, or as None."""
        self.materialize_grads = value

    def mark_shared_storage(self, *pairs):
        _warn(
            "mark_shared_storage is deprecated. Tensors with shared storages are automatically tracked. Note that "
            "calls to `set_()` are not tracked"
        )


class _FunctionBase:
    __module__ = "torch._C"


class _HookMixin:
    pass


class BackwardCFunction(Node, FunctionCtx, _HookMixin):
    """The node of one call; a function class has a subclass of its own, so that it prints as `CubeBackward`."""

    def __repr__(self):
        return f"<torch.autograd.function.{type(self).__name__} object at {hex(id(self))}>"

    def __call__(self, *gradients):
        raise TypeError(f"'{type(self).__name__}' object is not callable")

    def apply(self, *gradients):
        function = self._forward_cls
        backward, vjp = function.backward, function.vjp
        if backward is not Function.backward and vjp is not Function.vjp:
            raise RuntimeError(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only "
                "implement one of them."
            )
        return (vjp if vjp is not Function.vjp else backward)(self, *gradients)

    def apply_jvp(self, *tangents):
        return self._forward_cls.jvp(self, *tangents)

    @property
    def saved_tensors(self):
        if "_in_jvp" in self.__dict__:
            return tuple(getattr(self, "saved_for_forward", ()))
        return _C.function_saved_tensors(self)

    @property
    def saved_variables(self):
        _warn("'saved_variables' is deprecated; use 'saved_tensors'", DeprecationWarning)
        return _C.function_saved_tensors(self)

    @property
    def _raw_saved_tensors(self):
        return tuple(_SavedTensor._of(self, str(i)) for i in range(_C.function_saved_count(self)))

    @property
    def needs_input_grad(self):
        return _C.function_needs_input_grad(self)

    def __setattr__(self, name, value):
        if name == "needs_input_grad":
            raise AttributeError("attribute 'needs_input_grad' of 'torch._C._FunctionBase' objects is not writable")
        object.__setattr__(self, name, value)

    def __dir__(self):
        return object.__dir__(self)


BackwardFunction = BackwardCFunction


class FunctionMeta(type):
    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        backward = type(name + "Backward", (BackwardCFunction,), {"_forward_cls": cls})
        backward.__module__ = "torch.autograd.function"
        cls._backward_cls = backward


class Function(FunctionCtx, metaclass=FunctionMeta):
    """Base of a user's operation: static methods `forward(ctx, …)` and `backward(ctx, …)`, called by `apply(…)`.

    With a static method `setup_context(ctx, inputs, output)`, `forward` takes no `ctx`.
    """

    def __init__(self, *args, **kwargs):
        _warn(
            f"{type(self)} should not be instantiated. Methods on autograd functionsare all static, so you should "
            "invoke them on the class itself. Instantiating an autograd function will raise an error in a future "
            "version of PyTorch.",
            DeprecationWarning,
        )

    def __call__(self, *args, **kwargs):
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd "
            "function with static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    is_traceable = False

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
    def vjp(ctx, *grad_outputs):
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
    def apply(cls, *args, **kwargs):
        if kwargs:
            raise TypeError("apply() takes no keyword arguments")
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
                if hasattr(cls, "setup_context"):
                    made = cls.forward(*args)
                    cls.setup_context(ctx, args, made)
                else:
                    made = cls.forward(ctx, *args)
        finally:
            if levels:
                _C.show_dual_levels(levels)
        outputs = made if isinstance(made, tuple) else (made,)
        _check_marks(ctx)
        wrapped = _C.function_end(
            ctx,
            args,
            outputs,
            ctx.to_save or (),
            ctx.dirty_tensors or (),
            ctx.non_differentiable or (),
            bool(ctx.materialize_grads),
        )
        if levels:
            _C.function_tangents(args, wrapped, ctx.dirty_tensors or (), lambda tangents: _run_jvp(ctx, tangents))
        if _C.function_dirty_not_input(ctx.dirty_tensors or (), args):
            _warn(
                "Only input Tensors should be given to ctx.mark_dirty(). If a Tensor is not an input, there is no need "
                "to pass it to mark_dirty()."
            )
        ctx.__dict__.pop("to_save", None)
        ctx.__dict__.pop("dirty_tensors", None)
        ctx.__dict__.pop("non_differentiable", None)
        return wrapped if isinstance(made, tuple) else wrapped[0]


def _check_marks(ctx):
    for i, one in enumerate(ctx.dirty_tensors or ()):
        if not isinstance(one, Tensor):
            raise RuntimeError(
                f"mark_dirty can only accept variables, but argument {i} is of type {type(one).__name__}"
            )
    for one in ctx.non_differentiable or ():
        if not isinstance(one, Tensor):
            raise RuntimeError(
                f"mark_non_differentiable only accepts variable arguments, but got {type(one).__name__}"
            )
    for i, one in enumerate(ctx.to_save or ()):
        if one is not None and not isinstance(one, Tensor):
            raise TypeError(
                f"save_for_backward can only save variables, but argument {i} is of type {type(one).__name__}"
            )


def _run_backward(ctx, gradients):
    """Called by the engine; answers one gradient, or None, an input."""
    result = ctx.apply(*gradients)
    return result if isinstance(result, tuple) else (result,)


def _run_jvp(ctx, tangents):
    """Called by the engine; answers one tangent an output."""
    ctx._in_jvp = True
    try:
        result = ctx.apply_jvp(*tangents)
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
        super().__init__()
        self.inplace = inplace
