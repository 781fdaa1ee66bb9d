"""Optimisers that divide by the root of squared gradients."""

import torch
from torch.optim.optimizer import Optimizer, check_range


class RMSprop(Optimizer):
    """Divides by the root of a running average of squares (Hinton's lecture 6)."""

    def __init__(
        self,
        params,
        lr=1e-2,
        alpha=0.99,
        eps=1e-8,
        weight_decay=0,
        momentum=0,
        centered=False,
        foreach=None,
        maximize=False,
        differentiable=False,
    ):
        check_range("learning rate", lr)
        check_range("epsilon value", eps)
        check_range("momentum value", momentum)
        check_range("weight_decay value", weight_decay)
        check_range("alpha value", alpha)
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "alpha": alpha,
                "eps": eps,
                "centered": centered,
                "weight_decay": weight_decay,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
            },
        )

    def _update(self, group, parameters, gradients):
        alpha, lr = group["alpha"], group["lr"]
        for p, gradient in zip(parameters, gradients):
            zeros = ["square_avg"]
            if group["momentum"] > 0:
                zeros.append("momentum_buffer")
            if group["centered"]:
                zeros.append("grad_avg")
            state = self._state_of(p, zeros)
            state["step"] += 1
            square = state["square_avg"].mul_(alpha).addcmul_(gradient, gradient, value=1 - alpha)
            if group["centered"]:
                mean = state["grad_avg"].mul_(alpha).add_(gradient, alpha=1 - alpha)
                scale = square.addcmul(mean, mean, value=-1).sqrt_().add_(group["eps"])
            else:
                scale = square.sqrt().add_(group["eps"])
            if group["momentum"] > 0:
                buffer = state["momentum_buffer"].mul_(group["momentum"]).addcdiv_(gradient, scale)
                p.add_(buffer, alpha=-lr)
            else:
                p.addcdiv_(gradient, scale, value=-lr)


class Adagrad(Optimizer):
    """Divides by the root of the sum of all squares so far (Duchi et al., 2011)."""

    def __init__(
        self,
        params,
        lr=1e-2,
        lr_decay=0,
        weight_decay=0,
        initial_accumulator_value=0,
        eps=1e-10,
        foreach=None,
        *,
        maximize=False,
    ):
        check_range("learning rate", lr)
        check_range("lr_decay value", lr_decay)
        check_range("weight_decay value", weight_decay)
        check_range("initial_accumulator_value value", initial_accumulator_value)
        check_range("epsilon value", eps)
        super().__init__(
            params,
            {
                "lr": lr,
                "lr_decay": lr_decay,
                "eps": eps,
                "weight_decay": weight_decay,
                "initial_accumulator_value": initial_accumulator_value,
                "foreach": foreach,
                "maximize": maximize,
            },
        )
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p] = {
                    "step": torch.tensor(0.0),
                    "sum": torch.full_like(p, initial_accumulator_value).detach(),
                }

    def _update(self, group, parameters, gradients):
        for p, gradient in zip(parameters, gradients):
            state = self.state[p]
            lr = group["lr"] / (1 + (self._next_step(state) - 1) * group["lr_decay"])
            total = state["sum"].addcmul_(gradient, gradient, value=1)
            p.addcdiv_(gradient, total.sqrt().add_(group["eps"]), value=-lr)


class Adadelta(Optimizer):
    """Scales by the ratio of average updates to average gradients (Zeiler, 2012)."""

    def __init__(
        self, params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *, maximize=False
    ):
        check_range("learning rate", lr)
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        check_range("epsilon value", eps)
        check_range("weight_decay value", weight_decay)
        super().__init__(
            params,
            {
                "lr": lr,
                "rho": rho,
                "eps": eps,
                "weight_decay": weight_decay,
                "maximize": maximize,
                "foreach": foreach,
            },
        )

    def _update(self, group, parameters, gradients):
        rho, eps = group["rho"], group["eps"]
        for p, gradient in zip(parameters, gradients):
            state = self._state_of(p, ("square_avg", "acc_delta"))
            state["step"] += 1
            square = state["square_avg"].mul_(rho).addcmul_(gradient, gradient, value=1 - rho)
            delta = (state["acc_delta"] + eps).sqrt_().div_((square + eps).sqrt_()).mul_(gradient)
            state["acc_delta"].mul_(rho).addcmul_(delta, delta, value=1 - rho)
            p.add_(delta, alpha=-group["lr"])
