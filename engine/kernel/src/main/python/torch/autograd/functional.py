"""Jacobians, Hessians and their products with vectors, of functions from tensors to tensors.

All of them differentiate a call of the function on fresh copies of the inputs, so that the inputs themselves gain no
history. `jvp` and `hvp` use the double-backward trick: a vector-Jacobian product is linear in its vector, so that
differentiating it by that vector multiplies by the Jacobian from the other side.
"""

import torch
from torch._tensor import Tensor
from torch.autograd import forward_ad, grad
from torch.autograd._jacobians import unit_vectors
from torch.autograd.grad_mode import enable_grad, is_grad_enabled, set_grad_enabled

__all__ = ["vjp", "jvp", "vhp", "hvp", "hessian", "jacobian"]

_ONE_OUTPUT = (
    "The vector v can only be None if the user-provided function returns a single Tensor with a single element."
)
_ONE_INPUT = (
    "The vector v can only be None if the input to the user-provided function is a single Tensor with a single element."
)
_NOT_TWICE = (
    "While computing the hessian, found that the jacobian of the user-provided function with respect to input {} is "
    "independent of the input. This is not allowed in strict mode. You should ensure that your function is twice "
    "differentiable and that the jacobian depends on the inputs (this would be violated by a linear function for "
    "example)."
)
_NO_OUTPUT_GRAD = (
    "Output {} of the user-provided function does not require gradients. The outputs must be computed in a "
    "differentiable manner from the input when running in strict mode."
)
_UNUSED = "The output of the user-provided function is independent of input {}. This is not allowed in strict mode."
_CONSTANT_JACOBIAN = (
    "The jacobian of the user-provided function is independent of input {}. This is not allowed in strict mode "
    "when create_graph=True."
)


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """The value of `func(*inputs)`, and the product of `v` (as the outputs) with its Jacobian."""
    with enable_grad():
        call = _Call("vjp", func, inputs, create_graph)
        call.check_outputs(strict)
        v = _vector(v, call.outputs, "vjp", _ONE_OUTPUT)
    with set_grad_enabled(create_graph or is_grad_enabled()):
        found = _products(call.outputs, call.inputs, v, create_graph)
        _check_used(found, strict, create_graph)
        found = _zeros_for_none(found, call.inputs)
    return call.untuple_outputs(create_graph), call.like_inputs(found, create_graph)


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """The value of `func(*inputs)`, and the product of its Jacobian with `v` (as the inputs)."""
    with enable_grad():
        call = _Call("jvp", func, inputs, create_graph)
        v = _vector(v, call.inputs, "jvp", _ONE_INPUT)
        call.check_outputs(strict)
        weights = tuple(torch.zeros_like(output, requires_grad=True) for output in call.outputs)
        backward = _products(call.outputs, call.inputs, weights, True)
        _check_used(backward, strict)
    with set_grad_enabled(create_graph or is_grad_enabled()):
        # Where the product does not depend on the weights, its derivative is zero.
        backward, v = _where_known(backward, v)
        found = _products(backward, weights, v, create_graph)
        if strict and create_graph:
            for i, one in enumerate(found):
                if one is not None and not one.requires_grad:
                    raise RuntimeError(_CONSTANT_JACOBIAN.format(i))
        found = _zeros_for_none(found, call.outputs)
    return call.untuple_outputs(create_graph), call.like_outputs(found, create_graph)


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    """The derivatives of each output element by each input element: shape (*output, *input).

    A tuple of inputs gives a tuple for each output. `strategy` chooses between rows by backward passes and columns by
    forward mode; `vectorize` asks for all rows at once.
    """
    assert strategy in ("forward-mode", "reverse-mode"), (
        'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs than '
        'inputs, "forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".'
    )
    if strategy == "forward-mode":
        if create_graph:
            raise NotImplementedError(
                "torch.autograd.functional.jacobian: `create_graph=True` and `strategy=\"forward-mode\"` are not "
                'supported together (yet). Please either set `create_graph=False` or `strategy="reverse-mode"`.'
            )
        return _jacobian_by_columns(func, inputs, strict, vectorize)
    with enable_grad():
        call = _Call("jacobian", func, inputs, create_graph)
        call.check_outputs(strict)
        if vectorize:
            if strict:
                raise RuntimeError(
                    "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported "
                    "together. Please either set `strict=False` or `vectorize=False`."
                )
            rows = _jacobian_of_all(call.outputs, call.inputs, create_graph)
        else:
            rows = tuple(
                _jacobian_of(output, i, call.inputs, create_graph, strict) for i, output in enumerate(call.outputs)
            )
    rows = tuple(call.like_inputs(row, create_graph) for row in rows)
    return rows[0] if call.single_output else rows


