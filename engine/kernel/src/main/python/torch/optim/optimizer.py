"""The base class of optimisers: parameter groups, state, and what all steps have in common."""

import _backstep
import torch
from torch import _C
from torch._tensor import Tensor
from torch.autograd.grad_mode import enable_grad, no_grad


class _Required:
    def __repr__(self):
        return "<required parameter>"


required = _Required()


class _State(dict):
    """State by parameter; asking for a parameter that has none makes it an empty dictionary."""

    def __missing__(self, parameter):
        self[parameter] = made = {}
        return made

    def __repr__(self):
        return "defaultdict(<class 'dict'>, " + dict.__repr__(self) + ")"


class Optimizer:
    """Holds groups of parameters with their options.

    Ours define `_update(group, parameters, gradients)`, which runs unrecorded for the parameters that have a gradient.
    A program's own subclass may define `step` instead.
    """

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                + torch.typename(params)
            )
        self.defaults = defaults
        self.state = _State()
        self.param_groups = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def __init_subclass__(cls, **options):
        """Tells the recorder of every step, also of the steps that a program's own optimisers take."""
        super().__init_subclass__(**options)
        step = cls.__dict__.get("step")
        if step is not None:
            cls.step = _reported(step)

    def add_param_group(self, param_group):
        if not isinstance(param_group, dict):
            raise AssertionError("param group must be a dict")
        params = param_group["params"]
        if isinstance(params, Tensor):
            params = [params]
        elif isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in "
                "sets will change between runs. Please use a list instead."
            )
        else:
            params = list(params)
        for parameter in params:
            if not isinstance(parameter, Tensor):
                raise TypeError("optimizer can only optimize Tensors, but one of the params is " + torch.typename(parameter))
            if not (parameter.is_leaf or parameter.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        param_group["params"] = params
        if len({id(parameter) for parameter in params}) != len(params):
            import warnings

            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=3,
            )
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError("parameter group didn't specify a value of required optimization parameter " + name)
            param_group.setdefault(name, default)
        seen = {id(parameter) for group in self.param_groups for parameter in group["params"]}
        for parameter in params:
            if id(parameter) in seen:
                raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    def zero_grad(self, set_to_none=False):
        from torch.nn.modules.module import _zero_grad

        named = _C.profiler_enter(f"Optimizer.zero_grad#{type(self).__name__}.zero_grad", False)
        _backstep.begin_zero_grad("optimizer.zero_grad()")
        try:
            for group in self.param_groups:
                for parameter in group["params"]:
                    _zero_grad(parameter, set_to_none)
        finally:
            _backstep.end_zero_grad()
            if named is not None:
                _C.profiler_exit(named)

    def step(self, closure=None):
        """One update of all parameters that have a gradient. `closure` computes the loss anew and returns it."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                parameters = [p for p in group["params"] if p.grad is not None]
                if parameters:
                    self._update(group, parameters, [self._gradient(group, p) for p in parameters])
        return loss

    def _update(self, group, parameters, gradients):
        raise NotImplementedError

    def _gradient(self, group, parameter):
        """The gradient of what is to become smaller, with the decay that is part of the loss."""
        gradient = parameter.grad
        if group.get("maximize"):
            gradient = -gradient
        decay = group.get("weight_decay", 0)
        if decay != 0 and not self._decoupled_decay:
            gradient = gradient.add(parameter, alpha=decay)
        return gradient

    _decoupled_decay = False

    def _state_of(self, parameter, zeros, **others):
        """The state of a parameter; at first a step count of 0 and zeros under these names."""
        state = self.state[parameter]
        if not state:
            state["step"] = torch.tensor(0.0)
            for name in zeros:
                state[name] = torch.zeros_like(parameter)
            state.update(others)
        return state

    def _changed(self, number, change):
        """Changes a number of the state; returns it, or, of one on a GPU, a copy on the CPU that is changed likewise.

        So no step waits for the GPU to tell how many there were.
        """
        if number.device.type == "cpu":
            change(number)
            return number
        copies = self.__dict__.setdefault("_copies", {})
        known, version, copy = copies.get(id(number), (None, 0, None))
        if known is not number or version != number._version:
            copy = number.cpu()
        change(number)
        change(copy)
        copies[id(number)] = number, number._version, copy
        return copy

    def _next_step(self, state):
        """Counts a step."""
        return self._changed(state["step"], lambda step: step.add_(1)).item()

    # State

    def state_dict(self):
        """The state with parameters replaced by their numbers."""
        numbers = {}
        groups = []
        for group in self.param_groups:
            packed = {name: value for name, value in group.items() if name != "params"}
            packed["params"] = [numbers.setdefault(id(p), len(numbers)) for p in group["params"]]
            groups.append(packed)
        state = {
            (numbers[id(key)] if isinstance(key, Tensor) else key): value for key, value in self.state.items()
        }
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict):
        groups, saved = self.param_groups, state_dict["param_groups"]
        if len(groups) != len(saved):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(own["params"]) != len(other["params"]) for own, other in zip(groups, saved)):
            raise ValueError("loaded state dict contains a parameter group that doesn't match the size of optimizer's group")
        from copy import deepcopy

        own_of = {}
        for own, other in zip(groups, saved):
            own_of.update(zip(other["params"], own["params"]))
            own.update({name: deepcopy(value) for name, value in other.items() if name != "params"})
        self.state = _State()
        for key, value in state_dict["state"].items():
            self.state[own_of.get(key, key)] = deepcopy(value)

    def __getstate__(self):
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __repr__(self):
        text = type(self).__name__ + " ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            for name in sorted(group):
                if name != "params":
                    text += f"    {name}: {group[name]}\n"
        return text + ")"


def _reported(step):
    def reported_step(self, *args, **kwargs):
        # A step that calls its superclass's is one step.
        outermost = type(self).step is reported_step
        named = _C.profiler_enter(f"Optimizer.step#{type(self).__name__}.step", False) if outermost else None
        try:
            result = step(self, *args, **kwargs)
        finally:
            if named is not None:
                _C.profiler_exit(named)
        _report(self)
        return result

    reported_step.__name__ = "step"
    return reported_step


def _report(optimizer):
    if _backstep.recording:
        changed = [p for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
        _backstep.optimizer_stepped(type(optimizer).__name__, changed)


Optimizer.step = _reported(Optimizer.step)


def check_range(name, value, low=0.0, high=None):
    """Refuses a setting outside [low, high)."""
    if not low <= value or (high is not None and not value < high):
        raise ValueError(f"Invalid {name}: {value}")
