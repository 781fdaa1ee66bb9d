# A tour of autograd: walking the graph, switching
# it off, and its Jacobian.
import torch
from torch.autograd.functional import jacobian

torch.manual_seed(3)
x = torch.randn(4, requires_grad=True)
y = x.exp() + 1
total = (y * y).sum()

# Each grad_fn knows the nodes that its gradient
# goes to next.
node = total.grad_fn
while node is not None:
    print(node.name())
    node = node.next_functions[0][0] if node.next_functions else None

total.backward()
print("by autograd:", x.grad)
print("by hand:    ", (2 * y * x.exp()).detach())


@torch.no_grad()
def scaled(t):
    return t * 10


print("from a no_grad function:", scaled(x).requires_grad)

# A frozen tensor takes part in the forward pass
# but gets no gradient.
a = torch.ones(2, 3, requires_grad=True)
frozen = torch.full((2, 3), 5.)
(a * frozen).sum().backward()
print("a.grad:", a.grad, "frozen.grad:", frozen.grad, sep="\n")


def curve(t):
    return torch.stack([t[0] * t[1], t[1].sin()])


print("Jacobian:\n", jacobian(curve, torch.tensor([2., 0.])))
