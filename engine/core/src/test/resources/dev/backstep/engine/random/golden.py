"""Writes golden.txt: what PyTorch 1.13 (CPU, AVX2) draws. Run: python3 golden.py > golden.txt

Each line: seed, case, CRC-32 of the numbers' little-endian bytes, the first three numbers.
"""
import zlib

import torch


def line(seed, case, tensor):
    first = " ".join(repr(v) for v in tensor.tolist()[:3])
    print(seed, case, zlib.crc32(tensor.numpy().tobytes()), first)


print("# Written by golden.py with PyTorch", torch.__version__.split("+")[0])
for seed in [0, 42, -12345, 1 << 40 | 77]:
    torch.manual_seed(seed)
    double = dict(dtype=torch.float64)
    line(seed, "uniform7", torch.rand(7))
    line(seed, "uniform50", torch.empty(50).uniform_(-3.3, 1.7))
    line(seed, "uniform50_float64", torch.empty(50, **double).uniform_(-3.3, 1.7))
    line(seed, "normal7", torch.randn(7))
    line(seed, "normal7_again", torch.empty(7).normal_(1.5, 0.3))
    line(seed, "normal16", torch.randn(16))
    line(seed, "normal10007", torch.empty(10007).normal_(1.3, 0.7))
    line(seed, "normal9_float64", torch.empty(9, **double).normal_(1.3, 0.7))
    line(seed, "normal35_float64", torch.empty(35, **double).normal_(1.3, 0.7))
    line(seed, "randint", torch.randint(-5, 1000, (20,)))
    line(seed, "randint31", torch.randint(0, (1 << 31) + 3, (20,)))
    line(seed, "randint32", torch.randint(0, 1 << 32, (20,)))
    line(seed, "randint40", torch.randint(0, (1 << 40) + 3, (20,)))
    line(seed, "randperm", torch.randperm(33))
    line(seed, "bernoulli", torch.empty(40).bernoulli_(0.3).to(torch.uint8))
    line(seed, "bernoulli_each", torch.bernoulli(torch.arange(40) / 40.0).to(torch.uint8))
    line(seed, "dropout", (torch.dropout(torch.ones(40), 0.4, True) != 0).to(torch.uint8))
    line(seed, "exponential_float64", torch.empty(20, **double).exponential_(1.5))
    weights = torch.arange(1, 11).float() * torch.tensor(0.1)
    line(seed, "multinomial_replacement", torch.multinomial(weights, 20, True))
    line(seed, "multinomial", torch.multinomial(weights, 5))
