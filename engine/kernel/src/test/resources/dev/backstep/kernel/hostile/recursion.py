### a function
#! RecursionError: maximum recursion depth exceeded
def f():
    return f()
f()
### a function with a high limit
#> RecursionError
import sys
sys.setrecursionlimit(10**5)
def f():
    return f()
try:
    f()
except RecursionError as error:
    print(type(error).__name__)
### a function with the highest limit, through C
#> RecursionError
import sys
sys.setrecursionlimit(2**31 - 1)
class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x" if len(name) < 3 else "a")
try:
    Deep().x
except RecursionError as error:
    print(type(error).__name__)
### a low limit
#> RecursionError: cannot set the recursion limit to …
#> True
import sys
attempt(lambda: sys.setrecursionlimit(1))
sys.setrecursionlimit(40)
print(True)
### limits that are no limits
#> ValueError: recursion limit must be greater or equal than 1
#> OverflowError: …
#> TypeError: …
import sys
attempt(lambda: sys.setrecursionlimit(-1))
attempt(lambda: sys.setrecursionlimit(10**100))
attempt(lambda: sys.setrecursionlimit("many"))
### recursion in the handler of a RecursionError
#: interrupt
def f():
    try:
        f()
    finally:
        f()
import sys
print("on", flush=True)
sys.setrecursionlimit(60)
f()
### repr of what contains itself deeply
#> 40002
x = []
for _ in range(20_000):
    x = [x]
print(len(repr(x)))
### freeing a long chain
#> freed
x = None
for _ in range(300_000):
    x = (x,)
del x
class Node:
    pass
first = Node()
node = first
for _ in range(300_000):
    node.next = Node()
    node = node.next
del first, node
print("freed")
### freeing a long chain of tensors
#> freed
import torch
first = torch.ones(1)
node = first
for _ in range(20_000):
    node.next = torch.ones(1)
    node = node.next
del first, node
print("freed")
### deepcopy, pickle, json and comparison of deep lists
#> done
import copy, json, pickle
x, y = [], []
for _ in range(200_000):
    x, y = [x], [y]
for what in (lambda: copy.deepcopy(x), lambda: pickle.dumps(x), lambda: json.dumps(x), lambda: x == y):
    try:
        what()
    except RecursionError:
        pass
print("done")
### deepcopy of a deep list with a high limit
#> RecursionError
import copy, sys
sys.setrecursionlimit(10**5)
x = []
for _ in range(100_000):
    x = [x]
try:
    copy.deepcopy(x)
except RecursionError as error:
    print(type(error).__name__)
### source of a hundred thousand brackets
#: fails
x = eval("(" * 100_000 + ")" * 100_000)
### source that is deep in other ways
#> MemoryError
#> compiled
#> SyntaxError
#> RecursionError
import ast
for source in ("-" * 100_000 + "1", "a" + ".a" * 200_000, "[" * 300 + "]" * 300, "1" + "+1" * 300_000):
    try:
        compile(source, "program.py", "eval")
        print("compiled")
    except (MemoryError, RecursionError, SyntaxError) as error:
        print(type(error).__name__)
### a tree of syntax that is too deep to be visited
#: fails
import ast
node = ast.Constant(1)
for _ in range(300_000):
    node = ast.UnaryOp(ast.USub(), node)
compile(ast.fix_missing_locations(ast.Expression(node)), "program.py", "eval")
### literal_eval of a deep text
#: fails
import ast
ast.literal_eval("[" * 150 + "-" * 5000 + "1" + "]" * 150)
### modules inside modules
#! RecursionError: maximum recursion depth exceeded
import torch
from torch import nn
class Nested(nn.Module):
    def forward(self, x):
        return self(x)
Nested()(torch.ones(1))
### modules inside modules with a high limit
#> RecursionError
import sys
import torch
from torch import nn
sys.setrecursionlimit(10**6)
class Nested(nn.Module):
    def forward(self, x):
        return self(x + 1)
try:
    Nested()(torch.ones(1))
except RecursionError as error:
    print(type(error).__name__)
### a backward pass inside a hook inside a backward pass
#> RecursionError
import sys
import torch
sys.setrecursionlimit(10**6)
x = torch.ones(1, requires_grad=True)
def again(gradient):
    with torch.enable_grad():
        y = x * 2
        y.register_hook(again)
        y.sum().backward()
try:
    again(None)
except RecursionError as error:
    print(type(error).__name__)
