"""Where the layers are defined; programs find them in `torch.nn`."""

from torch.nn.modules.module import Module


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from torch import nn

    return getattr(nn, name)
