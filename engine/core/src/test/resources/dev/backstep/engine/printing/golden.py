"""Writes golden.txt: how PyTorch 1.13 prints. Run: python3 golden.py > golden.txt (a number after it: as many cases)

Each case: one line, fields apart by tabs: dtype, sizes, numbers in row-major order, grad (leaf, node or nothing),
precision, threshold, edgeitems, linewidth, sci_mode, and the repr with "\\n" for line breaks.
"""
import random
import sys

import torch

random.seed(1)
torch.manual_seed(1)
DTYPES = ["float32"] * 6 + ["float64"] * 2 + ["float16", "bfloat16", "int64", "int32", "uint8", "bool"]


def numbers(shape, dtype):
    if dtype == torch.bool:
        return torch.rand(shape) < 0.5
    if not dtype.is_floating_point:
        high = random.choice([2, 10, 120])
        low = 0 if dtype == torch.uint8 else -random.choice([0, 3, 110])
        return torch.randint(low, high, shape).to(dtype)
    t = torch.randn(shape, dtype=torch.float64) * 10 ** random.uniform(-6, 9 if random.random() < 0.3 else 2)
    kind = random.random()
    if kind < 0.3:
        t = t.round()
    elif kind < 0.4:
        t = t * 0 + random.choice([0.0, 1.0, -0.0, 1e-5, 12345.5, 1e8, 99999999.0, 1e10])
    elif kind < 0.5:
        t = t * 10 ** (torch.rand(shape, dtype=torch.float64) * 8 - 4)
    elif kind < 0.7:
        t = (t * 8).round() / 8
    for special in [float("nan"), float("inf"), -float("inf"), 0.0, -0.0]:
        if random.random() < 0.12 and t.numel() > 0:
            t[torch.rand(shape) < 0.2] = special
    return t.to(dtype)


def case():
    rank = random.choice([0, 1, 1, 2, 2, 3, 4])
    top = random.choice([1, 3, 5, 12]) if rank > 1 else random.choice([1, 5, 30])
    shape = [random.randint(0 if random.random() < 0.05 else 1, top) for _ in range(rank)]
    options = dict(precision=4, threshold=1000, edgeitems=3, linewidth=80, sci_mode=None)
    if random.random() < 0.3:
        options["threshold"] = random.choice([1, 10, 50])
        options["edgeitems"] = random.choice([1, 2, 3])
    if random.random() < 0.15:
        options["precision"] = random.choice([0, 2, 6, 8])
    if random.random() < 0.15:
        options["linewidth"] = random.choice([20, 60, 120])
    if random.random() < 0.1:
        options["sci_mode"] = random.choice([True, False])
    dtype = random.choice(DTYPES)
    t = numbers(shape, getattr(torch, dtype))
    data = [repr(v) for v in t.double().reshape(-1).tolist()]
    grad = random.choice(["", "", "leaf", "node"]) if t.is_floating_point() else ""
    if grad:
        t.requires_grad_()
    if grad == "node":
        t = t.view(t.shape)
    torch.set_printoptions(**options)
    fields = [dtype, " ".join(map(str, shape)), " ".join(data), grad, *options.values(), repr(t).replace("\n", "\\n")]
    return len(data), "\t".join(map(str, fields))


print("# Written by golden.py with PyTorch", torch.__version__.split("+")[0])
written = 0
while written < int((sys.argv + ["100"])[1]):
    size, one = case()
    if size <= (60 if written % 10 else 600) or len(sys.argv) > 1:
        print(one)
        written += 1
