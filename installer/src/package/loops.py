# Loops of training as people write them, each long enough that the kernel's JVM compiles what it runs. What it learns
# about its methods there goes into the ahead-of-time cache, so that a user's first loop is compiled at once. More kinds
# of loops were no gain: the compiler has more to do at once then.
import time

import torch
from torch import nn
from torch.nn import functional as F

SECONDS = 2.0


def repeat(step):
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        for _ in range(10):
            step()


def by_hand():
    """A fit with scalars and `no_grad`."""
    x = torch.linspace(-1.0, 1.0, 1000)
    y = torch.exp(x)
    weights = [torch.randn((), requires_grad=True) for _ in range(3)]

    def step():
        a, b, c = weights
        loss = ((a + b * x + c * x**2 - y) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            for weight in weights:
                weight -= 1e-5 * weight.grad
                weight.grad.zero_()
        loss.item()

    repeat(step)


def small_tensors():
    """Many operators on few numbers."""
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([[6.0, 4.0], [1.0, -1.0]], requires_grad=True)

    def step():
        q = (3 * a**3 - b**2 / 2).sigmoid() + torch.sin(b) * (a - 1).abs() - torch.relu(-b).mean()
        (q.exp().log() @ b.t()).sum(0).max().backward()
        a.grad = None
        b.grad = None
        q.detach()[0, 1].item()

    repeat(step)


def network(optimizer_of, hidden, activation, loss_of, x, y):
    model = nn.Sequential(nn.Linear(x.shape[1], hidden), activation, nn.Linear(hidden, 5))
    optimizer = optimizer_of(model.parameters())

    def step():
        optimizer.zero_grad()
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()

    repeat(step)


def networks():
    small, wide = torch.randn(32, 8), torch.randn(16, 400)
    targets, values = torch.randint(0, 5, (32,)), torch.randn(16, 5)
    network(lambda p: torch.optim.SGD(p, lr=0.01), 16, nn.Tanh(), F.cross_entropy, small, targets)
    network(lambda p: torch.optim.SGD(p, lr=0.001, momentum=0.9), 64, nn.ReLU(), F.mse_loss, wide, values)
    network(lambda p: torch.optim.Adam(p, lr=0.001), 64, nn.ReLU(), nn.MSELoss(), wide, values)
    network(lambda p: torch.optim.AdamW(p, lr=0.001), 16, nn.GELU(), F.cross_entropy, small, targets)


for loop in (by_hand, small_tensors, networks):
    loop()
