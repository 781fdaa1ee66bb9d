"""Convolutions."""

import torch
from torch import _ops as aten
from torch.nn import init
from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter


def _times(value, dimensions):
    """One number for each dimension."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * dimensions


class _Conv(Module):
    _dimensions = 2
    _transposed = False

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias=True,
        padding_mode="zeros",
        device=None,
        dtype=None,
    ):
        self._setup(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            (0,) * self._dimensions,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def _setup(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride,
        padding,
        dilation,
        output_padding,
        groups,
        bias,
        padding_mode,
        device,
        dtype,
    ):
        super().__init__()
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups != 0:
            raise ValueError("out_channels must be divisible by groups")
        if isinstance(padding, str) and padding not in ("same", "valid"):
            raise ValueError(f"Invalid padding string {padding!r}, should be one of {{'same', 'valid'}}")
        if padding_mode not in ("zeros", "reflect", "replicate", "circular"):
            raise ValueError(
                "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got "
                f"padding_mode='{padding_mode}'"
            )
        n = self._dimensions
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = _times(kernel_size, n)
        self.stride = _times(stride, n)
        self.padding = padding if isinstance(padding, str) else _times(padding, n)
        self.dilation = _times(dilation, n)
        self.transposed = self._transposed
        self.output_padding = output_padding
        self.groups = groups
        self.padding_mode = padding_mode
        if padding == "same" and any(s != 1 for s in self.stride):
            raise ValueError("padding='same' is not supported for strided convolutions")
        channels = (in_channels, out_channels // groups) if self._transposed else (out_channels, in_channels // groups)
        self.weight = Parameter(torch.empty((*channels, *self.kernel_size), device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(torch.empty(out_channels, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        init.kaiming_uniform_(self.weight, a=5**0.5)
        if self.bias is not None:
            init.uniform_within_fan_in_(self.bias, self.weight)

    def _paddings(self):
        """Elements before and after, last dimension first, as `pad` wants them."""
        if isinstance(self.padding, str):
            both = []
            for dilation, kernel in zip(self.dilation, self.kernel_size):
                total = dilation * (kernel - 1) if self.padding == "same" else 0
                both.append((total // 2, total - total // 2))
        else:
            both = [(p, p) for p in self.padding]
        return tuple(p for pair in reversed(both) for p in pair)

    def forward(self, input):
        padding = self.padding
        if self.padding_mode != "zeros":
            from torch.nn.functional import pad

            input = pad(input, self._paddings(), self.padding_mode)
            padding = (0,) * self._dimensions
        elif isinstance(padding, str):
            pads = self._paddings()
            if pads[0::2] == pads[1::2]:
                padding = tuple(reversed(pads[0::2]))
            else:
                from torch.nn.functional import pad

                input = pad(input, pads)
                padding = (0,) * self._dimensions
        return self._operator()(
            input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups
        )

    def _operator(self):
        return getattr(aten, f"conv{self._dimensions}d")

    def extra_repr(self):
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        zero, one = (0,) * self._dimensions, (1,) * self._dimensions
        if self.padding != zero:
            text += f", padding={self.padding}"
        if self.dilation != one:
            text += f", dilation={self.dilation}"
        if self.output_padding != zero:
            text += f", output_padding={self.output_padding}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode}"
        return text


class Conv1d(_Conv):
    """Cross-correlation of input (batch, channels, length); weight (out, in / groups, length)."""

    _dimensions = 1


class Conv2d(_Conv):
    """Cross-correlation of input (batch, channels, height, width); weight (out, in / groups, height, width)."""


class Conv3d(_Conv):
    """Cross-correlation of input (batch, channels, depth, height, width)."""

    _dimensions = 3


class _ConvTranspose(_Conv):
    _transposed = True

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        output_padding=0,
        groups=1,
        bias=True,
        dilation=1,
        padding_mode="zeros",
        device=None,
        dtype=None,
    ):
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        output_padding = _times(output_padding, self._dimensions)
        self._setup(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            output_padding,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def forward(self, input, output_size=None):
        output_padding = self.output_padding
        if output_size is not None:
            n = self._dimensions
            output_padding = tuple(
                wanted - ((own - 1) * s - 2 * p + d * (k - 1) + 1)
                for wanted, own, s, p, d, k in zip(
                    output_size[-n:], input.shape[-n:], self.stride, self.padding, self.dilation, self.kernel_size
                )
            )
        call = getattr(aten, f"conv_transpose{self._dimensions}d")
        return call(
            input, self.weight, self.bias, self.stride, self.padding, output_padding, self.groups, self.dilation
        )


class ConvTranspose1d(_ConvTranspose):
    """The transpose of `Conv1d` as a linear map; weight (in, out / groups, length)."""

    _dimensions = 1


class ConvTranspose2d(_ConvTranspose):
    """The transpose of `Conv2d` as a linear map; weight (in, out / groups, height, width)."""


class ConvTranspose3d(_ConvTranspose):
    """The transpose of `Conv3d` as a linear map."""

    _dimensions = 3
