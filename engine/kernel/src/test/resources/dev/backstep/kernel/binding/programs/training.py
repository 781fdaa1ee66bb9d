# Expected output: PyTorch 1.13.1, `python3 training.py > training.out`.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
inputs = torch.rand(24, 4)
labels = (inputs.sum(1) > 2).long()
data = DataLoader(TensorDataset(inputs, labels), batch_size=10, shuffle=True)


class Classifier(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, hidden), nn.Tanh(), nn.Dropout(0.1))
        self.head = nn.Linear(hidden, 2)

    def forward(self, x):
        return self.head(self.body(x))


model = Classifier(6)
print(model)
print([(name, tuple(p.shape)) for name, p in model.named_parameters()])
optimizer = torch.optim.Adam(model.parameters(), lr=0.05, weight_decay=1e-3)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
loss_function = nn.CrossEntropyLoss()
for epoch in range(3):
    for x, y in data:
        optimizer.zero_grad()
        loss = loss_function(model(x), y)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    scheduler.step()
    print(epoch, f"{loss.item():.3f}", f"{norm.item():.3f}", scheduler.get_last_lr())
model.eval()
with torch.no_grad():
    print((model(inputs).argmax(1) == labels).float().mean())
state = model.state_dict()
other = Classifier(6)
print(other.load_state_dict(state), torch.equal(other.head.weight, model.head.weight), model.training)
for step in range(2):
    model(inputs).sum().backward()
print(model.head.bias.grad)
model.zero_grad(set_to_none=True)
print(model.head.bias.grad, sum(p.numel() for p in model.parameters()))
