"""Gradients: `backward`, `grad`, and what builds on them."""

import _backstep
from torch import _C
from torch._tensor import Tensor
from torch.autograd.grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled



class _VariableMeta(type):
    def __instancecheck__(cls, value):
        return isinstance(value, Tensor)


class Variable(metaclass=_VariableMeta):
    """What tensors with gradients were once wrapped in; now a tensor of the same elements."""

    def __new__(cls, data=None, requires_grad=False, volatile=None):
        if volatile is not None:
            _warn("volatile was removed and now has no effect. Use `with torch.no_grad():` instead.")
        made = _C.tensor([], None, None, False) if data is None else data.data
        return made.requires_grad_(requires_grad)



def backward(
    tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None
):
    """Adds the gradients of `tensors`, weighted by `grad_tensors`, to `.grad` of the leaves or of `inputs`."""
    if grad_variables is not None:
        _warn("'grad_variables' is deprecated. Use 'grad_tensors' instead.")
        if grad_tensors is not None:
            raise RuntimeError(
                "'grad_tensors' and 'grad_variables' (deprecated) arguments both passed to backward(). Please only "
                "use 'grad_tensors'."
            )
        grad_tensors = grad_variables
    if inputs is not None and len(inputs) == 0:
        raise RuntimeError("'inputs' argument to backward() cannot be empty.")
    tensors = (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)
    inputs = (inputs,) if isinstance(inputs, Tensor) else () if inputs is None else tuple(inputs)
    grads = _make_grads(tensors, _one_each(grad_tensors, len(tensors)), False)
    if retain_graph is None:
        retain_graph = create_graph
    if create_graph and _C.first_time("create_graph"):
        _warn(
            "Using backward() with create_graph=True will create a reference cycle between the parameter and its "
            "gradient which can cause a memory leak. We recommend using autograd.grad when creating the graph to "
            "avoid this. If you have to use this function, make sure to reset the .grad fields of your parameters to "
            "None after use to break the cycle and avoid the leak."
        )
    _check_run(tensors, grads, inputs)
    for one in inputs:
        if one.grad_fn is not None or not one.requires_grad:
            one.retain_grad()
    if _backstep.recording:
        _backstep.pass_starts()
    _C.backward(tensors, grads, _flag(retain_graph), _flag(create_graph), inputs)


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    only_inputs=True,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    """The gradients of `outputs`, weighted by `grad_outputs`, with respect to `inputs`; `.grad` stays as it is."""
    outputs = (outputs,) if isinstance(outputs, Tensor) else tuple(outputs)
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    if not only_inputs:
        _warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for "
            "other parts of the graph, please use torch.autograd.backward."
        )
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    grads = _make_grads(outputs, _one_each(grad_outputs, len(outputs)), is_grads_batched)
    if retain_graph is None:
        retain_graph = create_graph
    if is_grads_batched:
        return _grad_of_batch(outputs, inputs, grads, create_graph, allow_unused)
    _check_run(outputs, grads, inputs)
    if not inputs:
        raise ValueError("grad requires non-empty inputs.")
    if _backstep.recording:
        _backstep.pass_starts()
    found = _C.grad_of(
        outputs, inputs, grads, _flag(retain_graph), _flag(create_graph), bool(allow_unused) or materialize_grads
    )
    if materialize_grads:
        found = tuple(one.new_zeros(one.shape) if g is None else g for g, one in zip(found, inputs))
    return found


def _grad_of_batch(outputs, inputs, grads, create_graph, allow_unused):
    """One pass for each row of `grads`, stacked."""
    import torch

    rows = [
        grad(outputs, inputs, tuple(g[i] for g in grads), True, create_graph, allow_unused=allow_unused)
        for i in range(len(grads[0]))
    ]
    return tuple(None if column[0] is None else torch.stack(column) for column in zip(*rows))


def _warn(text):
    import warnings

    warnings.warn(text, stacklevel=3)


def _flag(value):
    if isinstance(value, (int, float)):
        return bool(value)
    raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")


def _one_each(grads, count):
    if grads is None:
        return (None,) * count
    return (grads,) if isinstance(grads, Tensor) else tuple(grads)


def _make_grads(outputs, grads, batched):
    """What to start each output with."""
    made = []
    for out, given in zip(outputs, grads):
        if isinstance(given, Tensor):
            one = given[0] if batched else given
            if one.shape != out.shape:
                # `index` compares the tensors before it, and fails where their shapes do not broadcast: so it is.
                shown = one.shape[1:] if batched else one.shape
                where = f"grad_output[{grads.index(given)}] has a shape of {shown} and "
                where += f"output[{outputs.index(out)}] has a shape of {out.shape}."
                if batched:
                    raise RuntimeError(
                        "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch "
                        "dimension. The sizes of the remaining dimensions are expected to match the shape of "
                        f"corresponding output, but a mismatch was detected: {where} If you only want some tensors in "
                        "`grad_output` to be considered batched, consider using vmap."
                    )
                raise RuntimeError("Mismatch in shape: " + where)
            made.append(given)
        elif given is None:
            if out.requires_grad and out.numel() != 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            made.append(None)
        else:
            raise TypeError(f"gradients can be either Tensors or None, but got {type(given).__name__}")
    return tuple(made)


def _check_run(outputs, grads, inputs):
    if len(outputs) != len(grads):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(grads)} gradients")
    for one in inputs:
        if not isinstance(one, Tensor):
            raise RuntimeError(f"all inputs have to be Tensors, but got {type(one).__name__}")


def _is_checkpoint_valid():
    """Whether the innermost pass that runs computes all gradients, so that a pass inside it may, too."""
    return not _C.pass_restricted()


_LAZY = {
    "Function": "function",
    "gradcheck": "gradcheck",
    "gradgradcheck": "gradcheck",
    "detect_anomaly": "anomaly_mode",
    "set_detect_anomaly": "anomaly_mode",
    "DeviceType": "profiler_util",
    "kineto_available": "profiler",
}
_MODULES = frozenset(("function", "functional", "graph", "profiler", "profiler_util", "anomaly_mode", "forward_ad"))


def __getattr__(name):
    if name in _LAZY:
        found = getattr(__import__("torch.autograd." + _LAZY[name], None, None, ["*"]), name)
        globals()[name] = found
        return found
    if name in _MODULES:
        return __import__("torch.autograd." + name, None, None, ["*"])
    raise AttributeError(f"module 'torch.autograd' has no attribute '{name}'")
