"""Gradients: `backward`, `grad`, and what builds on them."""

from torch import _C
from torch._tensor import Tensor
from torch.autograd.grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled

Variable = Tensor


def backward(
    tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None
):
    """Adds the gradients of `tensors`, weighted by `grad_tensors`, to `.grad` of the leaves or of `inputs`."""
    if grad_variables is not None:
        grad_tensors = grad_variables
    if inputs is not None:
        inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
        if not inputs:
            raise RuntimeError("'inputs' argument to backward() cannot be empty.")
    tensors = (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)
    grads = _one_each(grad_tensors, len(tensors))
    if retain_graph is None:
        retain_graph = create_graph
    _C.backward(tensors, grads, retain_graph, create_graph, () if inputs is None else inputs)


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
    grads = _one_each(grad_outputs, len(outputs))
    if retain_graph is None:
        retain_graph = create_graph
    if is_grads_batched:
        return _grad_of_batch(outputs, inputs, grads, create_graph, allow_unused)
    found = _C.grad_of(outputs, inputs, grads, retain_graph, create_graph, bool(allow_unused) or materialize_grads)
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


def _one_each(grads, count):
    if grads is None:
        return (None,) * count
    grads = (grads,) if isinstance(grads, Tensor) else tuple(grads)
    return grads


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
