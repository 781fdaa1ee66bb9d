"""Jacobians as `gradcheck` compares them: matrices of shape (elements of the input, elements of the output).

Each is computed whole, or only along a direction of the input (`u`) and weighted over the output (`v`), which is what
the fast mode does.
"""

import itertools

import torch
from torch._tensor import Tensor
from torch.autograd import grad


def as_tuple(value):
    if isinstance(value, tuple):
        return value
    return tuple(value) if isinstance(value, list) else (value,)


def wanted(inputs):
    """The places of the inputs that require grad."""
    return [i for i, one in enumerate(inputs) if isinstance(one, Tensor) and one.requires_grad]


def is_differentiable_kind(value):
    return isinstance(value, Tensor) and value.is_floating_point()


def places(tensor):
    """The index of every element, in the order of the flattened tensor."""
    return itertools.product(*(range(size) for size in tensor.shape))


def unit_vectors(tensors):
    """The unit vectors of the space of all elements together, each as tensors of these shapes."""
    for number, tensor in enumerate(tensors):
        for place in range(tensor.numel()):
            vector = tuple(torch.zeros(one.shape, dtype=one.dtype, device=one.device) for one in tensors)
            vector[number].view(-1)[place] = 1
            yield vector


# Central differences.


def numerical(func, inputs, outputs, eps):
    """One list an input that requires grad, with one matrix an output of floating kind."""
    return [_numerical_by(func, inputs, i, outputs, eps) for i in wanted(inputs)]


def _numerical_by(func, inputs, number, outputs, eps):
    perturbed = inputs[number].data
    columns = [
        _differences(func, inputs, perturbed[place], eps, eps, f"on index {place} ") for place in places(perturbed)
    ]
    return [
        torch.stack([column[i] for column in columns]).to(one.dtype)
        if columns
        else one.new_zeros((0, one.numel()))
        for i, one in enumerate(outputs)
        if is_differentiable_kind(one)
    ]


def numerical_along(func, inputs, number, direction, eps):
    """The derivative of each output along a direction of one input, flat."""
    perturbed = inputs[number].data
    return _differences(func, inputs, perturbed, direction.reshape(perturbed.shape) * eps, eps, "")


def _differences(func, inputs, entry, delta, eps, where):
    original = entry.clone()
    entry.copy_(original - delta)
    low = _values(func, inputs)
    entry.copy_(original + delta)
    high = _values(func, inputs)
    entry.copy_(original)
    for a, b in zip(low, high):
        for what, one, other in (("shape", a.shape, b.shape), ("dtype", a.dtype, b.dtype)):
            assert one == other, (
                f"Expected `func` to return outputs with the same {what} when inputs are perturbed {where}by {eps}, "
                f"but got: {what}s {one} and {other}."
            )
    return [((b - a) / (2 * eps)).detach().reshape(-1) for a, b in zip(low, high)]


def _values(func, inputs):
    return tuple(one.clone() for one in as_tuple(func(*inputs)))


# Backward mode.


class Backward:
    """The Jacobian of one output by all inputs, made by backward passes; each is made twice, to be compared."""

    def __init__(self, inputs, output):
        self._inputs = [inputs[i] for i in wanted(inputs)]
        self._output = output
        self.shapes_fit = True
        self.dtypes_fit = True

    def whole(self):
        """One matrix an input."""
        weight = torch.zeros(self._output.shape, dtype=self._output.dtype, device=self._output.device)
        flat = weight.view(-1)
        columns = []
        for i in range(flat.numel()):
            flat.zero_()
            flat[i] = 1.0
            columns.append(self._pass(weight))
        return self._matrices(columns)

    def weighted(self, v):
        """The rows summed with the weights `v`: a matrix of one column."""
        return self._matrices([self._pass(v.reshape(self._output.shape))])

    def _pass(self, weight):
        # Cloned, since the next pass may reuse the memory, as a gradient may be the weight itself.
        found = grad(self._output, self._inputs, weight, retain_graph=True, allow_unused=True)
        return [None if one is None else one.clone() for one in found]

    def _matrices(self, columns):
        matrices = [one.new_zeros((one.numel(), len(columns))) for one in self._inputs]
        for j, column in enumerate(columns):
            for matrix, found, one in zip(matrices, column, self._inputs):
                if found is None:
                    continue
                if found.shape != one.shape:
                    self.shapes_fit = False
                elif found.dtype != one.dtype:
                    self.dtypes_fit = False
                assert found.numel() == one.numel()
                matrix[:, j] = found.reshape(-1)
        return matrices


# Forward mode.


def forward(func, inputs, outputs, along=None):
    """One list an input that requires grad, with one matrix an output: by dual numbers, an element at a time, or once
    along each of the directions `along`, which gives vectors."""
    jacobians = []
    with torch.autograd.forward_ad.dual_level():
        duals, tangents = seeded(inputs)
        for number, tangent in enumerate(tangents):
            if along is None:
                rows = []
                for place in places(tangent):
                    tangent[place] = 1.0
                    rows.append(_tangents(func, duals))
                    tangent[place] = 0.0
                jacobians.append(_columns(rows, outputs, tangent.numel()))
            else:
                tangent.copy_(along[number].view_as(tangent))
                jacobians.append(_tangents(func, duals))
                tangent.zero_()
    return jacobians


def seeded(inputs):
    """The inputs with those that require grad made dual, and their tangents, which are zero and may be changed."""
    duals, tangents = [], []
    for one in inputs:
        if isinstance(one, Tensor) and one.requires_grad:
            one = torch.autograd.forward_ad.make_dual(one.detach(), torch.zeros_like(one))
            # Of a view, the tangent is not the very tensor that was given.
            tangents.append(torch.autograd.forward_ad.unpack_dual(one).tangent)
        duals.append(one)
    return duals, tangents


def _tangents(func, duals):
    found = []
    for one in as_tuple(func(*duals)):
        if is_differentiable_kind(one):
            primal, tangent = torch.autograd.forward_ad.unpack_dual(one)
            found.append(primal.new_zeros(primal.numel()) if tangent is None else tangent.detach().reshape(-1).clone())
    return found


def _columns(rows, outputs, elements):
    kept = [one for one in outputs if is_differentiable_kind(one)]
    return [
        torch.stack([row[i] for row in rows]) if rows else one.new_zeros((elements, one.numel()))
        for i, one in enumerate(kept)
    ]
