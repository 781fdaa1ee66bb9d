# Gradients add up until somebody zeroes them. The
# Gradients panel shows it.
import torch

w = torch.tensor([1.0, -2.0], requires_grad=True)
x = torch.tensor([3.0, 0.5])

# Wrong: the second and third pass are added to
# the first.
for _ in range(3):
    loss = (w * x).sum() ** 2
    loss.backward()
    print("not zeroed: ", w.grad)

# The fix: start each pass from nothing.
for _ in range(3):
    w.grad = None  # or optimizer.zero_grad()
    loss = (w * x).sum() ** 2
    loss.backward()
    print("zeroed:     ", w.grad)

# On purpose: the parts of a batch too large to be
# computed at once.
w.grad = None
for row in torch.tensor([[1., 0.], [2., 4.]]):
    (w * row).sum().backward()
print("whole batch:", w.grad)
