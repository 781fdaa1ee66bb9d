"""Hooks in dictionaries, and handles that remove one again."""

from _collections import OrderedDict
from _weakref import ref

import _backstep
from _backstep.hooks import hook_ends, hook_starts
from torch import _C
from torch._tensor import Tensor


class RemovableHandle:
    """Removes an entry of a dictionary of hooks; also as a context manager."""

    next_id = 0

    def __init__(self, hooks_dict, *, extra_dict=None):
        self.hooks_dict_ref = ref(hooks_dict)
        self.extra_dict_ref = None if extra_dict is None else ref(extra_dict)
        self.id = RemovableHandle.next_id
        RemovableHandle.next_id += 1

    def remove(self):
        for reference in (self.hooks_dict_ref, self.extra_dict_ref):
            hooks = None if reference is None else reference()
            if hooks is not None and self.id in hooks:
                del hooks[self.id]

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


def added(hooks, hook):
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


# The engine calls one function for a whole dictionary of hooks, so that who removes one just deletes it there. The
# recorder is told of each from here: no frame more may be between the engine and the hook, for it could be seen.


def on_tensor(hooks):
    def run(gradient):
        for hook in list(hooks.values()):
            recorded = _backstep.recording and hook_starts("TENSOR", hook, (gradient,))
            result = hook(gradient)
            if result is not None:
                _check(gradient, result, hook)
                gradient = result
            if recorded:
                hook_ends((gradient,))
        return gradient

    return run


def before_node(hooks):
    def run(gradients):
        for hook in list(hooks.values()):
            recorded = _backstep.recording and hook_starts("NODE_BEFORE", hook, gradients)
            result = hook(gradients)
            if result is not None:
                gradients = _checked(gradients, result, hook)
            if recorded:
                hook_ends(gradients)
        return gradients

    return run


def after_node(hooks):
    def run(grad_inputs, grad_outputs):
        for hook in list(hooks.values()):
            recorded = _backstep.recording and hook_starts("NODE_AFTER", hook, grad_inputs)
            result = hook(grad_inputs, grad_outputs)
            if result is not None:
                grad_inputs = _checked(grad_inputs, result, hook)
            if recorded:
                hook_ends(grad_inputs)
        return grad_inputs

    return run


def after_accumulation(hooks):
    def run(leaf):
        for hook in list(hooks.values()):
            recorded = _backstep.recording and hook_starts("POST_ACCUMULATE_GRAD", hook, (leaf.grad,))
            hook(leaf)
            if recorded:
                hook_ends((leaf.grad,))

    return run


def _name(hook):
    name = getattr(hook, "__name__", None)
    return name if isinstance(name, str) else "<unknown>"


def _checked(gradients, results, hook):
    if not isinstance(results, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(results).__name__}'")
    if len(results) != len(gradients):
        raise RuntimeError(
            f"hook '{_name(hook)}' has returned an incorrect number of values (got {len(results)}, but expected "
            f"{len(gradients)})"
        )
    for gradient, result in zip(gradients, results):
        if result is not None:
            _check(gradient, result, hook)
    return results


def _check(gradient, result, hook):
    if gradient is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not isinstance(result, Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type(result).__name__}'")
    if result.dtype is not gradient.dtype:
        raise RuntimeError(
            f"hook '{_name(hook)}' has changed the type of value (was {gradient.type()} got {result.type()})"
        )
    if result.shape != gradient.shape:
        raise RuntimeError(f"hook '{_name(hook)}' has changed the size of value")


def unserializable_hook(hook):
    hook.__torch_unserializable__ = True
    return hook
