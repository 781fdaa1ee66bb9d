"""Resilient backpropagation."""

import torch
from torch.optim.optimizer import Optimizer, check_range


class Rprop(Optimizer):
    """Steps by sign, each element with a step size of its own (Riedmiller and Braun, 1993)."""

    def __init__(self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), foreach=None, maximize=False):
        check_range("learning rate", lr)
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(
            params, {"lr": lr, "etas": etas, "step_sizes": step_sizes, "foreach": foreach, "maximize": maximize}
        )

    def _update(self, group, parameters, gradients):
        slower, faster = group["etas"]
        smallest, largest = group["step_sizes"]
        for p, gradient in zip(parameters, gradients):
            state = self._state_of(p, ("prev",))
            if "step_size" not in state:
                state["step_size"] = torch.full_like(gradient, group["lr"])
            state["step"] += 1
            agreement = gradient.mul(state["prev"]).sign()
            factor = torch.where(agreement > 0, faster, torch.where(agreement < 0, slower, 1.0))
            state["step_size"].mul_(factor).clamp_(smallest, largest)
            gradient = torch.where(agreement < 0, torch.zeros_like(gradient), gradient)
            p.addcmul_(gradient.sign(), state["step_size"], value=-1)
            state["prev"].copy_(gradient)
