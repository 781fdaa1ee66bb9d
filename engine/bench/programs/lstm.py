# An LSTM of 32 units over 20 steps of batches of 16, with a linear layer behind it; microseconds a training step.
import time

import torch
from torch import nn

torch.manual_seed(0)
lstm, head = nn.LSTM(8, 32, batch_first=True), nn.Linear(32, 1)
optimizer = torch.optim.SGD([*lstm.parameters(), *head.parameters()], lr=1e-2)
x, y = torch.randn(16, 20, 8), torch.randn(16, 1)


def run(steps):
    for _ in range(steps):
        optimizer.zero_grad()
        out, _ = lstm(x)
        loss = nn.functional.mse_loss(head(out[:, -1]), y)
        loss.backward()
        optimizer.step()


run(100)
start = time.perf_counter()
run(200)
print("LSTM step: %.1f us" % ((time.perf_counter() - start) / 200 * 1e6))
