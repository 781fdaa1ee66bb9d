# A model on the GPU and data on the CPU: what is
# moved, and how gradients come back.
# Turn on the GPU switch first; without a GPU
# everything stays on the CPU.
import torch
from torch import nn

device = "cuda" if torch.cuda.is_available() else "cpu"
print("the model computes on", device)

torch.manual_seed(0)
inputs = torch.randn(8, 4, device="cpu")
target = torch.randn(8, 3, device="cpu")
scale = torch.ones(3, device="cpu", requires_grad=True)
# A module is moved in place: still leaves.
model = nn.Linear(4, 3).to(device)

# No gradient is needed here: a plain copy.
hidden = model(inputs.to(device))
# ToCopyBackward0 will bring its gradient back.
scaled = hidden * scale.to(device)
loss = (scaled.to("cpu") - target).pow(2).mean()
loss.backward()

# A gradient lives where its tensor does.
print("weight.grad is on", model.weight.grad.device)
print("scale.grad  is on", scale.grad.device)

# Nothing is moved behind one's back: operands
# must be on one device.
if device == "cuda":
    try:
        hidden + target
    except RuntimeError as error:
        print(error)
