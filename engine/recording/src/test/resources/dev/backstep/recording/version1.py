"""What the test resource version1.backstep is a recording of."""
import warnings

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.hidden = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        return self.norm(torch.relu(self.hidden(x))) + x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(3), Block(3))
        self.out = nn.Linear(3, 1)

    def forward(self, x):
        return self.out(self.blocks(x))


def loss_of(model, x, y):
    return nn.functional.mse_loss(model(x), y)


torch.manual_seed(0)
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(4, 3), torch.randn(4, 1)
for step in range(2):
    optimizer.zero_grad()
    loss = loss_of(model, x, y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())

a = torch.tensor([1.0, 2.0], requires_grad=True)
b = a * a
c = b.exp() + b
(slope,) = torch.autograd.grad(c.sum(), a, create_graph=True)
slope.sum().backward()
large = torch.arange(2000.0).reshape(40, 50)
warnings.warn("a warning")
with torch.no_grad():
    frozen = a * 2
c.sum().backward()
