### a list
#: once
#! MemoryError: the program needs more memory than the kernel's … MB
hoard = []
while True:
    hoard.append([0] * 100_000)
### a list in a function that catches the error again and again
#: once
#! MemoryError: the program needs more memory than the kernel's … MB
def eat():
    hoard = []
    while True:
        hoard.append([0] * 100_000)
while True:
    try:
        eat()
    except MemoryError:
        pass
### a list that is far too large
#> MemoryError
try:
    [0] * 10**12
except MemoryError as error:
    print(type(error).__name__)
### a bytearray
#: once
#! MemoryError: the program needs more memory than the kernel's … MB
hoard = bytearray()
while True:
    hoard += bytes(1_000_000)
### a bytearray that is far too large
#> MemoryError
try:
    bytearray(10**13)
except MemoryError as error:
    print(type(error).__name__)
### a text
#: fails once
text = "ab" * 1000
while True:
    text += text
### texts joined
#: fails once
",".join(str(i) * 100 for i in range(10**9))
### a dict
#: fails once
hoard = {}
n = 0
while True:
    hoard[n] = str(n) * 10_000
    n += 1
### a set of tuples
#: fails once
hoard = set()
n = 0
while True:
    hoard.add((n,) * 10_000)
    n += 1
### objects
#: fails once
class Node:
    def __init__(self, before):
        self.before = before
        self.block = [0] * 10_000
node = None
while True:
    node = Node(node)
### generators that wait
#: fails once
def wait():
    block = [0] * 10_000
    yield block
hoard = []
while True:
    generator = wait()
    next(generator)
    hoard.append(generator)
### exceptions with their frames
#: fails once
hoard = []
def fail():
    block = [0] * 10_000
    1 / 0
while True:
    try:
        fail()
    except ZeroDivisionError as error:
        hoard.append(error)
### a number
#: fails once
n = 3
while True:
    n = n << n.bit_length()
### many small tensors
#: fails once
import torch
hoard = []
while True:
    hoard.append(torch.ones(1000))
### views of tensors
#: fails once
import torch
x = torch.ones(10)
hoard = []
while True:
    hoard.append(x[1:5])
### a graph without end
#: fails once
import torch
x = torch.ones(100, requires_grad=True)
y = x
while True:
    y = y * 1.0001
### tensors of a megabyte
#: fails once
import torch
hoard = []
while True:
    hoard.append(torch.ones(250_000))
### a training loop that keeps its losses with their graphs
#: fails once
import torch
from torch import nn
model = nn.Linear(100, 100)
losses = []
while True:
    losses.append(model(torch.randn(100, 100)).sum())
### hooks without end
#: fails once
import torch
x = torch.ones(1, requires_grad=True)
while True:
    x.register_hook(lambda gradient, block=[0] * 10_000: gradient)
### attributes of tensors
#: fails once
import torch
hoard = []
while True:
    x = torch.ones(1)
    x.note = [0] * 10_000
    hoard.append(x)
### classes
#: fails once
hoard = []
while True:
    hoard.append(type("Made", (), {"value": [0] * 10_000}))
### arrays of numpy
#: fails once
import numpy
hoard = []
while True:
    hoard.append(numpy.ones(1_000_000))
### an array of numpy that is far too large
#> MemoryError
import numpy
try:
    numpy.ones(10**12)
except MemoryError as error:
    print(type(error).__name__)
### memory that is given back each time
#> 0
import gc, torch
for i in range(1000):
    x = torch.ones(250_000)
    y = [0] * 100_000
print(0)
### cycles that are given back each time
#> done
import torch
class Owner:
    pass
for i in range(300):
    x = torch.ones(25_000, requires_grad=True)
    owner = Owner()
    owner.tensor = x * 2
    x.owner = owner
    x.register_hook(lambda gradient: gradient)
print("done")
### a tensor that is too large for the heap
#! RuntimeError: [enforce fail at alloc_cpu.cpp:75] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 2000000000 bytes. Error code 12 (Cannot allocate memory)
import torch
torch.zeros(500_000_000)
### a tensor whose size is no size
#> RuntimeError: sizes and indices are limited to 2147483647, but got 17592186044416
#> RuntimeError: a tensor of 1099511627776 elements is too large: the limit is 2147483647
#> RuntimeError: …
import torch
attempt(lambda: torch.zeros(1 << 44))
attempt(lambda: torch.zeros(1 << 20, 1 << 20))
attempt(lambda: torch.zeros(1 << 100))
### a printed text of a hundred megabytes
#> xxx…
print("x" * 100_000_000)
