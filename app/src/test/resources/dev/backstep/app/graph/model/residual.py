# residual.backstep is made of this: backstep record residual.py -o residual.backstep
import torch
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU()

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return self.relu(y + x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1, bias=False), nn.BatchNorm2d(2), nn.ReLU())
        self.layer1 = nn.Sequential(Block(2), Block(2))
        self.layer2 = nn.Sequential(Block(2), Block(2))
        self.layer3 = nn.Sequential(Block(2), Block(2))
        self.layer4 = nn.Sequential(Block(2), Block(2))
        self.head = nn.Linear(2, 4)

    def forward(self, x):
        x = self.layer2(self.layer1(self.stem(x)))
        x = self.layer4(self.layer3(x))
        return self.head(x.mean((2, 3)))


torch.manual_seed(0)
model = Net()
images = torch.randn(2, 1, 3, 3)
labels = torch.tensor([1, 3])
loss = nn.functional.cross_entropy(model(images), labels)
loss.backward()
