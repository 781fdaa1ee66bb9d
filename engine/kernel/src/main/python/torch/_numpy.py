"""Between tensors and numpy's arrays: both look at the same memory."""

import sys

from torch import _C
from torch._types import dtypes

_SUPPORTED = (
    "The only supported types are: float64, float32, float16, complex64, complex128, int64, int32, int16, int8, uint8, "
    "and bool."
)


_MOST_DIMENSIONS = 128


class _Memory:
    """The elements of a tensor's storage, for as long as an array looks at them."""

    __slots__ = ("_view", "_shared")

    def __init__(self, tensor):
        self._view, self._shared = _C.share(tensor)

    def __buffer__(self, flags):
        return self._view

    def __del__(self):
        _C.unshare(self._shared)


def array_of(tensor, force):
    """`tensor.numpy()`."""
    if tensor.is_cuda and not force:
        raise TypeError(
            f"can't convert {tensor.device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host "
            "memory first."
        )
    if tensor.requires_grad and not force:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    if force:
        tensor = tensor.detach().cpu()
    if tensor.dtype is dtypes["bfloat16"]:
        raise TypeError("Got unsupported ScalarType BFloat16")
    import numpy

    size = tensor.itemsize
    return numpy.ndarray(
        tuple(tensor.shape),
        tensor.dtype._name,
        _Memory(tensor),
        tensor.storage_offset() * size,
        tuple([stride * size for stride in tensor.stride()]),
    )


def from_numpy(array):
    """A tensor over the memory of an array, which lives as long as the tensor."""
    import numpy

    if not isinstance(array, numpy.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(array).__name__})")
    if not array.flags.writeable and _C.first_time("not writable"):
        import warnings

        warnings.warn(
            "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. This means "
            "writing to this tensor will result in undefined behavior. You may want to copy the array to protect its "
            "data or make it writable before converting it to a tensor. This type of warning will be suppressed for "
            "the rest of this program.",
            stacklevel=2,
        )
    size = array.itemsize
    dtype = dtypes.get(array.dtype.name)
    if dtype is None or array.dtype.name == "bfloat16":
        raise TypeError(f"can't convert np.ndarray of type {_name(array.dtype.type)}. {_SUPPORTED}")
    if any(stride < 0 for stride in array.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
            "currently supported. (You can probably work around this by making a copy of your array  with "
            "array.copy().) "
        )
    if any(stride % size for stride in array.strides):
        raise ValueError(
            "given numpy array strides not a multiple of the element byte size. Copy the numpy array to reallocate "
            "the memory."
        )
    if not array.dtype.isnative:
        raise ValueError(
            "given numpy array has byte order different from the native byte order. Conversion between byte orders is "
            "currently not supported."
        )
    reached = sum([(count - 1) * stride for count, stride in zip(array.shape, array.strides)]) + size
    return _C.over(
        array,
        array.__array_interface__["data"][0],
        reached if array.size else 0,
        dtype,
        array.shape,
        tuple([stride // size for stride in array.strides]),
    )


def _name(kind):
    return f"{kind.__module__}.{kind.__name__}"


def adopted(data):
    """A tensor for data that is numpy's, or has numpy's in it; None for anything else."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    leaf = data
    for _ in range(_MOST_DIMENSIONS):  # a list may contain itself
        if not isinstance(leaf, (list, tuple)) or not leaf:
            break
        leaf = leaf[0]
    if not isinstance(leaf, (numpy.ndarray, numpy.generic)):
        return None
    return from_numpy(data if isinstance(data, numpy.ndarray) else numpy.array(data))
