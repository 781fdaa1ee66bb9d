# Expected output: PyTorch 1.13.1, `python3 gradients.py > gradients.out`.
import torch
from torch.autograd import Function
from torch.autograd.functional import hessian, jacobian, jvp, vjp

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = (x ** 2 * torch.tensor([1.0, 10.0, 100.0])).sum()
print(y.grad_fn, y.grad_fn.next_functions, y.grad_fn.next_functions[0][0].name(), x.grad_fn, x.is_leaf)
y.backward()
y2 = (x * 3).sum()
y2.backward()
print(x.grad, x.grad is x.grad, (x * 2).grad_fn.next_functions[0][0].variable is x)
x.grad = None
print(torch.autograd.grad((x * x).sum(), x, create_graph=True))
product = x * x.detach()
print(product.grad_fn._saved_other, hasattr(product.grad_fn, "_saved_nothing"))


class Scale(Function):
    @staticmethod
    def forward(ctx, input, factor):
        ctx.save_for_backward(input)
        ctx.factor = factor
        return input * factor

    @staticmethod
    def backward(ctx, grad):
        (input,) = ctx.saved_tensors
        print("backward", ctx.needs_input_grad, input.shape, ctx.factor)
        return grad * ctx.factor, None


scaled = Scale.apply(x, 5)
print(scaled)
scaled.sum().backward()
print(x.grad)
x.grad.zero_()
handle = x.register_hook(lambda g: g * 2)
middle = x * 1
middle.retain_grad()
seen = []
middle.register_hook(lambda g: seen.append(g.sum().item()))
(middle * 4).sum().backward()
print(x.grad, middle.grad, seen)
handle.remove()


@torch.no_grad()
def frozen(t):
    return t * 2


print(frozen(x).requires_grad, torch.is_grad_enabled())
with torch.no_grad(), torch.enable_grad():
    print((x * 2).requires_grad)


def f(a):
    return a.exp() * a.sum()


print(jacobian(f, torch.tensor([0.0, 1.0])), hessian(lambda a: (a ** 3).sum(), torch.tensor([1.0, 2.0])))
print(vjp(f, torch.tensor([0.0, 1.0]), torch.ones(2)), jvp(f, torch.tensor([0.0, 1.0]), torch.ones(2)))
for make in (
    lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    lambda p: torch.optim.AdamW(p, lr=0.1),
    lambda p: torch.optim.RMSprop(p, lr=0.1, centered=True),
    lambda p: torch.optim.Adagrad(p, lr=0.1),
    lambda p: torch.optim.Adadelta(p),
    lambda p: torch.optim.Adamax(p),
    lambda p: torch.optim.NAdam(p),
    lambda p: torch.optim.RAdam(p),
    lambda p: torch.optim.Rprop(p),
):
    w = torch.tensor([1.0, -2.0], requires_grad=True)
    optimizer = make([w])
    for _ in range(3):
        optimizer.zero_grad()
        (w ** 4).sum().backward()
        optimizer.step()
    print(type(optimizer).__name__, w.data, len(optimizer.state_dict()["state"]))
