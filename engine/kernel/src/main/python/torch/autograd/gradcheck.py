"""Compares gradients with central differences: `gradcheck`, and `gradgradcheck` for second derivatives."""

import warnings

import torch
from torch._tensor import Tensor
from torch.autograd import _jacobians as jacobians
from torch.autograd import grad
from torch.autograd._jacobians import as_tuple, wanted
from torch.autograd.function import Function

__all__ = ["gradcheck", "gradgradcheck", "GradcheckError"]


class GradcheckError(RuntimeError):
    """Gradients and differences disagree, or gradients are not what gradients have to be."""


def gradcheck(
    func,
    inputs,
    *,
    eps=1e-6,
    atol=1e-5,
    rtol=1e-3,
    raise_exception=True,
    check_sparse_nnz=False,
    nondet_tol=0.0,
    check_undefined_grad=True,
    check_grad_dtypes=False,
    check_batched_grad=False,
    check_batched_forward_grad=False,
    check_forward_ad=False,
    check_backward_ad=True,
    fast_mode=False,
):
    """Whether the Jacobian of `func` at `inputs` is what small changes of the inputs say.

    A changed element counts as right within `atol + rtol * |difference quotient|`. `fast_mode` compares one weighted
    sum of the Jacobian instead of every element.
    """
    assert check_forward_ad or check_backward_ad, (
        "Expected at least one of check_forward_ad or check_backward_ad to be True"
    )
    assert not (check_batched_grad and not check_backward_ad), (
        "Setting check_batched_grad=True requires check_backward_ad to be True"
    )
    assert not (check_batched_forward_grad and not check_forward_ad), (
        "Setting check_batched_forward_grad=True requires check_forward_ad to be True"
    )
    check = _Check(func, as_tuple(inputs), eps, atol, rtol, nondet_tol, check_grad_dtypes)
    try:
        compare = check.compare_fast if fast_mode else check.compare
        if check_backward_ad:
            compare(forward_mode=False)
        if check_forward_ad:
            compare(forward_mode=True)
            if check_undefined_grad:
                check.zero_tangents_are_no_tangents()
        if check_batched_forward_grad:
            check.batched_tangents()
        if check_backward_ad:
            if check_batched_grad:
                check.batched_gradients()
            check.zero_in_zero_out()
            if check_undefined_grad:
                check.undefined_gradients()
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func,
    inputs,
    grad_outputs=None,
    *,
    eps=1e-6,
    atol=1e-5,
    rtol=1e-3,
    gen_non_contig_grad_outputs=False,
    raise_exception=True,
    nondet_tol=0.0,
    check_undefined_grad=True,
    check_grad_dtypes=False,
    check_batched_grad=False,
    check_fwd_over_rev=False,
    check_rev_over_rev=True,
    fast_mode=False,
):
    """`gradcheck` of the gradients of `func`, as a function of its inputs and of the gradients of its outputs."""
    assert check_fwd_over_rev or check_rev_over_rev, (
        "Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True"
    )
    assert not (check_undefined_grad and not check_rev_over_rev), (
        "Setting check_undefined_grad=True requires check_rev_over_rev to be True"
    )
    assert not (check_batched_grad and not check_rev_over_rev), (
        "Setting check_batched_grad=True requires check_rev_over_rev to be True"
    )
    inputs = as_tuple(inputs)
    if grad_outputs is None:
        weights = tuple(
            torch.testing.make_tensor(
                one.shape,
                dtype=one.dtype,
                device=one.device,
                low=-1,
                high=1,
                requires_grad=True,
                noncontiguous=gen_non_contig_grad_outputs,
            )
            for one in _that_require_grad(func(*inputs))
        )
    else:
        weights = as_tuple(grad_outputs)
    # Forward mode is given detached inputs, but the gradients are to be taken by them all the same.
    by_input, by_weight = wanted(inputs), wanted(weights)

    def gradients(*args):
        own = _requiring(args[: -len(weights)], by_input)
        outputs = _that_require_grad(func(*own))
        given = _requiring(args[-len(weights) :], by_weight)
        found = grad(outputs, [own[i] for i in by_input], given, create_graph=True, allow_unused=True)
        return tuple(one for one in found if one is not None)

    return gradcheck(
        gradients,
        inputs + weights,
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad,
        check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode,
    )


def _requiring(values, numbers):
    return tuple(one.requires_grad_() if i in numbers else one for i, one in enumerate(values))


def _that_require_grad(made):
    return tuple(one for one in as_tuple(made) if one.requires_grad)


