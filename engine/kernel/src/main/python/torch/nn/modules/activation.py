"""Activation functions as modules.

Most are one call of a function with the module's settings; `_Activation` makes those from the names of the settings.
"""

import torch
from torch.nn import functional as F
from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter


class _Activation(Module):
    """Calls `F.<_function>(input, *settings)`; `_settings` lists their names and defaults, `_shown` those printed."""

    _function = ""
    _settings = {}
    _shown = None

    def __init__(self, *args, **kwargs):
        super().__init__()
        if len(args) > len(self._settings):
            raise TypeError(
                f"{type(self).__name__}.__init__() takes from 1 to {len(self._settings) + 1} positional arguments but "
                f"{len(args) + 1} were given"
            )
        given = dict(zip(self._settings, args))
        for name, value in kwargs.items():
            if name not in self._settings:
                raise TypeError(f"{type(self).__name__}.__init__() got an unexpected keyword argument '{name}'")
            given[name] = value
        for name, default in self._settings.items():
            setattr(self, name, given.get(name, default))

    def forward(self, input):
        return getattr(F, self._function)(input, *[getattr(self, name) for name in self._settings])

    def extra_repr(self):
        shown = [name for name in self._settings if name != "inplace"] if self._shown is None else self._shown
        texts = [f"{name}={getattr(self, name)}" for name in shown]
        if self._settings.get("inplace") is not None and self.inplace:
            texts.append("inplace=True")
        return ", ".join(texts)


class ReLU(_Activation):
    """max(x, 0)"""

    _function, _settings = "relu", {"inplace": False}


class ReLU6(_Activation):
    """min(max(x, 0), 6)"""

    _function, _settings = "relu6", {"inplace": False}


class LeakyReLU(_Activation):
    """x where positive, else negative_slope * x"""

    _function, _settings = "leaky_relu", {"negative_slope": 0.01, "inplace": False}


class ELU(_Activation):
    """x where positive, else alpha * (exp(x) - 1)"""

    _function, _settings = "elu", {"alpha": 1.0, "inplace": False}


class CELU(_Activation):
    """max(0, x) + min(0, alpha * (exp(x / alpha) - 1))"""

    _function, _settings = "celu", {"alpha": 1.0, "inplace": False}


class SELU(_Activation):
    """ELU with the scale and alpha that keep mean 0 and variance 1"""

    _function, _settings = "selu", {"inplace": False}


class GELU(Module):
    """x times the normal distribution function of x"""

    def __init__(self, approximate="none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, input):
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self):
        return f"approximate={self.approximate!r}"


class SiLU(_Activation):
    """x * sigmoid(x)"""

    _function, _settings = "silu", {"inplace": False}


class Mish(_Activation):
    """x * tanh(softplus(x))"""

    _function, _settings = "mish", {"inplace": False}


class Hardswish(_Activation):
    """x * relu6(x + 3) / 6"""

    _function, _settings = "hardswish", {"inplace": False}


class Hardsigmoid(_Activation):
    """relu6(x + 3) / 6"""

    _function, _settings = "hardsigmoid", {"inplace": False}


class Sigmoid(_Activation):
    """1 / (1 + exp(-x))"""

    def forward(self, input):
        return torch.sigmoid(input)


class Tanh(_Activation):
    """tanh(x)"""

    def forward(self, input):
        return torch.tanh(input)


class LogSigmoid(_Activation):
    """log(sigmoid(x))"""

    _function = "logsigmoid"


class Softsign(_Activation):
    """x / (1 + |x|)"""

    _function = "softsign"


class Tanhshrink(_Activation):
    """x - tanh(x)"""

    _function = "tanhshrink"


class Softplus(_Activation):
    """log(1 + exp(beta * x)) / beta"""

    _function, _settings = "softplus", {"beta": 1, "threshold": 20}


class Hardtanh(_Activation):
    """x between min_val and max_val"""

    _function, _settings = "hardtanh", {"min_val": -1.0, "max_val": 1.0, "inplace": False}


class Threshold(_Activation):
    """x where above the threshold, else value"""

    _function, _settings = "threshold", {"threshold": None, "value": None, "inplace": False}


class RReLU(Module):
    """Leaky ReLU whose slope is random in training"""

    def __init__(self, lower=1.0 / 8, upper=1.0 / 3, inplace=False):
        super().__init__()
        self.lower = lower
        self.upper = upper
        self.inplace = inplace

    def forward(self, input):
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def extra_repr(self):
        return f"lower={self.lower}, upper={self.upper}" + (", inplace=True" if self.inplace else "")


class GLU(_Activation):
    """The first half times the sigmoid of the second"""

    _function, _settings = "glu", {"dim": -1}


class _Shrink(Module):
    def __init__(self, lambd=0.5):
        super().__init__()
        self.lambd = lambd

    def forward(self, input):
        return getattr(F, self._function)(input, self.lambd)

    def extra_repr(self):
        return f"{self.lambd}"


class Hardshrink(_Shrink):
    """x where |x| exceeds lambd, else 0"""

    _function = "hardshrink"


class Softshrink(_Shrink):
    """x moved towards 0 by lambd"""

    _function = "softshrink"


class Softmax(_Activation):
    """exp(x) divided by its sum along a dimension"""

    _function, _settings = "softmax", {"dim": None}


class Softmin(_Activation):
    """softmax(-x)"""

    _function, _settings = "softmin", {"dim": None}


class LogSoftmax(_Activation):
    """log(softmax(x))"""

    _function, _settings = "log_softmax", {"dim": None}


class Softmax2d(Module):
    """softmax over the channels of (batch, channels, height, width)"""

    def forward(self, input):
        if input.dim() not in (3, 4):
            raise AssertionError("Softmax2d requires a 3D or 4D tensor as input")
        return F.softmax(input, -3)


class PReLU(Module):
    """Leaky ReLU whose slope is learnt"""

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        super().__init__()
        self.num_parameters = num_parameters
        self.weight = Parameter(torch.full((num_parameters,), float(init), device=device, dtype=dtype))

    def forward(self, input):
        return F.prelu(input, self.weight)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"
