"""Compares the gradients of the engine with central differences."""

import torch
from torch._tensor import Tensor
from torch.autograd import grad


class GradcheckError(RuntimeError):
    """Gradients and differences disagree."""


def gradcheck(
    func,
    inputs,
    *,
    eps=1e-6,
    atol=1e-5,
    rtol=1e-3,
    raise_exception=True,
    nondet_tol=0.0,
    check_undefined_grad=True,
    check_grad_dtypes=False,
    check_batched_grad=False,
    check_forward_ad=False,
    check_backward_ad=True,
    fast_mode=False,
    **others,
):
    """Whether the Jacobian of `func` at `inputs` is what small changes of the inputs say."""
    try:
        _check(func, (inputs,) if isinstance(inputs, Tensor) else tuple(inputs), eps, atol, rtol)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(func, inputs, grad_outputs=None, *, gen_non_contig_grad_outputs=False, **options):
    """`gradcheck` of the gradients of `func`."""
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    outputs = _differentiable(func(*inputs))
    if grad_outputs is None:
        weights = tuple(
            torch.randn(one.shape, dtype=one.dtype, device=one.device).requires_grad_() for one in outputs
        )
    else:
        weights = (grad_outputs,) if isinstance(grad_outputs, Tensor) else tuple(grad_outputs)

    def gradients(*args):
        own = args[: len(inputs)]
        wanted = [one for one in own if isinstance(one, Tensor) and one.requires_grad]
        found = grad(_differentiable(func(*own)), wanted, args[len(inputs) :], create_graph=True, allow_unused=True)
        return tuple(one for one in found if one is not None)

    return gradcheck(gradients, (*inputs, *weights), **options)


def _differentiable(value):
    several = (value,) if isinstance(value, Tensor) else tuple(value)
    return tuple(one for one in several if isinstance(one, Tensor) and one.requires_grad)


def _check(func, inputs, eps, atol, rtol):
    wanted = [i for i, one in enumerate(inputs) if isinstance(one, Tensor) and one.requires_grad]
    if not wanted:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of the them have "
            "requires_grad=True."
        )
    for i in wanted:
        if inputs[i].dtype != torch.float64:
            import warnings

            warnings.warn(
                f"Input #{i} requires gradient and is not a double precision floating point or complex. This check "
                "will likely fail if all the inputs are not of double precision floating point or complex. "
            )
    outputs = _differentiable(func(*inputs))
    for number, output in enumerate(outputs):
        analytical = [[] for _ in wanted]
        for element in output.reshape(-1):
            found = grad(element, [inputs[i] for i in wanted], retain_graph=True, allow_unused=True)
            for rows, one, i in zip(analytical, found, wanted):
                rows.append(torch.zeros_like(inputs[i]) if one is None else one)
        for rows, i in zip(analytical, wanted):
            exact = torch.stack(rows).reshape(output.numel(), -1).t()
            numerical = _differences(lambda: _differentiable(func(*inputs))[number], inputs[i], eps)
            if not torch.allclose(exact, numerical, rtol, atol):
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {i},\n"
                    f"numerical:{numerical}\nanalytical:{exact}\n"
                )


def _differences(compute, input, eps):
    """One row an input element: central differences of the output."""
    flat = input.data.view(-1)
    rows = []
    for i in range(flat.numel()):
        before = flat[i].item()
        flat[i] = before - eps
        low = compute().detach().reshape(-1).clone()
        flat[i] = before + eps
        high = compute().detach().reshape(-1).clone()
        flat[i] = before
        rows.append((high - low) / (2 * eps))
    return torch.stack(rows)