class _Check:
    """One function at one place; each method is one thing that has to hold there."""

    def __init__(self, func, inputs, eps, atol, rtol, nondet_tol, check_dtypes):
        self.func = func
        self.inputs = inputs
        self.eps = eps
        self.atol = atol
        self.rtol = rtol
        self.nondet_tol = nondet_tol
        self.check_dtypes = check_dtypes
        self._check_inputs()
        self.made = as_tuple(func(*inputs))
        self.outputs = _that_require_grad(self.made)

    def _check_inputs(self):
        numbers = wanted(self.inputs)
        for i in numbers:
            one = self.inputs[i]
            if one.dtype != torch.float64:
                warnings.warn(
                    f"Input #{i} requires gradient and is not a double precision floating point or complex. This "
                    "check will likely fail if all the inputs are not of double precision floating point or complex. "
                )
            if not all(stride > 0 or size <= 1 for stride, size in zip(one.stride(), one.shape)):
                raise RuntimeError(
                    f"The {i}th input has a dimension with stride 0. gradcheck only supports inputs that are "
                    "non-overlapping to be able to compute the numerical gradients correctly. You should call "
                    ".contiguous on the input before passing it to gradcheck."
                )
            one.retain_grad()
        if not numbers:
            raise ValueError(
                "gradcheck expects at least one input tensor to require gradient, but none of the them have "
                "requires_grad=True."
            )

    # The Jacobian, element by element.

    def compare(self, forward_mode):
        numerical = jacobians.numerical(self.func, self.inputs, self.made, self.eps)
        if not self.outputs:
            if any(one.ne(0).any() for by_output in numerical for one in by_output):
                raise GradcheckError("Numerical gradient for function expected to be zero")
            return
        # Outputs of no floating kind have no matrix, those that do not require grad are not compared.
        kinds = [one for one in self.made if jacobians.is_differentiable_kind(one)]
        numerical = [[j for j, one in zip(by_output, kinds) if one.requires_grad] for by_output in numerical]
        if forward_mode:
            analytical = jacobians.forward(self.func, self.inputs, self.made)
            analytical = [[j for j, one in zip(by_output, kinds) if one.requires_grad] for by_output in analytical]
        else:
            analytical = list(zip(*(self._backward(output) for output in self.outputs)))
        for output in range(len(self.outputs)):
            for number, (by_numbers, by_rule) in enumerate(zip(numerical, analytical)):
                if not _close(by_rule[output], by_numbers[output], self.rtol, self.atol):
                    raise GradcheckError(_mismatch(by_rule[output], by_numbers[output], output, number, forward_mode))

    def _backward(self, output, v=None):
        """Made twice: what a backward pass answers must not depend on how often it was asked."""
        backward = jacobians.Backward(self.inputs, output)
        first, second = (backward.whole() if v is None else backward.weighted(v) for _ in range(2))
        if self.check_dtypes and not backward.dtypes_fit:
            raise GradcheckError("Gradient has dtype mismatch")
        if not backward.shapes_fit:
            raise GradcheckError("Analytical gradient has incorrect size")
        if any(a.numel() and (a - b).abs().max() > self.nondet_tol for a, b in zip(first, second)):
            raise GradcheckError(_NOT_REENTRANT.format(self.nondet_tol))
        return first

    # One weighted sum of the Jacobian.

    def compare_fast(self, forward_mode):
        numbers = wanted(self.inputs)
        # A generator of our own: the program's random numbers stay what they are.
        generator = torch.Generator()
        us = [_direction(self.inputs[i], generator) for i in numbers]
        vs = None if forward_mode else [_direction(one, generator) for one in self.outputs]
        along = [jacobians.numerical_along(self.func, self.inputs, i, u, self.eps) for i, u in zip(numbers, us)]
        if forward_mode:
            numerical = [
                [one for one, made in zip(by_output, self.made) if jacobians.is_differentiable_kind(made)]
                for by_output in along
            ]
            analytical = jacobians.forward(self.func, self.inputs, self.made, us)
        else:
            if not self.outputs:
                for by_output in along:
                    if any(one.numel() and one.abs().max() > self.nondet_tol for one in by_output):
                        raise GradcheckError("Numerical gradient for function expected to be zero")
            numerical = [
                [(v * one).sum() for v, one in zip(vs, self._of_outputs(by_output))] for by_output in along
            ]
            rows = [self._backward(output, v) for output, v in zip(self.outputs, vs)]
            analytical = [[row[i].t().squeeze(0).dot(u) for row in rows] for i, u in enumerate(us)]
        for number, (by_numbers, by_rule) in enumerate(zip(numerical, analytical)):
            for output, (n, a) in enumerate(zip(by_numbers, by_rule)):
                # Element by element an error of `atol` is allowed each; these are their sums.
                atol = self.atol * float(us[number].sum()) * (1.0 if vs is None else float(vs[output].sum()))
                if not _close(a, n, self.rtol, atol):
                    raise GradcheckError(
                        _mismatch(a, n, output, number, forward_mode) + self._slowly(number, output, forward_mode)
                    )

    def _of_outputs(self, values):
        return [value for value, made in zip(values, self.made) if made.requires_grad]

    def _slowly(self, number, output, forward_mode):
        # With the differences' own step, as PyTorch has it here.
        numerical = jacobians.numerical(self.func, self.inputs, self.outputs, 1e-3)[number][output]
        if forward_mode:
            analytical = jacobians.forward(self.func, self.inputs, self.made)[number][output]
        else:
            analytical = jacobians.Backward(self.inputs, self.outputs[output]).whole()[number]
        text = _SLOWLY.format(numerical, analytical, (numerical - analytical).abs().max())
        return text + _SLOWLY_FINE if torch.allclose(analytical, numerical, self.rtol, self.atol) else text

    # Rules of gradients.

    def zero_in_zero_out(self):
        inputs = [self.inputs[i] for i in wanted(self.inputs)]
        zeros = [torch.zeros(one.shape, dtype=one.dtype, device=one.device) for one in self.outputs]
        for found, one in zip(grad(self.outputs, inputs, zeros, allow_unused=True), inputs):
            if found is None:
                continue
            if not found.eq(0).all():
                raise GradcheckError("backward not multiplied by grad_output")
            if found.dtype != one.dtype or found.device != one.device:
                raise GradcheckError("grad is incorrect type")
            if found.shape != one.shape:
                raise GradcheckError("grad is incorrect size")

    def undefined_gradients(self):
        """Outputs of which no gradient comes back, first all of them, then one at a time."""
        outputs = _that_require_grad(self.func(*self.inputs))
        self._undefined([_NoGradient.apply(one) for one in outputs])
        if len(outputs) > 1:
            for i in range(len(outputs)):
                outputs = _that_require_grad(self.func(*self.inputs))
                self._undefined([_NoGradient.apply(one) if i == j else one for j, one in enumerate(outputs)])

    def _undefined(self, outputs):
        inputs = [self.inputs[i] for i in wanted(self.inputs)]
        zeros = [torch.zeros(one.shape, dtype=one.dtype, device=one.device) for one in outputs]
        try:
            found = grad(outputs, inputs, zeros, allow_unused=True)
        except RuntimeError:
            warnings.warn(_MAY_BREAK)
            raise GradcheckError(
                "Expected backward function to handle undefined output grads. " + _LOOK_AT_NOTES
            ) from None
        if any(one is not None and not one.eq(0).all() for one in found):
            warnings.warn(_MAY_BREAK)
            raise GradcheckError(
                "Expected all input grads to be undefined or zero when all output grads are undefined or zero. "
                + _LOOK_AT_NOTES
            )

    def zero_tangents_are_no_tangents(self):
        numbers = wanted(self.inputs)
        generator = torch.Generator()
        directions = [_direction(self.inputs[i], generator) for i in numbers]
        with torch.autograd.forward_ad.dual_level():
            duals, tangents = jacobians.seeded(self.inputs)
            for tangent, direction in zip(tangents, directions):
                tangent.copy_(direction.view_as(tangent))
            for i in numbers:
                one = self.inputs[i]
                zero = torch.autograd.forward_ad.make_dual(one.detach(), torch.zeros_like(one))
                with_zero, with_none = (
                    self.func(*duals[:i], replaced, *duals[i + 1 :]) for replaced in (zero, one.detach())
                )
                for output, (a, b) in enumerate(zip(_floating(with_zero), _floating(with_none))):
                    a, b = torch.autograd.forward_ad.unpack_dual(a).tangent, torch.autograd.forward_ad.unpack_dual(b).tangent
                    if a is not None and b is not None and not torch.allclose(a, b):
                        raise GradcheckError(
                            "Mismatch in tangent values for output with index: ",
                            output,
                            " when input: ",
                            one,
                            " has an undefined tangent value. ",
                            " Got: ",
                            a,
                            " but expected: ",
                            b,
                        )

    # Several gradients in one go.

    def batched_gradients(self):
        inputs = [self.inputs[i] for i in wanted(self.inputs)]
        for number, output in enumerate(self.outputs):
            weights = [torch.randn_like(output) for _ in range(2)]
            singly = [grad(output, inputs, v, retain_graph=True, allow_unused=True) for v in weights]
            together = grad(
                output, inputs, torch.stack(weights), retain_graph=True, allow_unused=True, is_grads_batched=True
            )
            for i, (result, *expected) in enumerate(zip(together, *singly)):
                if result is not None and not torch.allclose(result, torch.stack(expected)):
                    raise GradcheckError(_batched_mismatch(number, i, result, torch.stack(expected)))

    def batched_tangents(self):
        for number in wanted(self.inputs):
            one = self.inputs[number]
            tangents = [torch.randn_like(one) for _ in range(2)]
            singly = [self._push(number, tangent) for tangent in tangents]
            together = torch.func.vmap(lambda tangent: self._push(number, tangent))(torch.stack(tangents))
            for i, (result, *expected) in enumerate(zip(together, *singly)):
                if not torch.allclose(result, torch.stack(expected)):
                    raise GradcheckError(_batched_mismatch(i, i, result, torch.stack(expected)))

    def _push(self, number, tangent):
        with torch.autograd.forward_ad.dual_level():
            duals = [one.detach() if isinstance(one, Tensor) else one for one in self.inputs]
            duals[number] = torch.autograd.forward_ad.make_dual(duals[number], tangent)
            pairs = [torch.autograd.forward_ad.unpack_dual(one) for one in as_tuple(self.func(*duals)) if one is not None]
            return tuple(torch.zeros_like(p) if t is None else t for p, t in pairs)


