"""Activation checkpointing: a part of the forward pass is not kept, but computed again when backward needs it."""

import torch
from torch._tensor import Tensor
from torch.autograd import _is_checkpoint_valid
from torch.autograd.function import Function
from torch.autograd.graph import saved_tensors_hooks

_NOT_WITH_GRAD = (
    "Checkpointing is not compatible with .grad() or when an `inputs` parameter is passed to .backward(). Please use "
    ".backward() and do not pass its `inputs` argument."
)
_READ_TWICE = (
    "Attempt to retrieve a tensor saved by autograd multiple times without checkpoint recomputation being triggered in "
    "between, this is not currently supported. Please open an issue with details on your use case so that we can "
    "prioritize adding this."
)


def _warn(text):
    import warnings

    warnings.warn(text, stacklevel=3)


def detach_variable(inputs):
    if not isinstance(inputs, tuple):
        raise RuntimeError("Only tuple of tensors is supported. Got Unsupported input type: ", type(inputs).__name__)
    detached = []
    for one in inputs:
        if isinstance(one, Tensor):
            leaf = one.detach()
            leaf.requires_grad = one.requires_grad
            one = leaf
        detached.append(one)
    return tuple(detached)


def check_backward_validity(inputs):
    if not any(one.requires_grad for one in inputs if isinstance(one, Tensor)):
        _warn("None of the inputs have requires_grad=True. Gradients will be None")


def get_device_states(*args):
    """The generators of accelerators; the engine has one generator for all devices."""
    return [], []


def set_device_states(devices, states):
    pass


class _ForkedGenerator:
    """Inside, random numbers come as from `state`; afterwards as if nothing had been drawn."""

    def __init__(self, state):
        self.state = state

    def __enter__(self):
        if self.state is not None:
            self.outside = torch.get_rng_state()
            torch.set_rng_state(self.state)

    def __exit__(self, *error):
        if self.state is not None:
            torch.set_rng_state(self.outside)
        return False


class CheckpointFunction(Function):
    @staticmethod
    def forward(ctx, run_function, preserve_rng_state, *args):
        check_backward_validity(args)
        ctx.run_function = run_function
        ctx.state = torch.get_rng_state() if preserve_rng_state else None
        ctx.inputs = [None if isinstance(one, Tensor) else one for one in args]
        ctx.tensor_indices = [i for i, one in enumerate(args) if isinstance(one, Tensor)]
        ctx.save_for_backward(*[args[i] for i in ctx.tensor_indices])
        with torch.no_grad():
            return run_function(*args)

    @staticmethod
    def backward(ctx, *gradients):
        if not _is_checkpoint_valid():
            raise RuntimeError(_NOT_WITH_GRAD)
        inputs = list(ctx.inputs)
        for i, tensor in zip(ctx.tensor_indices, ctx.saved_tensors):
            inputs[i] = tensor
        with _ForkedGenerator(ctx.state):
            detached = detach_variable(tuple(inputs))
            with torch.enable_grad():
                outputs = ctx.run_function(*detached)
        if isinstance(outputs, Tensor):
            outputs = (outputs,)
        pairs = [(o, g) for o, g in zip(outputs, gradients) if isinstance(o, Tensor) and o.requires_grad]
        if not pairs:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
        torch.autograd.backward([o for o, _ in pairs], [g for _, g in pairs])
        return (None, None, *[one.grad if isinstance(one, Tensor) else None for one in detached])


def checkpoint(function, *args, use_reentrant=True, **kwargs):
    """Calls `function(*args)` without keeping what it would save; the backward pass calls it once more."""
    preserve = kwargs.pop("preserve_rng_state", True)
    if not use_reentrant:
        return _checkpoint_without_reentrant(function, preserve, *args, **kwargs)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    return CheckpointFunction.apply(function, preserve, *args)


def checkpoint_sequential(functions, segments, input, **kwargs):
    """Calls `functions` one after the other, with all of `segments` but the last under [checkpoint]."""
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    if isinstance(functions, torch.nn.Sequential):
        functions = list(functions.children())

    def part(start, end):
        def run(value):
            for function in functions[start : end + 1]:
                value = function(value)
            return value

        return run

    size = len(functions) // segments
    end = -1
    for start in range(0, size * (segments - 1), size):
        end = start + size - 1
        input = checkpoint(part(start, end), input, preserve_rng_state=preserve)
    return part(end + 1, len(functions) - 1)(input)


def _checkpoint_without_reentrant(function, preserve_rng_state=True, *args, **kwargs):
    state = torch.get_rng_state() if preserve_rng_state else None
    # What was packed is a number; the tensors of these numbers are there between a new forward and their use.
    packed = [0]
    storage = {}

    def pack(tensor):
        packed[0] += 1
        return packed[0] - 1

    def unpack(number):
        if not storage:
            counted = [0]

            def inner_pack(inner):
                counted[0] += 1
                if counted[0] > packed[0]:
                    raise IndexError("list index out of range")
                storage[counted[0] - 1] = inner.detach()

            def inner_unpack(_):
                raise RuntimeError(
                    "You are calling backwards on a tensor that is never exposed. Please open an issue."
                )

            with _ForkedGenerator(state), torch.enable_grad(), saved_tensors_hooks(inner_pack, inner_unpack):
                function(*args, **kwargs)
        if number not in storage:
            raise RuntimeError(_READ_TWICE)
        return storage[number]

    with saved_tensors_hooks(pack, unpack):
        return function(*args, **kwargs)
