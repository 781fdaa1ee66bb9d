# What a kernel is likely to do first; run once so that the ahead-of-time cache holds what it needs.
import torch
from torch import nn

a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3*a**3 - b**2
Q.backward(gradient=torch.tensor([1., 1.]))
print(a.grad, b.grad)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 8)
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))


net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x, y = torch.randn(6, 4), torch.randint(0, 2, (6,))
for _ in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
print(net, loss.item(), x[0, 1:3].exp().mean(), torch.cat([x, x * 2]).max())
try:
    torch.ones(2, 3) @ torch.ones(2)
except RuntimeError as error:
    print(error)