def _jacobian_by_columns(func, inputs, strict, vectorize):
    if strict:
        raise RuntimeError(
            'torch.autograd.functional.jacobian: `strict=True` and `strategy="forward-mode"` are not supported '
            'together (yet). Please either set `strict=False` or `strategy="reverse-mode"`.'
        )
    single_input, inputs = _as_tuple(inputs, "inputs", "jacobian")
    if not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for "
            "`vectorize=True`."
        )
    columns = []
    for direction in unit_vectors(inputs):
        with forward_ad.dual_level():
            duals = map(forward_ad.make_dual, inputs, direction)
            single_output, outputs = _as_tuple(func(*duals), "outputs of the user-provided function", "jacobian")
            pairs = [forward_ad.unpack_dual(one) for one in outputs]
        columns.append([torch.zeros_like(p) if t is None else t for p, t in pairs])
    sizes = [one.numel() for one in inputs]
    rows = [
        [
            part.reshape(output.shape + one.shape)
            for part, one in zip(torch.stack([column[i] for column in columns], -1).split(sizes, -1), inputs)
        ]
        for i, output in enumerate(outputs)
    ]
    rows = [row[0] if single_input else row for row in rows]
    return rows[0] if single_output else rows


def _jacobian_of_all(outputs, inputs, create_graph):
    """All rows of all outputs at once: each is a vector-Jacobian product with a unit vector of all outputs together."""
    rows = [
        _zeros_for_none(_products(outputs, inputs, weights, create_graph), inputs) for weights in unit_vectors(outputs)
    ]
    sizes = [output.numel() for output in outputs]
    by_input = [torch.stack(column).split(sizes) for column in zip(*rows)]
    return tuple(
        tuple(parts[i].view(output.shape + one.shape) for parts, one in zip(by_input, inputs))
        for i, output in enumerate(outputs)
    )


def _jacobian_of(output, number, inputs, create_graph, strict):
    if not output.requires_grad:
        return tuple(torch.zeros(output.shape + one.shape, dtype=one.dtype, device=one.device) for one in inputs)
    rows = []
    for element in output.reshape(-1):
        found = _products((element,), inputs, (torch.ones_like(element),), create_graph)
        if strict:
            for i, one in enumerate(found):
                if one is None:
                    raise RuntimeError(
                        f"Output {number} of the user-provided function is independent of input {i}. This is not "
                        "allowed in strict mode."
                    )
                if create_graph and not one.requires_grad:
                    raise RuntimeError(_CONSTANT_JACOBIAN.format(i))
        rows.append(_zeros_for_none(found, inputs))
    columns = zip(*rows) if rows else ((),) * len(inputs)
    return tuple(torch.stack(column).view(output.shape + one.shape) for column, one in zip(columns, inputs))


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy="reverse-mode"):
    """The second derivatives of a function with one output element, by each pair of inputs."""
    single_input, inputs = _as_tuple(inputs, "inputs", "hessian")
    assert outer_jacobian_strategy in ("forward-mode", "reverse-mode"), (
        'Expected strategy to be either "forward-mode" or "reverse-mode".'
    )

    def gradients(*args):
        if outer_jacobian_strategy == "forward-mode":
            # Dual numbers come without a history of their own.
            args = tuple(one.requires_grad_() for one in args)
        call = _Call("hessian", func, args, True)
        output = _single_element(call.outputs[0] if call.single_output else call.outputs, "hessian")
        if strict and not output.requires_grad:
            raise RuntimeError(_NO_OUTPUT_GRAD.format(0))
        found = _products((output,), call.inputs, (torch.ones_like(output),), True)
        if strict:
            for i, one in enumerate(found):
                if one is None or not one.requires_grad:
                    raise RuntimeError(_NOT_TWICE.format(i))
        return _zeros_for_none(found, call.inputs)

    found = jacobian(gradients, inputs, create_graph, strict, vectorize, outer_jacobian_strategy)
    return found[0][0] if single_input else found


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    """The value of `func(*inputs)`, and the product of `v` with its Hessian."""
    with enable_grad():
        call = _Call("vhp", func, inputs, create_graph)
        v = _vector(v, call.inputs, "vhp", _ONE_INPUT)
        gradients = call.gradients(strict)
    with set_grad_enabled(create_graph or is_grad_enabled()):
        known, v = _where_known(gradients, v)
        found = _products(known, call.inputs, v, create_graph)
        _check_hessian(found, strict, create_graph)
        found = _zeros_for_none(found, call.inputs)
    return call.untuple_outputs(create_graph), call.like_inputs(found, create_graph)


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    """The value of `func(*inputs)`, and the product of its Hessian with `v`."""
    with enable_grad():
        call = _Call("hvp", func, inputs, create_graph)
        v = _vector(v, call.inputs, "hvp", _ONE_INPUT)
        gradients = call.gradients(strict)
        weights = tuple(torch.zeros_like(one, requires_grad=True) for one in call.inputs)
        known, known_weights = _where_known(gradients, weights)
        double = _products(known, call.inputs, known_weights, True)
        _check_hessian(double, strict, False)
    with set_grad_enabled(create_graph or is_grad_enabled()):
        double, v = _where_known(double, v)
        found = _zeros_for_none(_products(double, weights, v, create_graph), call.inputs)
    return call.untuple_outputs(create_graph), call.like_inputs(found, create_graph)


