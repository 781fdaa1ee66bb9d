### a list
#! MemoryError: the program needs more memory than the kernel's 512 MB
hoard = []
while True:
    hoard.append([0] * 1000)
### a list in a function that catches the error
#> MemoryError
def eat():
    hoard = []
    while True:
        hoard.append([0] * 1000)
try:
    eat()
except MemoryError as error:
    print(type(error).__name__)
### a list that is far too large
#> MemoryError
try:
    [0] * 10**12
except MemoryError as error:
    print(type(error).__name__)
### a bytearray
#! MemoryError: the program needs more memory than the kernel's 512 MB
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
#: fails
text = "ab" * 1000
while True:
    text += text
### texts joined
#: fails
",".join(str(i) * 100 for i in range(10**9))
### a dict
#: fails
hoard = {}
n = 0
while True:
    hoard[n] = str(n)
    n += 1
### a set of tuples
#: fails
hoard = set()
n = 0
while True:
    hoard.add((n, n, n))
    n += 1
### objects
#: fails
class Node:
    def __init__(self, before):
        self.before = before
node = None
while True:
    node = Node(node)
### generators that wait
#: fails
def wait():
    yield [0] * 100
hoard = []
while True:
    generator = wait()
    next(generator)
    hoard.append(generator)
### exceptions with their frames
#: fails
hoard = []
def fail():
    block = [0] * 1000
    1 / 0
while True:
    try:
        fail()
    except ZeroDivisionError as error:
        hoard.append(error)
### a number
#: fails
n = 3
while True:
    n = n << n.bit_length()
### many small tensors
#: fails
import torch
hoard = []
while True:
    hoard.append(torch.ones(10))
### views of tensors
#: fails
import torch
x = torch.ones(10)
hoard = []
while True:
    hoard.append(x[1:5])
### a graph without end
#: fails
import torch
x = torch.ones(100, requires_grad=True)
y = x
while True:
    y = y * 1.0001
### tensors of a megabyte
#: fails
import torch
hoard = []
while True:
    hoard.append(torch.ones(250_000))
### a training loop that keeps its losses with their graphs
#: fails
import torch
from torch import nn
model = nn.Linear(100, 100)
losses = []
while True:
    losses.append(model(torch.randn(100, 100)).sum())
### hooks without end
#: fails
import torch
x = torch.ones(1, requires_grad=True)
while True:
    x.register_hook(lambda gradient: gradient)
### attributes of tensors
#: fails
import torch
hoard = []
while True:
    x = torch.ones(1)
    x.note = [0] * 100
    hoard.append(x)
### classes
#: fails
hoard = []
while True:
    hoard.append(type("Made", (), {"value": [0] * 100}))
### arrays of numpy
#: fails
import numpy
hoard = []
while True:
    hoard.append(numpy.ones(100_000))
### an array of numpy that is far too large
#> _ArrayMemoryError
import numpy
try:
    numpy.ones(10**12)
except MemoryError as error:
    print(type(error).__name__)
### memory that is given back each time
#> 0
import gc, torch
for i in range(2000):
    x = torch.ones(250_000)
    y = [0] * 100_000
print(0)
### cycles that are given back each time
#> done
import torch
class Owner:
    pass
for i in range(1000):
    x = torch.ones(25_000, requires_grad=True)
    owner = Owner()
    owner.tensor = x * 2
    x.owner = owner
    x.register_hook(lambda gradient, x=x: gradient)
print("done")
### a tensor that is too large for the heap
#: dies once
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
### what is raised when the memory is full can be used
#> 3.0
import torch
hoard = []
try:
    while True:
        hoard.append([0] * 1000)
except MemoryError:
    hoard.clear()
print(torch.ones(3).sum().item())
### a printed text of a hundred megabytes
#> xxx…
print("x" * 100_000_000)
