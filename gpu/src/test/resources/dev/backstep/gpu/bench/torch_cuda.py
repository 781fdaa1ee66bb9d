"""What PyTorch reaches on CUDA: lines of `name: figure`, as DeviceBenchmark names its rows."""

import sys
import time

try:
    import torch
except ImportError:
    print("about: not installed")
    sys.exit()
if not torch.cuda.is_available():
    print(f"about: {torch.__version__} is installed, without CUDA")
    sys.exit()

import torch.nn as nn
import torch.nn.functional as F

small = sys.argv[1] == "small"
device = torch.device("cuda")
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
print(f"about: {torch.__version__} on {torch.cuda.get_device_name()}, without TF32")


def seconds(work, repeats):
    torch.cuda.synchronize()
    begin = time.perf_counter()
    for _ in range(repeats):
        work()
    torch.cuda.synchronize()
    return (time.perf_counter() - begin) / repeats


def times(work):
    for _ in range(4):
        seconds(work, 1)
    repeats = int(min(max(0.02 / seconds(work, 1), 1), 1000))
    samples, spent = [], 0
    while len(samples) < 21 and (len(samples) < 3 or spent < 1.5):
        samples.append(seconds(work, repeats))
        spent += samples[-1] * repeats
    samples.sort()
    n = len(samples)
    return samples[n // 2], samples[n // 4], samples[n - 1 - n // 4]


def digits(value):
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def rate(name, amount, work):
    middle, low, high = times(work)
    print(f"{name}: {digits(amount / middle)} ({digits(amount / high)}–{digits(amount / low)})", flush=True)


def milliseconds(name, work):
    middle, low, high = (1e3 * t for t in times(work))
    print(f"{name}: {digits(middle)} ({digits(low)}–{digits(high)})", flush=True)


side = 1024 if small else 8192
n = side * side
a, b, out = (torch.rand(n, device=device) for _ in range(3))
rate("copy", 8e-9 * n, lambda: out.copy_(a))
rate("add", 12e-9 * n, lambda: torch.add(a, b, out=out))
rate("mul", 12e-9 * n, lambda: torch.mul(a, b, out=out))
rate("relu", 8e-9 * n, lambda: torch.clamp_min(a, 0, out=out))
rate("exp", 8e-9 * n, lambda: torch.exp(a, out=out))
square = a.view(side, side)
rate("sum of all", 4e-9 * n, lambda: square.sum())
rate("sums of rows", 4e-9 * n, lambda: square.sum(1))
rate("sums of columns", 4e-9 * n, lambda: square.sum(0))
del a, b, out, square

for dtype, name in ((torch.float32, "FLOAT32"), (torch.float16, "FLOAT16")):
    for size in (256, 512) if small else (512, 1024, 2048, 4096):
        x, y = (torch.rand(size, size, device=device).to(dtype) for _ in range(2))
        rate(f"matmul {name} {size}", 2e-9 * size**3, lambda: x @ y)

one = torch.zeros(1, device=device)
rate("operators", 1e-3, lambda: one.add_(one))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


def resnet18():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    for outputs, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        layers += [Block(inputs, outputs, stride), Block(outputs, outputs, 1)]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000))


def step(model, x, target):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

    def run():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(x), target).backward()
        optimizer.step()

    return run


mlp = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)).to(device)
milliseconds("mlp", step(mlp, torch.rand(64, 784, device=device), torch.zeros(64, dtype=torch.long, device=device)))
samples, image = (2, 64) if small else (8, 224)
x = torch.rand(samples, 3, image, image, device=device)
milliseconds("resnet18", step(resnet18().to(device), x, torch.zeros(samples, dtype=torch.long, device=device)))
