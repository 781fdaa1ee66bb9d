# Q = 3a³ - b²: gradients to check by hand.
import torch

a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3 * a**3 - b**2

# Q has two elements: backward() needs a
# gradient for each. dQ/dQ is 1.
Q.backward(gradient=torch.ones(2))

# By hand, dQ/da is 9a² and dQ/db is -2b.
# (Checking should not add to the graph.)
with torch.no_grad():
    print("dQ/da", a.grad, 9 * a**2)
    print("dQ/db", b.grad, -2 * b)
