"""Stochastic gradient descent."""

from torch.optim.optimizer import Optimizer, check_range, required


class SGD(Optimizer):
    """p -= lr * (gradient, or its momentum).

    The momentum buffer starts as the first gradient, then is `momentum * buffer + (1 - dampening) * gradient`
    (Sutskever et al., 2013, with the learning rate outside).
    """

    def __init__(
        self,
        params,
        lr=required,
        momentum=0,
        dampening=0,
        weight_decay=0,
        nesterov=False,
        *,
        maximize=False,
        foreach=None,
        differentiable=False,
    ):
        if lr is not required:
            check_range("learning rate", lr)
        check_range("momentum value", momentum)
        check_range("weight_decay value", weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "dampening": dampening,
                "weight_decay": weight_decay,
                "nesterov": nesterov,
                "maximize": maximize,
                "foreach": foreach,
                "differentiable": differentiable,
            },
        )

    def _gradient(self, group, parameter):
        gradient = parameter.grad
        if group["weight_decay"] != 0:
            gradient = gradient.add(parameter, alpha=group["weight_decay"])
        return gradient

    def _update(self, group, parameters, gradients):
        lr = group["lr"] if group["maximize"] else -group["lr"]
        momentum = group["momentum"]
        for p, gradient in zip(parameters, gradients):
            if momentum != 0:
                state = self.state[p]
                buffer = state.get("momentum_buffer")
                if buffer is None:
                    state["momentum_buffer"] = buffer = gradient.clone().detach()
                else:
                    buffer.mul_(momentum).add_(gradient, alpha=1 - group["dampening"])
                gradient = gradient.add(buffer, alpha=momentum) if group["nesterov"] else buffer
            p.add_(gradient, alpha=lr)
