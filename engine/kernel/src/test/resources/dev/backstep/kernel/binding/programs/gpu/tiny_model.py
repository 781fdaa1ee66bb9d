import torch
from torch import nn

torch.manual_seed(0)
torch.set_printoptions(precision=6)


class TinyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(100, 50)
        self.relu = nn.ReLU()
        self.layer2 = nn.Linear(50, 10)

    def forward(self, x):
        return self.layer2(self.relu(self.layer1(x)))


inputs, target = torch.randn(16, 100), torch.randn(16, 10)
classes = torch.randint(10, (16,))
for name, options in (("SGD", {"momentum": 0.9}), ("Adam", {}), ("AdamW", {}), ("RMSprop", {})):
    model = TinyModel()
    optimizer = getattr(torch.optim, name)(model.parameters(), lr=0.01, **options)
    for step in range(5):
        optimizer.zero_grad()
        prediction = model(inputs)
        loss = nn.functional.mse_loss(prediction, target) + nn.functional.cross_entropy(prediction, classes)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    print(name, loss, model.layer2.weight.grad[0, :5], model.layer1.weight[0, :5], model.layer2.bias.grad.norm())