class _NoGradient(Function):
    """The identity, through which no gradient comes back."""

    @staticmethod
    def forward(ctx, value):
        ctx.set_materialize_grads(False)
        return value.view_as(value)

    @staticmethod
    def backward(ctx, gradient):
        return None


def _floating(made):
    return [one for one in as_tuple(made) if jacobians.is_differentiable_kind(one)]


def _direction(like, generator):
    """A random direction of length 1, flat."""
    vector = torch.rand(like.numel(), generator=generator).to(dtype=like.dtype, device=like.device)
    vector /= vector.norm()
    return vector


def _close(a, b, rtol, atol):
    dtype = torch.promote_types(a.dtype, b.dtype)
    return torch.allclose(a.to(dtype), b.to(dtype), rtol, atol)


def _mismatch(analytical, numerical, output, number, forward_mode):
    mode = "computed with forward mode " if forward_mode else ""
    # `!s`, since the format of a tensor without dimensions is that of its number.
    return (
        f"Jacobian {mode}mismatch for output {output} with respect to input {number},\n"
        f"numerical:{numerical!s}\nanalytical:{analytical!s}\n"
    )


def _batched_mismatch(output, number, got, expected):
    return f"For output {output} and input {number}:\n\n{_BATCHED}\n\nGot:\n{got}\n\nExpected:\n{expected}"


