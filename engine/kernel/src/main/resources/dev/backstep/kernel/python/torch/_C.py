"""The functions of the Java binding, under the name that PyTorch has for its native half."""

from _backstep import binding

globals().update({name: getattr(binding, name) for name in binding.names()})
