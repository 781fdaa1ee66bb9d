# Fine-tuning: a frozen resnet18 of which only a
# new last layer learns.
# The weights are random here; the picture is that
# of the real thing.
import torch
import torchvision
from torch import nn

torch.manual_seed(0)
model = torchvision.models.resnet18()
for parameter in model.parameters():
    # Frozen: no gradient will be computed.
    parameter.requires_grad = False

# New, so it requires grad.
model.fc = nn.Linear(512, 10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

# Two small pictures.
images = torch.rand(2, 3, 32, 32)
labels = torch.tensor([3, 7])
for step in range(2):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    print(f"step {step}: loss {loss.item():.4f}")

learning = [name for name, p in model.named_parameters() if p.grad is not None]
print("parameters with a gradient:", learning)
print("frozen:", sum(p.numel() for p in model.parameters() if not p.requires_grad))
