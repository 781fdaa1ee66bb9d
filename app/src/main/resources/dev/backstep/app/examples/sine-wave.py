# The derivative of a sine wave, found by running
# its graph backwards.
import math
import torch

angle = torch.linspace(0, 2 * math.pi, steps=7, requires_grad=True)
wave = torch.sin(angle)
taller = 2 * wave
raised = taller + 1
area = raised.sum()

# The history of `area`, from the last operation
# to the first.
for name, tensor in [("raised", raised), ("taller", taller), ("wave", wave)]:
    print(f"{name:7} {tensor.grad_fn.name()}")
print(f"angle   leaf: {angle.is_leaf}")

area.backward()
print("gradient ", angle.grad)
print("2 cos    ", 2 * torch.cos(angle.detach()))
