# Expected output: PyTorch 1.13.1, `python3 layers.py > layers.out`.
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(11)
print(nn.Linear(3, 2).weight, nn.Conv2d(2, 3, 3).bias, nn.Embedding(4, 3).weight[1])
for fill in (
    nn.init.xavier_uniform_,
    nn.init.xavier_normal_,
    nn.init.kaiming_uniform_,
    nn.init.kaiming_normal_,
    nn.init.normal_,
    nn.init.uniform_,
):
    print(fill(torch.empty(3, 5))[1])
x = torch.linspace(-2, 2, 8).reshape(2, 4)
for module in (
    nn.ReLU(),
    nn.LeakyReLU(0.1),
    nn.ELU(),
    nn.GELU(),
    nn.SiLU(),
    nn.Sigmoid(),
    nn.Tanh(),
    nn.Softmax(dim=1),
    nn.LogSoftmax(dim=1),
    nn.Softplus(),
    nn.Hardtanh(),
    nn.LayerNorm(4),
    nn.BatchNorm1d(4),
    nn.Identity(),
):
    print(module, module(x))
images = torch.arange(32.0).reshape(1, 2, 4, 4) / 10
print(nn.MaxPool2d(2)(images), nn.AvgPool2d(2)(images)[0, 0], nn.AdaptiveAvgPool2d(1)(images).flatten(1))
print(nn.Conv2d(2, 1, 3, padding=1, stride=2)(images), nn.Conv1d(2, 1, 2)(images[0, :, 0].unsqueeze(0)))
target = torch.tensor([[0.0, 1, 0, 1], [1, 0, 0, 0]])
print(nn.MSELoss()(x, target), nn.L1Loss()(x, target), nn.SmoothL1Loss()(x, target), nn.BCEWithLogitsLoss()(x, target))
print(nn.BCELoss()(x.sigmoid(), target), nn.CrossEntropyLoss()(x, torch.tensor([0, 3])), nn.MSELoss(reduction="sum")(x, target))
print(nn.NLLLoss()(x.log_softmax(1), torch.tensor([1, 2])), F.cross_entropy(x, torch.tensor([1, 1]), reduction="none"))
print(F.dropout(torch.ones(6), 0.5), F.relu(x, inplace=False).sum(), F.one_hot(torch.tensor([0, 2]), 3))
rnn = nn.GRU(3, 2, bidirectional=True)
out, last = rnn(torch.ones(4, 1, 3))
print(out.shape, last, nn.LSTM(3, 2, num_layers=2)(torch.ones(2, 1, 3))[1][1])
print(nn.ModuleList([nn.Linear(1, 1), nn.ReLU()]), nn.ModuleDict({"a": nn.Tanh()}), nn.Sequential(nn.ReLU())[0])
