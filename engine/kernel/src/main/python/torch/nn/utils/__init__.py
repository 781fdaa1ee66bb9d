"""Functions on all parameters of a model."""

import torch
from torch._tensor import Tensor


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Scales the gradients so that their common norm is at most `max_norm`; returns the norm before."""
    parameters = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    gradients = [p.grad for p in parameters if p.grad is not None]
    max_norm, norm_type = float(max_norm), float(norm_type)
    if not gradients:
        return torch.tensor(0.0)
    # Layers may be on different devices.
    device = gradients[0].device
    with torch.no_grad():
        if norm_type == float("inf"):
            norms = [g.detach().abs().max().to(device) for g in gradients]
            total = norms[0] if len(norms) == 1 else torch.stack(norms).max()
        else:
            total = torch.stack([g.detach().norm(norm_type).to(device) for g in gradients]).norm(norm_type)
        if error_if_nonfinite and not total.isfinite().item():
            raise RuntimeError(
                f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it cannot be "
                "clipped. To disable this error and scale the gradients by the non-finite norm anyway, set "
                "`error_if_nonfinite=False`"
            )
        factor = (max_norm / (total + 1e-6)).clamp(max=1.0)
        for gradient in gradients:
            gradient.detach().mul_(factor.to(gradient.device))
    return total


def clip_grad_norm(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    import warnings

    warnings.warn(
        "torch.nn.utils.clip_grad_norm is now deprecated in favor of torch.nn.utils.clip_grad_norm_.", stacklevel=2
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


def clip_grad_value_(parameters, clip_value):
    """Limits each gradient element to [-clip_value, clip_value]."""
    clip_value = float(clip_value)
    with torch.no_grad():
        for p in [parameters] if isinstance(parameters, Tensor) else parameters:
            if p.grad is not None:
                p.grad.clamp_(min=-clip_value, max=clip_value)


def parameters_to_vector(parameters):
    """All parameters in one tensor of one dimension."""
    return torch.cat([p.view(-1) for p in parameters])


def vector_to_parameters(vec, parameters):
    """The reverse of `parameters_to_vector`: parameters take over slices of `vec`."""
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {torch.typename(vec)}")
    place = 0
    for p in parameters:
        count = p.numel()
        p.data = vec[place : place + count].view_as(p).data
        place += count
