# Fine-tuning: a frozen resnet18 of which only a new last layer learns.
# The weights are random here; the picture is that of the real thing.
import torch
import torchvision
from torch import nn

torch.manual_seed(0)
model = torchvision.models.resnet18()
for parameter in model.parameters():
    parameter.requires_grad = False    # frozen: no gradient will be computed

model.fc = nn.Linear(512, 10)          # new, so it requires grad
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

images = torch.rand(2, 3, 32, 32)      # two small pictures
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
