# One training step of a small model, and what
# happens without zero_grad().
import torch
from torch import nn

torch.manual_seed(0)


class TinyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(20, 8)
        self.relu = nn.ReLU()
        self.layer2 = nn.Linear(8, 3)

    def forward(self, x):
        return self.layer2(self.relu(self.layer1(x)))


inputs = torch.randn(16, 20)
target = torch.randn(16, 3)
model = TinyModel()
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
weight = model.layer2.weight


def backward():
    loss = (target - model(inputs)).pow(2).sum()
    loss.backward()
    return loss.item()


print(f"loss before {backward():.3f}")
optimizer.step()

# Nobody zeroes the gradients: each pass is added
# to those before it.
for i in range(4):
    backward()
    print(f"after pass {i + 2}: weight.grad has norm {weight.grad.norm().item():.2f}")

optimizer.zero_grad()
print(f"loss after  {backward():.3f}")
print(f"one pass after zeroing: weight.grad has norm {weight.grad.norm().item():.2f}")
