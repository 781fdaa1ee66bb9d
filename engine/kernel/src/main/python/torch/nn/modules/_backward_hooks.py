"""Module backward hooks. Full ones hang on two identity functions in the graph, one before and one after the module's
own nodes; the old ones on the node of the first output only, which is why they warn where that is not all."""

import _backstep
from _backstep.hooks import hook_ends, hook_starts
from torch._tensor import Tensor
from torch.autograd.function import Function
from torch.autograd.grad_mode import is_grad_enabled


class BackwardHookFunction(Function):
    """Passes its tensors on; its node is where the hooks of a module hang."""

    @staticmethod
    def forward(ctx, *args):
        ctx.mark_non_differentiable(*[one for one in args if not one.requires_grad])
        return args

    @staticmethod
    def backward(ctx, *gradients):
        return gradients


class BackwardHooks:
    """The hooks around one call of a module."""

    def __init__(self, module, hooks, pre_hooks):
        self.module = module
        self.hooks = hooks
        self.pre_hooks = pre_hooks
        self.call = _backstep.current_call() if _backstep.recording else -1
        self.input_count = 0
        self.input_places = None
        self.grad_outputs = None

    def watch_inputs(self, args):
        passed, node, places = _through_function(args)
        self.input_count, self.input_places = len(args), places
        if node is not None:
            node.register_hook(self._inputs_ready)
        return passed

    def _inputs_ready(self, grad_inputs, _):
        if self.grad_outputs is None:
            # The gradient came past the module's output, in a double backward for one.
            return None
        result = _spread(grad_inputs, self.input_places, self.input_count)
        for hook in self.hooks:
            recorded = _backstep.recording and hook_starts("MODULE_AFTER", hook, result, self.call)
            replaced = hook(self.module, result, self.grad_outputs)
            if replaced is not None:
                if len(replaced) != len(result):
                    raise RuntimeError(
                        f"Backward hook returned an invalid number of grad_input, got {len(replaced)}, but expected "
                        f"{len(result)}"
                    )
                result = replaced
            if recorded:
                hook_ends(result)
        self.grad_outputs = None
        return tuple(result[place] for place in self.input_places)

    def watch_outputs(self, result):
        single = not isinstance(result, tuple)
        outputs = (result,) if single else result
        passed, node, places = _through_function(outputs)
        if node is not None:
            self._hang_outputs(node, places, len(outputs))
        return passed[0] if single else passed

    def _hang_outputs(self, node, places, count):
        def outputs_arrive(gradients):
            spread = _spread(gradients, places, count)
            for hook in self.pre_hooks:
                recorded = _backstep.recording and hook_starts("MODULE_BEFORE", hook, spread, self.call)
                changed = hook(self.module, spread)
                if changed is not None:
                    changed = changed if isinstance(changed, tuple) else (changed,)
                    if len(changed) != len(spread):
                        raise RuntimeError(
                            f"Backward pre hook returned an invalid number of grad_output, got {len(changed)}, but "
                            f"expected {len(spread)}"
                        )
                    spread = changed
                if recorded:
                    hook_ends(spread)
            return tuple(spread[place] for place in places)

        def outputs_ready(_, gradients):
            self.grad_outputs = _spread(gradients, places, count)
            # Without an input that requires grad there is no node before the module to wait for.
            if self.input_places is None:
                nothing = (None,) * self.input_count
                for hook in self.hooks:
                    recorded = _backstep.recording and hook_starts("MODULE_AFTER", hook, nothing, self.call)
                    result = hook(self.module, nothing, self.grad_outputs)
                    if recorded:
                        hook_ends(nothing)
                    if result is not None and not (isinstance(result, tuple) and all(one is None for one in result)):
                        raise RuntimeError(
                            "Backward hook for Modules where no input requires gradient should always return None or "
                            "None for all gradients."
                        )
                self.grad_outputs = None

        if self.pre_hooks:
            node.register_prehook(outputs_arrive)
        node.register_hook(outputs_ready)


def _through_function(values):
    """The values with its tensors passed through the identity, its node, and where among them the tensors are."""
    places = [i for i, one in enumerate(values) if isinstance(one, Tensor)]
    if not is_grad_enabled() or not any(values[i].requires_grad for i in places):
        return values, None, None
    passed = BackwardHookFunction.apply(*[values[i] for i in places])
    node = next(one.grad_fn for one in passed if one.grad_fn is not None)
    replaced = list(values)
    for i, one in zip(places, passed):
        replaced[i] = one
    return tuple(replaced), node, places


def _spread(gradients, places, count):
    spread = [None] * count
    for place, gradient in zip(places, gradients):
        spread[place] = gradient
    return tuple(spread)


# The old hooks


def hang_on_first_output(module, hooks, args, result):
    first = result
    while not isinstance(first, Tensor):
        if isinstance(first, dict):
            first = next(one for one in first.values() if isinstance(one, Tensor))
        else:
            first = first[0]
    node = first.grad_fn
    if node is None:
        return
    for hook in hooks:
        node.register_hook(_for_module(hook, module))
    _warn_of_missing(args, result, node)


def _for_module(hook, module):
    def with_module(*gradients):
        return hook(module, *gradients)

    with_module.__name__ = getattr(hook, "__name__", "hook")
    with_module._hook = hook
    return with_module


def _warn_of_missing(args, result, node):
    if isinstance(result, Tensor):
        result = (result,)
    elif not (isinstance(result, tuple) and all(isinstance(one, Tensor) for one in result)):
        _warn(
            "Using non-full backward hooks on a Module that does not return a single Tensor or a tuple of Tensors is "
            "deprecated and will be removed in future versions. This hook will be missing some of the grad_output. "
            "Please use register_full_backward_hook to get the documented behavior."
        )
        return
    if not (isinstance(args, tuple) and all(isinstance(one, Tensor) for one in args)):
        _warn(
            "Using non-full backward hooks on a Module that does not take as input a single Tensor or a tuple of "
            "Tensors is deprecated and will be removed in future versions. This hook will be missing some of the "
            "grad_input. Please use register_full_backward_hook to get the documented behavior."
        )
        return
    nodes = {one.grad_fn for one in result if one.grad_fn is not None}
    if not nodes or len(nodes) == 1 and node not in nodes:
        _warn(
            "Using a non-full backward hook when outputs are nested in python data structure is deprecated and will be "
            "removed in future versions. This hook will be missing some grad_output."
        )
    elif len(nodes) > 1:
        _warn(
            "Using a non-full backward hook when outputs are generated by different autograd Nodes is deprecated and "
            "will be removed in future versions. This hook will be missing some grad_output. Please use "
            "register_full_backward_hook to get the documented behavior."
        )
    elif {one.grad_fn for one in args if one.grad_fn is not None} != {one[0] for one in node.next_functions}:
        _warn(
            "Using a non-full backward hook when the forward contains multiple autograd Nodes is deprecated and will "
            "be removed in future versions. This hook will be missing some grad_input. Please use "
            "register_full_backward_hook to get the documented behavior."
        )


def _warn(text):
    import warnings

    warnings.warn(text, stacklevel=2)
