"""Forward mode: dual tensors, which carry a tangent beside their value."""

from collections import namedtuple

from torch import _C
from torch.autograd.grad_mode import _DecoratorContextManager

__all__ = ["UnpackedDualTensor", "enter_dual_level", "exit_dual_level", "make_dual", "unpack_dual", "dual_level"]

UnpackedDualTensor = namedtuple("UnpackedDualTensor", ["primal", "tangent"])


def enter_dual_level():
    """Opens a level, in which dual tensors can be made, and answers its number."""
    return _C.enter_dual_level()


def exit_dual_level(*, level=None):
    """Closes the level that was opened last; tangents in it are gone."""
    current = _C.dual_level()
    if level is None:
        level = current
    if level != current:
        raise RuntimeError(
            "Trying to exit a forward AD level that was not the last one that was created. This is not supported."
        )
    _C.exit_dual_level(level)


def make_dual(tensor, tangent, *, level=None):
    """A view of `tensor` that has `tangent`."""
    if level is None:
        level = _C.dual_level()
    if level < 0:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first."
        )
    for name, part in (("primal", tensor), ("tangent", tangent)):
        if not (part.is_floating_point() or part.is_complex()):
            raise ValueError(f"Expected {name} to be floating point or complex, but got: {part.dtype}")
    return _C.make_dual(tensor, tangent, level)


def unpack_dual(tensor, *, level=None):
    """The value and the tangent of a dual tensor; the tangent is None if it has none in this level."""
    if level is None:
        level = _C.dual_level()
    if level < 0:
        return UnpackedDualTensor(tensor, None)
    return UnpackedDualTensor(*_C.unpack_dual(tensor, level))


class dual_level(_DecoratorContextManager):
    """A level for the time of a `with`, or of a call."""

    def __enter__(self):
        return enter_dual_level()

    def __exit__(self, kind, value, trace):
        exit_dual_level()
