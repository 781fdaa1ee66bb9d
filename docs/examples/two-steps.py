import torch
from torch import nn

torch.manual_seed(0)


class Mlp(nn.Module):
    """Two hidden layers and a classifier."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 8)
        self.second = nn.Linear(8, 8)
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        x = torch.relu(self.first(x))
        x = torch.tanh(self.second(x))
        return self.out(x)


model = Mlp()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
inputs = torch.randn(6, 4)
targets = torch.randint(0, 3, (6,))

for step in range(2):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(inputs), targets)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