_BATCHED = "Gradients computed together differ from the same gradients computed one after the other."
_MAY_BREAK = (
    "Backwards compatibility: New undefined gradient support checking feature is enabled by default, but it may break "
    "existing callers of this function. If this is true for you, you can call this function with "
    '"check_undefined_grad=False" to disable the feature'
)
_LOOK_AT_NOTES = 'Please look at "Notes about undefined output gradients" in "tools/autograd/derivatives.yaml"'
_NOT_REENTRANT = """\
Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different \
values, although analytical gradient matches numerical gradient.The tolerance for nondeterminism was {}.

NOTE: If your op relies on non-deterministic operations i.e., it is listed here:
https://pytorch.org/docs/stable/generated/torch.use_deterministic_algorithms.html
this failure might be expected.

If you are adding a new operator, please file an issue and then use one of the
workarounds. The workaround depends on how your test invokes gradcheck/gradgradcheck.
If the test
- manually invokes gradcheck/gradgradcheck, then call gradcheck/gradgradcheck
  with `nondet_tol=<tol>` as a keyword argument.
- is OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the test
  to have `gradcheck_nondet_tol=<tol>`.
- is a Module test (e.g., in common_nn.py), then modify the corresponding
  module_test entry to have `gradcheck_nondet_tol=<tol>`
"""
_SLOWLY = """
The above quantities relating the numerical and analytical jacobians are computed 
in fast mode. See: https://github.com/pytorch/pytorch/issues/53876 for more background 
about fast mode. Below, we recompute numerical and analytical jacobians in slow mode:

Numerical:
 {}
Analytical:
{}

The max per-element difference (slow mode) is: {}.
"""
_SLOWLY_FINE = """\
Fast gradcheck failed but element-wise differences are small. This means that the
test might've passed in slow_mode!

If you are adding a new operator, please file an issue and then use one of the
workarounds. The workaround depends on how your test invokes gradcheck/gradgradcheck:

If the test
- manually invokes gradcheck/gradgradcheck, then call gradcheck/gradgradcheck
  with `fast_mode=False` as a keyword argument.
- is OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the test
  to have `gradcheck_fast_mode=False`
- is a Module test (e.g., in common_nn.py), then modify the corresponding
  module_test entry to have `gradcheck_fast_mode=False`"""
