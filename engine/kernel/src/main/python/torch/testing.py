"""What tests of programs use: `assert_close`, and random tensors by `make_tensor`."""

import math

import torch
from torch._tensor import Tensor

__all__ = ["assert_close", "make_tensor"]

_TOLERANCES = {
    torch.float16: (1e-3, 1e-5),
    torch.bfloat16: (1.6e-2, 1e-5),
    torch.float32: (1.3e-6, 1e-5),
    torch.float64: (1e-7, 1e-7),
}


def make_tensor(
    *shape,
    dtype,
    device,
    low=None,
    high=None,
    requires_grad=False,
    noncontiguous=False,
    exclude_zero=False,
):
    """Values drawn evenly from [low, high): by default [-9, 9), for integers [-9, 10) or from 0, for bool 0 and 1."""
    if len(shape) == 1 and isinstance(shape[0], (tuple, list)):
        shape = shape[0]
    shape = tuple(shape)
    if requires_grad and not dtype.is_floating_point:
        raise ValueError("make_tensor: requires_grad must be False for integral dtype")
    if dtype is torch.bool:
        made = torch.randint(0, 2, shape, device=device, dtype=dtype)
    elif dtype.is_floating_point:
        low, high = _range(low, high, torch.finfo(dtype), (-9, 9))
        drawn = torch.rand(shape, device=device, dtype=dtype)
        made = high * drawn + low * (1 - drawn)
    else:
        low, high = _range(low, high, torch.iinfo(dtype), (0 if dtype is torch.uint8 else -9, 10))
        made = torch.randint(math.floor(low), math.ceil(high), shape, device=device, dtype=dtype)
    if noncontiguous and made.numel() > 1:
        made = torch.repeat_interleave(made, 2, dim=-1)[..., ::2]
    if exclude_zero:
        smallest = torch.finfo(dtype).tiny if dtype.is_floating_point else 1
        made[made == 0] = torch.tensor(smallest, device=device, dtype=dtype)
    return made.requires_grad_(requires_grad) if dtype.is_floating_point else made


def _range(low, high, info, default):
    low = default[0] if low is None else low
    high = default[1] if high is None else high
    if low != low or high != high:
        raise ValueError("make_tensor: one of low or high was NaN!")
    if low > high:
        raise ValueError("make_tensor: low must be weakly less than high!")
    return min(max(low, info.min), info.max), min(max(high, info.min), info.max)


