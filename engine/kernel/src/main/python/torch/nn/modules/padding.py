"""Padding."""

from torch.nn import functional as F
from torch.nn.modules.module import Module


class _Pad(Module):
    _dimensions = 2
    _mode = "constant"
    value = 0.0

    def __init__(self, padding):
        super().__init__()
        self.padding = (padding,) * (2 * self._dimensions) if isinstance(padding, int) else tuple(padding)

    def forward(self, input):
        return F.pad(input, self.padding, self._mode, self.value)

    def extra_repr(self):
        return f"{self.padding}"


class ZeroPad1d(_Pad):
    _dimensions = 1


class ZeroPad2d(_Pad):
    pass


class _ConstantPad(_Pad):
    def __init__(self, padding, value):
        super().__init__(padding)
        self.value = value

    def extra_repr(self):
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPad):
    _dimensions = 1


class ConstantPad2d(_ConstantPad):
    pass


class ConstantPad3d(_ConstantPad):
    _dimensions = 3


class ReflectionPad1d(_Pad):
    _dimensions = 1
    _mode = "reflect"


class ReflectionPad2d(_Pad):
    _mode = "reflect"


class ReplicationPad1d(_Pad):
    _dimensions = 1
    _mode = "replicate"


class ReplicationPad2d(_Pad):
    _mode = "replicate"