class _Call:
    """One call of the function on fresh inputs, which remembers what was a tuple and what was not."""

    def __init__(self, name, func, inputs, create_graph):
        self.name = name
        self.single_input, inputs = _as_tuple(inputs, "inputs", name)
        self.inputs = tuple(
            one.view_as(one) if create_graph and one.requires_grad else one.detach().requires_grad_() for one in inputs
        )
        self.single_output, self.outputs = _as_tuple(
            func(*self.inputs), "outputs of the user-provided function", name
        )

    def check_outputs(self, strict):
        if strict:
            for i, output in enumerate(self.outputs):
                if not output.requires_grad:
                    raise RuntimeError(_NO_OUTPUT_GRAD.format(i))

    def gradients(self, strict):
        """The gradients of the single output, recorded."""
        if not self.single_output or self.outputs[0].numel() != 1:
            _single_element(self.outputs[0] if self.single_output else self.outputs, self.name)
        self.check_outputs(strict)
        output = self.outputs[0]
        found = _products((output,), self.inputs, (torch.ones_like(output),), True)
        _check_used(found, strict)
        if strict:
            for i, one in enumerate(found):
                if not one.requires_grad:
                    raise RuntimeError(_NOT_TWICE.format(i))
        return found

    def untuple_outputs(self, create_graph):
        return self.like_outputs(self.outputs, create_graph)

    def like_outputs(self, values, create_graph):
        return _untuple(values, self.single_output, create_graph)

    def like_inputs(self, values, create_graph):
        return _untuple(values, self.single_input, create_graph)


def _untuple(values, single, create_graph):
    if not create_graph:
        values = tuple(value.detach() for value in values)
    return values[0] if single else values


def _as_tuple(value, what, where):
    if isinstance(value, Tensor):
        return True, (value,)
    if not isinstance(value, tuple):
        raise TypeError(
            f"The {what} given to {where} must be either a Tensor or a tuple of Tensors but the given {what} has type "
            f"{type(value)}."
        )
    for i, one in enumerate(value):
        if not isinstance(one, Tensor):
            raise TypeError(
                f"The {what} given to {where} must be either a Tensor or a tuple of Tensors but the value at index "
                f"{i} has type {type(one)}."
            )
    return False, value


def _single_element(output, where):
    if not isinstance(output, Tensor):
        raise RuntimeError(f"The function given to {where} should return a single Tensor")
    if output.numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {where} should contain a single element")
    return output


def _vector(v, like, where, only_for_one):
    """`v` as a tuple that fits `like`; 1 if it is None and `like` is one element."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(only_for_one)
        return (torch.ones_like(like[0]),)
    _, v = _as_tuple(v, "v", where)
    if len(v) != len(like):
        if len(like) == 1:
            raise RuntimeError("The given v should contain a single Tensor.")
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(v)}.")
    for i, (one, model) in enumerate(zip(v, like)):
        if one.shape != model.shape:
            place = f"Entry {i} in " if len(v) > 1 else ""
            raise RuntimeError(f"{place}v has invalid size: should be {model.shape} but got {one.shape}.")
    return tuple(one.detach() if not one.requires_grad else one.view_as(one) for one in v)


def _products(outputs, inputs, weights, create_graph):
    """Vector-Jacobian products; None for an input that no output depends on."""
    pairs = [(o, w) for o, w in zip(outputs, weights) if o is not None and o.requires_grad]
    if not pairs:
        return (None,) * len(inputs)
    outputs, weights = zip(*pairs)
    # The graph may belong to the caller too, as far as it leads beyond the inputs.
    return grad(outputs, inputs, weights, retain_graph=True, create_graph=create_graph, allow_unused=True)


def _where_known(values, weights):
    pairs = [(value, weight) for value, weight in zip(values, weights) if value is not None]
    return tuple(zip(*pairs)) if pairs else ((), ())


def _check_used(found, strict, create_graph=False):
    if not strict:
        return
    for i, one in enumerate(found):
        if one is None:
            raise RuntimeError(_UNUSED.format(i))
        if create_graph and not one.requires_grad:
            raise RuntimeError(_CONSTANT_JACOBIAN.format(i))


def _check_hessian(found, strict, create_graph):
    if not strict:
        return
    for i, one in enumerate(found):
        if one is None:
            raise RuntimeError(f"The hessian of the user-provided function is independent of input {i}. This is not allowed in strict mode.")
        if create_graph and not one.requires_grad:
            raise RuntimeError(
                f"The hessian of the user-provided function is independent of input {i}. This is not allowed in "
                "strict mode when create_graph=True."
            )


def _zeros_for_none(found, like):
    return tuple(torch.zeros_like(model) if one is None else one for one, model in zip(found, like))
