"""Layers and losses as functions. What takes the same arguments as its operator is taken from the table."""

import torch
from torch import _C
from torch import _ops as aten
from torch._tensor import Tensor

_REDUCTIONS = {"none": 0, "mean": 1, "sum": 2}


def _reduction(name, size_average=None, reduce=None):
    if size_average is not None or reduce is not None:
        name = "none" if reduce is False else "sum" if size_average is False else "mean"
        _warn(f"size_average and reduce args will be deprecated, please use reduction='{name}' instead.")
    if name not in _REDUCTIONS:
        raise ValueError(f"{name} is not a valid value for reduction")
    return _REDUCTIONS[name]


# Activations


def _call(name, inplace, input, *settings):
    """Calls an operator, or its in-place form; where the table has none, the result is copied into the input."""
    if not inplace:
        return getattr(aten, name)(input, *settings)
    try:
        call = getattr(aten, name + "_")
    except NotImplementedError:
        return input.copy_(getattr(aten, name)(input, *settings))
    return call(input, *settings)


def _activation(name):
    """A function of one tensor that has an in-place form."""

    def function(input, inplace=False):
        return _call(name, inplace, input)

    function.__name__ = name
    return function


relu = _activation("relu")
relu6 = _activation("relu6")
selu = _activation("selu")
silu = _activation("silu")
mish = _activation("mish")
hardswish = _activation("hardswish")
hardsigmoid = _activation("hardsigmoid")


def elu(input, alpha=1.0, inplace=False):
    return _call("elu", inplace, input, alpha)


def celu(input, alpha=1.0, inplace=False):
    return _call("celu", inplace, input, alpha)


def leaky_relu(input, negative_slope=0.01, inplace=False):
    return _call("leaky_relu", inplace, input, negative_slope)


def rrelu(input, lower=1.0 / 8, upper=1.0 / 3, training=False, inplace=False):
    return _call("rrelu", inplace, input, lower, upper, training)


def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False):
    return _call("hardtanh", inplace, input, min_val, max_val)


def threshold(input, threshold, value, inplace=False):
    return _call("threshold", inplace, input, threshold, value)


def glu(input, dim=-1):
    return aten.glu(input, dim)


def _warn(text):
    import warnings

    warnings.warn(text, stacklevel=3)


def tanh(input):
    _warn("nn.functional.tanh is deprecated. Use torch.tanh instead.")
    return aten.tanh(input)


def sigmoid(input):
    _warn("nn.functional.sigmoid is deprecated. Use torch.sigmoid instead.")
    return aten.sigmoid(input)


def softsign(input):
    return input / (input.abs() + 1)


def tanhshrink(input):
    return input - input.tanh()


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    gumbels = -torch.empty_like(logits).exponential_().log()
    soft = ((logits + gumbels) / tau).softmax(dim)
    if not hard:
        return soft
    index = soft.max(dim, keepdim=True)[1]
    return torch.zeros_like(logits).scatter_(dim, index, 1.0) - soft.detach() + soft


def _softmax_dim(name, input, dim):
    if dim is not None:
        return dim
    import warnings

    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
        stacklevel=3,
    )
    return 0 if input.dim() in (0, 1, 3) else 1


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    return input.softmax(_softmax_dim("softmax", input, dim), dtype=dtype)


def softmin(input, dim=None, _stacklevel=3, dtype=None):
    return (-input).softmax(_softmax_dim("softmin", input, dim), dtype=dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    return input.log_softmax(_softmax_dim("log_softmax", input, dim), dtype=dtype)


# Dropout


def _check_probability(p):
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def dropout(input, p=0.5, training=True, inplace=False):
    _check_probability(p)
    return _call("dropout", inplace, input, p, training)


def alpha_dropout(input, p=0.5, training=False, inplace=False):
    _check_probability(p)
    return _call("alpha_dropout", inplace, input, p, training)


def dropout1d(input, p=0.5, training=True, inplace=False):
    _check_probability(p)
    return _call("feature_dropout", inplace, input, p, training)


dropout2d = dropout3d = dropout1d


# Pooling


def max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    call = aten.max_pool1d_with_indices if return_indices else aten.max_pool1d
    return call(input, kernel_size, () if stride is None else stride, padding, dilation, ceil_mode)


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    call = aten.max_pool2d_with_indices if return_indices else aten.max_pool2d
    return call(input, kernel_size, () if stride is None else stride, padding, dilation, ceil_mode)


def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return aten.avg_pool1d(input, kernel_size, () if stride is None else stride, padding, ceil_mode, count_include_pad)


def avg_pool2d(
    input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
):
    stride = () if stride is None else stride
    return aten.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def _full_size(output_size, input, dimensions):
    """Where an output size is None the input's own size is meant."""
    if isinstance(output_size, int):
        return (output_size,) * dimensions
    return tuple(own if size is None else size for size, own in zip(output_size, input.shape[-dimensions:]))


def adaptive_avg_pool1d(input, output_size):
    return aten.adaptive_avg_pool1d(input, _full_size(output_size, input, 1))


def adaptive_avg_pool2d(input, output_size):
    return aten.adaptive_avg_pool2d(input, _full_size(output_size, input, 2))


def adaptive_max_pool2d(input, output_size, return_indices=False):
    found = aten.adaptive_max_pool2d(input, _full_size(output_size, input, 2))
    return found if return_indices else found[0]


# Normalisation


def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    if training:
        _check_values_per_channel(input.shape)
    return aten.batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, True)