def assert_close(
    actual,
    expected,
    *,
    allow_subclasses=True,
    rtol=None,
    atol=None,
    equal_nan=False,
    check_device=True,
    check_dtype=True,
    check_layout=True,
    check_stride=False,
    msg=None,
):
    """Raises an `AssertionError` that says where, if numbers, tensors, or nested sequences and mappings of them differ
    by more than `atol + rtol * |expected|`; both tolerances depend on the dtype if they are not given."""
    if (rtol is None) != (atol is None):
        missing = "atol" if atol is None else "rtol"
        raise ValueError(f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {missing}.")
    rules = _Rules(rtol, atol, equal_nan, check_device, check_dtype, check_stride)
    try:
        rules.compare(actual, expected, ())
    except AssertionError as difference:
        if msg is None:
            raise
        raise AssertionError(msg(str(difference)) if callable(msg) else msg) from None


class _Rules:
    def __init__(self, rtol, atol, equal_nan, check_device, check_dtype, check_stride):
        self.rtol = rtol
        self.atol = atol
        self.equal_nan = equal_nan
        self.check_device = check_device
        self.check_dtype = check_dtype
        self.check_stride = check_stride

    def compare(self, actual, expected, path):
        if isinstance(actual, (list, tuple)) and isinstance(expected, (list, tuple)):
            if len(actual) != len(expected):
                _fail(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}", path)
            for i, (a, b) in enumerate(zip(actual, expected)):
                self.compare(a, b, (*path, i))
        elif isinstance(actual, dict) and isinstance(expected, dict):
            if actual.keys() != expected.keys():
                missing, additional = sorted(expected.keys() - actual.keys()), sorted(actual.keys() - expected.keys())
                _fail(
                    "The keys of the mappings do not match:\n"
                    f"Missing keys in the actual mapping: {missing}\n"
                    f"Additional keys in the actual mapping: {additional}",
                    path,
                )
            for key in actual:
                self.compare(actual[key], expected[key], (*path, key))
        elif actual is None and expected is None:
            return
        elif isinstance(actual, bool) and isinstance(expected, bool):
            if actual is not expected:
                _fail(f"Booleans mismatch: {actual} is not {expected}", path)
        elif _is_number(actual) and _is_number(expected):
            self._numbers(actual, expected, path)
        elif isinstance(actual, Tensor) and isinstance(expected, Tensor):
            self._tensors(actual, expected, path)
        else:
            raise TypeError(
                f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}."
            )

    def _tolerances(self, *dtypes):
        if self.rtol is not None:
            return self.rtol, self.atol
        several = [_TOLERANCES.get(dtype, (0.0, 0.0)) for dtype in dtypes]
        return max(rtol for rtol, _ in several), max(atol for _, atol in several)

    def _numbers(self, actual, expected, path):
        if self.check_dtype and type(actual) is not type(expected):
            _fail(f"The (d)types do not match: {type(actual)} != {type(expected)}.", path)
        rtol, atol = self._tolerances(
            *(torch.float64 if isinstance(one, float) else torch.int64 for one in (actual, expected))
        )
        difference = abs(actual - expected)
        if actual == expected or (self.equal_nan and actual != actual and expected != expected):
            return
        if math.isfinite(difference) and difference <= atol + rtol * abs(expected):
            return
        relative = difference / abs(expected) if expected else math.inf
        _fail(_scalars_differ(difference, relative, rtol, atol), path)

    def _tensors(self, actual, expected, path):
        _same("shape", actual.shape, expected.shape, path)
        if self.check_device:
            _same("device", actual.device, expected.device, path)
        if self.check_dtype:
            _same("dtype", actual.dtype, expected.dtype, path)
        if self.check_stride:
            _same("stride()", actual.stride(), expected.stride(), path)
        rtol, atol = self._tolerances(actual.dtype, expected.dtype)
        if actual.dtype is not expected.dtype:
            dtype = torch.promote_types(actual.dtype, expected.dtype)
            actual, expected = actual.to(dtype), expected.to(dtype)
        actual, expected = actual.detach(), expected.detach()
        fine = torch.isclose(actual, expected, rtol=rtol, atol=atol, equal_nan=self.equal_nan)
        if not fine.all():
            _fail(self._where(actual, expected, fine, rtol, atol), path)

    def _where(self, actual, expected, fine, rtol, atol):
        wide = torch.float64 if actual.dtype.is_floating_point else torch.int64
        actual, expected = actual.to(wide), expected.to(wide)
        difference = (actual - expected).abs()
        # What is close is not what anybody looks for.
        difference[fine] = 0
        relative = difference / expected.abs()
        relative[fine] = 0
        if actual.dim() == 0:
            return _scalars_differ(difference.item(), relative.item(), rtol, atol)
        count, total = fine.numel() - int(fine.sum()), fine.numel()
        return (
            f"Tensor-likes are not {_kind(rtol, atol)}!\n\nMismatched elements: {count} / {total} "
            f"({count / total:.1%})\n"
            f"{_greatest('absolute', difference, atol, rtol, atol)}\n"
            f"{_greatest('relative', relative, rtol, rtol, atol)}"
        )


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _kind(rtol, atol):
    return "equal" if rtol == atol == 0 else "close"


def _allowed(tolerance, rtol, atol):
    return "" if _kind(rtol, atol) == "equal" else f" (up to {tolerance} allowed)"


def _scalars_differ(difference, relative, rtol, atol):
    return (
        f"Scalars are not {_kind(rtol, atol)}!\n\n"
        f"Absolute difference: {difference}{_allowed(atol, rtol, atol)}\n"
        f"Relative difference: {relative}{_allowed(rtol, rtol, atol)}"
    )


def _greatest(name, values, tolerance, rtol, atol):
    flat = values.reshape(-1)
    place = int(flat.argmax())
    index = []
    rest = place
    for size in reversed(values.shape):
        index.append(rest % size)
        rest //= size
    return (
        f"Greatest {name} difference: {flat[place].item()} at index {tuple(reversed(index))}"
        f"{_allowed(tolerance, rtol, atol)}"
    )


def _same(attribute, actual, expected, path):
    if actual != expected:
        _fail(f"The values for attribute '{attribute}' do not match: {actual} != {expected}.", path)


def _fail(text, path):
    place = "".join(f"[{key!r}]" for key in path)
    raise AssertionError(f"{text}\n\nThe failure occurred for item {place}" if path else text)
