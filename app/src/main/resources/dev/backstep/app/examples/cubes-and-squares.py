# Q = 3a³ - b²: gradients that can be checked by hand.
import torch

a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3 * a**3 - b**2
print("Q is", Q)

# Q has two elements, so backward() needs a gradient for each: dQ/dQ = 1.
Q.backward(gradient=torch.ones(2))

print("dQ/da", a.grad, " by hand 9a² =", (9 * a**2).detach())
print("dQ/db", b.grad, "by hand -2b =", (-2 * b).detach())
assert torch.equal(a.grad, 9 * a**2) and torch.equal(b.grad, -2 * b)

# One input that requires grad is enough for the result to require it.
plain = torch.rand(3)
print("plain + plain:", (plain + plain).requires_grad)
print("plain + a sum:", (plain + a.sum()).requires_grad)
