"""Adam and its relatives: steps scaled by running averages of the gradient and its square."""

import torch
from torch.optim.optimizer import Optimizer, check_range


class _Adaptive(Optimizer):
    def __init__(self, params, lr, betas, eps, weight_decay, **others):
        check_range("learning rate", lr)
        check_range("epsilon value", eps)
        check_range("beta parameter at index 0", betas[0], 0.0, 1.0)
        check_range("beta parameter at index 1", betas[1], 0.0, 1.0)
        check_range("weight_decay value", weight_decay)
        super().__init__(
            params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, **others}
        )

    def _averages(self, group, p, gradient, *zeros):
        """The state of a parameter with both averages moved on, and the number of the step."""
        state = self._state_of(p, ("exp_avg", "exp_avg_sq", *zeros))
        step = self._next_step(state)
        beta1, beta2 = group["betas"]
        state["exp_avg"].mul_(beta1).add_(gradient, alpha=1 - beta1)
        state["exp_avg_sq"].mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
        return state, step


class Adam(_Adaptive):
    """Kingma and Ba, 2014; `amsgrad` after Reddi et al., 2018."""

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        amsgrad=False,
        *,
        foreach=None,
        maximize=False,
        capturable=False,
        differentiable=False,
        fused=None,
    ):
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad=amsgrad,
            maximize=maximize,
            foreach=foreach,
            capturable=capturable,
            **self._further(differentiable, fused),
        )

    def _further(self, differentiable, fused):
        return {"differentiable": differentiable, "fused": bool(fused)}

    def _update(self, group, parameters, gradients):
        beta1, beta2 = group["betas"]
        lr = group["lr"]
        for p, gradient in zip(parameters, gradients):
            if self._decoupled_decay:
                p.mul_(1 - lr * group["weight_decay"])
            zeros = ("max_exp_avg_sq",) if group["amsgrad"] else ()
            state, step = self._averages(group, p, gradient, *zeros)
            square = state["exp_avg_sq"]
            if group["amsgrad"]:
                square = state["max_exp_avg_sq"]
                square.copy_(square.maximum(state["exp_avg_sq"]))
            scale = (square.sqrt() / (1 - beta2**step) ** 0.5).add_(group["eps"])
            p.addcdiv_(state["exp_avg"], scale, value=-lr / (1 - beta1**step))


class AdamW(Adam):
    """Adam with weight decay outside the gradient (Loshchilov and Hutter, 2017)."""

    _decoupled_decay = True

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=1e-2,
        amsgrad=False,
        *,
        maximize=False,
        foreach=None,
        capturable=False,
    ):
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize, foreach=foreach, capturable=capturable
        )

    def _further(self, differentiable, fused):
        return {}


class Adamax(_Adaptive):
    """Adam with the largest gradient so far in the place of the squared average."""

    def __init__(
        self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None, *, maximize=False
    ):
        super().__init__(params, lr, betas, eps, weight_decay, foreach=foreach, maximize=maximize)

    def _update(self, group, parameters, gradients):
        beta1, beta2 = group["betas"]
        for p, gradient in zip(parameters, gradients):
            state = self._state_of(p, ("exp_avg", "exp_inf"))
            step = self._next_step(state)
            state["exp_avg"].mul_(beta1).add_(gradient, alpha=1 - beta1)
            largest = state["exp_inf"]
            largest.copy_((largest * beta2).maximum(gradient.abs().add_(group["eps"])))
            p.addcdiv_(state["exp_avg"], largest, value=-group["lr"] / (1 - beta1**step))


class NAdam(_Adaptive):
    """Adam with Nesterov momentum (Dozat, 2016)."""

    def __init__(
        self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3, foreach=None
    ):
        check_range("momentum_decay value", momentum_decay)
        super().__init__(params, lr, betas, eps, weight_decay, momentum_decay=momentum_decay, foreach=foreach)

    def _update(self, group, parameters, gradients):
        beta1, beta2 = group["betas"]
        for p, gradient in zip(parameters, gradients):
            state, step = self._averages(group, p, gradient)
            mu = beta1 * (1 - 0.5 * 0.96 ** (step * group["momentum_decay"]))
            mu_next = beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * group["momentum_decay"]))
            # A float32 tensor, as in PyTorch: its rounding is part of the result.
            product = state.setdefault("mu_product", torch.ones(()))
            product = self._changed(product, lambda number: number.mul_(mu))
            # PyTorch 1.13 has mu in the next product twice; 2.x does not. We follow the release that we agree with.
            next_product = product * mu * mu_next
            scale = (state["exp_avg_sq"] / (1 - beta2**step)).sqrt_().add_(group["eps"])
            p.addcdiv_(gradient, scale, value=-group["lr"] * (1 - mu) / (1 - product.item()))
            p.addcdiv_(state["exp_avg"], scale, value=-group["lr"] * mu_next / (1 - next_product.item()))


class RAdam(_Adaptive):
    """Adam with the variance of early steps rectified (Liu et al., 2019)."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None):
        super().__init__(params, lr, betas, eps, weight_decay, foreach=foreach)

    def _update(self, group, parameters, gradients):
        beta1, beta2 = group["betas"]
        longest = 2 / (1 - beta2) - 1
        for p, gradient in zip(parameters, gradients):
            state, step = self._averages(group, p, gradient)
            correction2 = 1 - beta2**step
            average = state["exp_avg"] / (1 - beta1**step)
            length = longest - 2 * step * beta2**step / correction2
            if length > 5.0:
                rectified = (
                    (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
                ) ** 0.5
                scale = state["exp_avg_sq"].sqrt().add_(group["eps"])
                p.add_(average * group["lr"] * (correction2**0.5 / scale) * rectified, alpha=-1.0)
            else:
                p.add_(average * group["lr"], alpha=-1.0)