### a custom function that calls itself in its backward
#> RecursionError
import sys
import torch
sys.setrecursionlimit(5000)
class Deep(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 1
    @staticmethod
    def backward(ctx, gradient):
        with torch.enable_grad():
            y = Deep.apply(torch.ones(1, requires_grad=True)).sum()
        y.backward()
        return gradient
try:
    Deep.apply(torch.ones(1, requires_grad=True)).sum().backward()
except RecursionError as error:
    print(type(error).__name__)
### a custom function that calls itself in its forward
#> RecursionError
import sys
import torch
sys.setrecursionlimit(5000)
class Deep(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return Deep.apply(x)
    @staticmethod
    def backward(ctx, gradient):
        return gradient
try:
    Deep.apply(torch.ones(1, requires_grad=True))
except RecursionError as error:
    print(type(error).__name__)
### operators of a subclass that call themselves
#> RecursionError
#> RecursionError
#> RecursionError
import sys
import torch
sys.setrecursionlimit(5000)
class Odd(torch.Tensor):
    def __add__(self, other):
        return self + other
    def __getitem__(self, key):
        return self[key]
    def __repr__(self):
        return f"{self!r}"
odd = torch.ones(2).as_subclass(Odd) if hasattr(torch.Tensor, "as_subclass") else Odd(2)
for what in (lambda: odd + 1, lambda: odd[0], lambda: repr(odd)):
    try:
        what()
    except RecursionError as error:
        print(type(error).__name__)
### an index that indexes itself
#> RecursionError
import sys
import torch
sys.setrecursionlimit(10**6)
class Odd:
    def __index__(self):
        return torch.ones(2)[self]
    def __len__(self):
        return 1
    def __getitem__(self, i):
        torch.tensor(self)
        return 1
try:
    torch.tensor(Odd())
except RecursionError as error:
    print(type(error).__name__)
### a list that contains itself, as a tensor and as an index
#> ValueError: too many dimensions 'list'
#> ValueError: too many dimensions 'list'
#> ValueError: too many dimensions 'list'
import torch
x = []
x.append(x)
attempt(lambda: torch.tensor(x))
attempt(lambda: torch.ones(2)[x])
attempt(lambda: torch.ones(2).to(x))
### a deep list as a tensor
#! ValueError: too many dimensions 'list'
import torch
x = 1.0
for _ in range(100_000):
    x = [x]
torch.tensor(x)
### a graph of fifty thousand nodes
#> tensor([1.])
import torch
x = torch.ones(1, requires_grad=True)
y = x
for _ in range(50_000):
    y = y + 1
y.backward()
print(x.grad)
### a deep graph that is only dropped
#> dropped
import torch
x = torch.ones(1, requires_grad=True)
y = x
for _ in range(200_000):
    y = y * 1
del y
print("dropped")
### walking a graph by recursion
#> RecursionError
import torch
y = torch.ones(1, requires_grad=True)
for _ in range(5000):
    y = y + 1
def walk(node):
    for child, _ in node.next_functions:
        if child is not None:
            walk(child)
try:
    walk(y.grad_fn)
except RecursionError as error:
    print(type(error).__name__)
### modules that contain themselves
#> RecursionError
#> RecursionError
import torch
from torch import nn
class Loop(nn.Module):
    def __init__(self):
        super().__init__()
        self.child = self
loop = Loop()
for what in (lambda: repr(loop), lambda: loop.apply(lambda m: None)):
    try:
        what()
    except RecursionError as error:
        print(type(error).__name__)
### recursion in a thread
#> RecursionError
import sys, threading
sys.setrecursionlimit(10**6)
class Deep:
    def __getattr__(self, name):
        return getattr(self, "a")
def run():
    try:
        Deep().x
    except RecursionError as error:
        print(type(error).__name__)
thread = threading.Thread(target=run)
thread.start()
thread.join()
### recursion through torch in a thread
#> RecursionError
import sys, threading
import torch
from torch import nn
sys.setrecursionlimit(10**6)
class Nested(nn.Module):
    def forward(self, x):
        return self(x + 1)
def run():
    try:
        Nested()(torch.ones(1))
    except RecursionError as error:
        print(type(error).__name__)
thread = threading.Thread(target=run)
thread.start()
thread.join()
### recursion through hooks in a thread
#> RecursionError
import sys, threading
import torch
sys.setrecursionlimit(10**6)
x = torch.ones(1, requires_grad=True)
def again(gradient):
    with torch.enable_grad():
        y = x * 2
        y.register_hook(again)
        y.sum().backward()
def run():
    try:
        again(None)
    except RecursionError as error:
        print(type(error).__name__)
thread = threading.Thread(target=run)
thread.start()
thread.join()
### sum of generators in generators
#: fails
def deep(n):
    yield from deep(n + 1)
sum(deep(0))
### the error of the error of the error
#: fails
error = ValueError("first")
for i in range(20_000):
    later = ValueError(i)
    later.__cause__ = error
    error = later
raise error
### an error that is its own cause
#! ValueError: mine
error = ValueError("mine")
error.__cause__ = error
error.__context__ = error
raise error
