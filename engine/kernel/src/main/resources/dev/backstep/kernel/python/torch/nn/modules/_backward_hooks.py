"""Module backward hooks: two identity functions in the graph, one before and one after the module's own nodes."""

from torch import _C
from torch._tensor import Tensor
from torch.autograd.function import Function
from torch.autograd.grad_mode import is_grad_enabled


class BackwardHookFunction(Function):
    """Passes its tensors on; its node is where the hooks of a module hang."""

    @staticmethod
    def forward(ctx, *args):
        ctx.mark_non_differentiable(*[one for one in args if not one.requires_grad])
        return tuple(one.view_as(one) for one in args)

    @staticmethod
    def backward(ctx, *gradients):
        return gradients


class BackwardHooks:
    """The hooks around one call of a module."""

    def __init__(self, module):
        self.module = module
        self.hooks = list(module._backward_hooks.values())
        self.pre_hooks = list(module._backward_pre_hooks.values())
        self.input_count = None
        self.input_places = None
        self.grad_outputs = None

    def watch_inputs(self, args):
        args, node, places = _through_function(args)
        self.input_count, self.input_places = len(args), places
        if node is not None:
            node.register_hook(self._inputs_ready)
        return args

    def _inputs_ready(self, grad_inputs, _):
        if self.grad_outputs is None:
            raise RuntimeError(
                f"Module backward hook for grad_input is called before the grad_output one. This happens because the "
                f"gradient in your nn.Module flows to the Module's input without passing through the Module's output."
            )
        spread = _spread(grad_inputs, self.input_places, self.input_count)
        result = self._run(spread)
        self.grad_outputs = None
        if result is not None:
            return tuple(result[place] for place in self.input_places)

    def _run(self, grad_inputs):
        replaced = None
        for hook in self.hooks:
            result = hook(self.module, grad_inputs if replaced is None else replaced, self.grad_outputs)
            if result is not None:
                result = result if isinstance(result, tuple) else (result,)
                if len(result) != len(grad_inputs):
                    raise RuntimeError(
                        f"Backward hook returned an invalid number of grad_input, got {len(result)}, but expected "
                        f"{len(grad_inputs)}"
                    )
                replaced = result
        return replaced

    def watch_outputs(self, result):
        single = isinstance(result, Tensor)
        outputs = (result,) if single else tuple(result) if isinstance(result, (tuple, list)) else None
        if outputs is None:
            return result
        outputs, node, places = _through_function(outputs)
        if node is not None:
            count = len(outputs)

            def outputs_ready(_, grad_outputs):
                self.grad_outputs = _spread(grad_outputs, places, count)
                for hook in self.pre_hooks:
                    changed = hook(self.module, self.grad_outputs)
                    if changed is not None:
                        self.grad_outputs = changed if isinstance(changed, tuple) else (changed,)
                # Without an input that requires grad there is no node before the module to wait for.
                if self.input_places is None or not self.input_places:
                    self._run((None,) * (self.input_count or 0))
                    done, self.grad_outputs = self.grad_outputs, None
                    return tuple(done[place] for place in places) if self.pre_hooks else None
                return tuple(self.grad_outputs[place] for place in places) if self.pre_hooks else None

            node.register_hook(outputs_ready)
        return outputs[0] if single else type(result)(outputs)


def _through_function(values):
    """The values with its tensors passed through the identity, its node, and which of them need a gradient."""
    places = [i for i, one in enumerate(values) if isinstance(one, Tensor)]
    if not is_grad_enabled() or not any(values[i].requires_grad for i in places):
        return tuple(values), None, ()
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