def _check_values_per_channel(size):
    values = size[0]
    for extent in size[2:]:
        values *= extent
    if values == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {size}")


def instance_norm(
    input,
    running_mean=None,
    running_var=None,
    weight=None,
    bias=None,
    use_input_stats=True,
    momentum=0.1,
    eps=1e-5,
):
    if use_input_stats and input.shape[2:].numel() == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {input.shape}")
    return aten.instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, True)


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    return aten.layer_norm(input, normalized_shape, weight, bias, eps, True)


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5):
    _check_values_per_channel([input.size(0) * input.size(1) // num_groups, num_groups, *input.shape[2:]])
    return aten.group_norm(input, num_groups, weight, bias, eps, True)


def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    return input / input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)


# Embeddings and distances


def embedding(
    input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False
):
    rows = weight.size(0)
    if padding_idx is None:
        padding_idx = -1
    elif not -rows <= padding_idx < rows:
        raise AssertionError("Padding_idx must be within num_embeddings")
    elif padding_idx < 0:
        padding_idx += rows
    if max_norm is not None:
        with torch.no_grad():
            aten.embedding_renorm_(weight, input, max_norm, norm_type)
    return aten.embedding(weight, input, padding_idx, scale_grad_by_freq, sparse)


def one_hot(tensor, num_classes=-1):
    return aten.one_hot(tensor, num_classes)


def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    return aten.cosine_similarity(x1, x2, dim, eps)


def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    return (x1 - x2 + eps).norm(p, -1, keepdim)


# Losses


def _same_size(input, target):
    """Warns where broadcasting hides a mistake, and gives both at one shape."""
    if input.shape != target.shape:
        import warnings

        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). "
            "This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size.",
            stacklevel=3,
        )
    return torch.broadcast_tensors(input, target)


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    reduction = _reduction(reduction, size_average, reduce)
    return aten.mse_loss(*_same_size(input, target), reduction)


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    reduction = _reduction(reduction, size_average, reduce)
    return aten.l1_loss(*_same_size(input, target), reduction)


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    reduction = _reduction(reduction, size_average, reduce)
    return aten.smooth_l1_loss(*_same_size(input, target), reduction, beta)


def huber_loss(input, target, reduction="mean", delta=1.0):
    return aten.huber_loss(*_same_size(input, target), _reduction(reduction), delta)


def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
):
    reduction = _reduction(reduction, size_average, reduce)
    return aten.cross_entropy_loss(input, target, weight, reduction, ignore_index, label_smoothing)


def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    reduction = _reduction(reduction, size_average, reduce)
    return aten.nll_loss_nd(input, target, weight, reduction, ignore_index)


def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    reduction = _reduction(reduction, size_average, reduce)
    if input.shape != target.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is "
            "deprecated. Please ensure they have the same size."
        )
    return aten.binary_cross_entropy(input, target, weight, reduction)


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    reduction = _reduction(reduction, size_average, reduce)
    if input.shape != target.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    return aten.binary_cross_entropy_with_logits(input, target, weight, pos_weight, reduction)


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    if reduction == "batchmean":
        return torch.kl_div(input, target, 2, log_target=log_target) / input.size(0)
    if reduction == "mean":
        import warnings

        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
            "'mean' will be changed to behave the same as 'batchmean' in the next major release."
        )
    reduction = _reduction(reduction, size_average, reduce)
    return torch.kl_div(input, target, reduction, log_target=log_target)


def hinge_embedding_loss(input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"):
    return aten.hinge_embedding_loss(input, target, margin, _reduction(reduction, size_average, reduce))


def margin_ranking_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    return aten.margin_ranking_loss(input1, input2, target, margin, _reduction(reduction, size_average, reduce))


def cosine_embedding_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    return aten.cosine_embedding_loss(input1, input2, target, margin, _reduction(reduction, size_average, reduce))


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    return aten.soft_margin_loss(input, target, _reduction(reduction, size_average, reduce))


def pad(input, pad, mode="constant", value=None):
    """`input` with `pad[0]` and `pad[1]` more elements before and after in the last dimension, and so on backwards."""
    if mode == "constant":
        return aten.constant_pad_nd(input, pad, 0 if value is None else value)
    kind = {"reflect": "reflection", "replicate": "replication"}.get(mode)
    if kind is None:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    return getattr(aten, f"{kind}_pad{len(pad) // 2}d")(input, pad)


def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    return aten.im2col(input, *[(v, v) if isinstance(v, int) else v for v in (kernel_size, dilation, padding, stride)])


def __getattr__(name):
    call = None if name.startswith("__") else _C.function(name)
    if call is None:
        raise AttributeError(f"module 'torch.nn.functional' has no attribute '{name}'")
    found = call
    globals()[name] = found
    return found
