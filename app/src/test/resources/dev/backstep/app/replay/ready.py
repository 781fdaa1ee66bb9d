"""What the test resource ready.backstep is a recording of: passes whose nodes wait for one another in many ways."""
import torch

a, b, c, d = (torch.tensor([float(i), 2.0], requires_grad=True) for i in range(1, 5))
shared = a * b
deep = (shared.exp() + c).tanh()
wide = torch.stack([shared, deep, c * d, a / d, b - c])
loss = (wide * deep).sum() + shared.sum()
loss.backward(retain_graph=True)

# Only some gradients are asked for: of leaves, and of tensors on the way to them.
torch.autograd.grad(loss, [a, shared, deep], retain_graph=True)
torch.autograd.grad(loss, [c], retain_graph=True)
loss.backward(inputs=[b, d], retain_graph=True)

# Several roots, one of which leads to another.
torch.autograd.backward([wide.sum(), shared.sum(), deep.sum()], retain_graph=True)

# A pass inside another, and a pass over the graph of a pass.
def inner(gradient):
    with torch.enable_grad():
        torch.autograd.grad((c * d).sum(), c)


deep.register_hook(inner)
(slope,) = torch.autograd.grad(loss, a, create_graph=True)
slope.sum().backward()

# A pass that fails on its way.
first, second = a.exp().sum(), b.exp().sum()
first.backward()
(first * 2 + second).backward()
