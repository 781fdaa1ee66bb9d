# tower.backstep is made of this: backstep record tower.py -o tower.backstep
import torch
import torch.nn as nn

layers = []
for _ in range(40):
    layers += [nn.Linear(2, 2), nn.ReLU()]
model = nn.Sequential(*layers, nn.Linear(2, 1))
loss = model(torch.ones(1, 2)).sum()
loss.backward()
