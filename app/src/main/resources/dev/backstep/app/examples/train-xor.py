# A training loop from start to finish: a small
# network learns XOR.
import torch
from torch import nn

torch.manual_seed(1)
inputs = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
wanted = torch.tensor([[0.], [1.], [1.], [0.]])

model = nn.Sequential(
    nn.Linear(2, 8),
    nn.Tanh(),
    nn.Linear(8, 1),
    nn.Sigmoid(),
)
optimizer = torch.optim.SGD(model.parameters(), lr=2.0, momentum=0.5)

for epoch in range(60):
    optimizer.zero_grad()  # try leaving this out
    loss = nn.functional.mse_loss(model(inputs), wanted)
    loss.backward()
    optimizer.step()
    if epoch % 10 == 9:
        print(f"epoch {epoch + 1:2}  loss {loss.item():.4f}")

with torch.no_grad():
    for pair, answer in zip(inputs.tolist(), model(inputs)):
        print(pair, "->", round(answer.item(), 2))
