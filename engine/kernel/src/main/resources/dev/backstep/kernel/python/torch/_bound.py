"""Python functions for the host's calls.

A foreign callable is no descriptor and takes no keywords, so each gets a small function around it. The positional call
is the fast path; keywords travel as names beside the values.
"""

from torch import _C

_with_keywords = _C.call_with_keywords


def as_method(name, call):
    """A method that calls `call(self, ...)`."""

    def method(self, *args, **kwargs):
        if kwargs:
            return _with_keywords(call, tuple(kwargs), self, *args, *kwargs.values())
        return call(self, *args)

    method.__name__ = name
    method.__qualname__ = "Tensor." + name
    return method


def as_function(name, call):
    """A function that calls `call(...)`."""

    def function(*args, **kwargs):
        if kwargs:
            return _with_keywords(call, tuple(kwargs), *args, *kwargs.values())
        return call(*args)

    function.__name__ = name
    function.__qualname__ = name
    return function
