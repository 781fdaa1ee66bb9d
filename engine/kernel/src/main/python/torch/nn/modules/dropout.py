"""Dropout."""

from torch.nn import functional as F
from torch.nn.modules.module import Module


class _Dropout(Module):
    _function = "dropout"

    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def forward(self, input):
        return getattr(F, self._function)(input, self.p, self.training, self.inplace)

    def extra_repr(self):
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    """In training sets elements to zero with probability p and divides the others by 1 - p."""


class Dropout1d(_Dropout):
    """In training sets whole channels of (batch, channels, length) to zero."""

    _function = "dropout1d"


class Dropout2d(_Dropout):
    """In training sets whole channels of (batch, channels, height, width) to zero."""

    _function = "dropout2d"


class Dropout3d(_Dropout):
    """In training sets whole channels of (batch, channels, depth, height, width) to zero."""

    _function = "dropout3d"


class AlphaDropout(_Dropout):
    """Dropout that keeps mean and variance of SELU activations."""

    _function = "alpha_dropout"
