# Programs at which recordings were lost, or changed what a program did. One section each.

### a view made in no_grad whose base changes
import torch
w = torch.ones(3, requires_grad=True)
with torch.no_grad():
    w[0].fill_(0)
    row = w[1:]
    w.mul_(2)
print(w, row)
(w * w).sum().backward()
print(w.grad)

### a padding row of an embedding
import torch
from torch import nn
torch.manual_seed(1)
embedding = nn.Embedding(4, 2, padding_idx=0)
optimizer = torch.optim.SGD(embedding.parameters(), lr=0.1)
for _ in range(2):
    loss = (embedding(torch.tensor([0, 2, 3])) ** 2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(embedding.weight, embedding.weight.grad)

### a leaf that is written to
import torch
x = torch.ones(2, requires_grad=True)
try:
    x[0] = 5.0
except RuntimeError as error:
    print(error)
with torch.no_grad():
    x[0] = 5.0
print(x)
y = x * 2
y[0] = 7.0
y.sum().backward()
print(x.grad)

### a transposed weight that is kept over a step
import torch
w = torch.ones(2, 3, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.5)
wt = w.t()
(torch.ones(1, 3) @ wt).sum().backward()
optimizer.step()
print(w, wt)
try:
    wt.sum().backward()
except RuntimeError as error:
    print(error)
print(w.grad, wt.grad_fn)

### a view of a leaf that was changed without recording
import torch
w = torch.ones(2, 2, requires_grad=True)
v = w.view(4)
print(v.grad_fn)
with torch.no_grad():
    w.add_(1)
print(v.is_leaf, v.requires_grad)
try:
    print(v.grad_fn)
except RuntimeError as error:
    print(error)
(v * 2).sum().backward()
print(w.grad)

### views in inference mode
import torch
a = torch.ones(4, requires_grad=True)
with torch.inference_mode():
    v = a[:2]
    v2 = a.view(2, 2)
    t = torch.ones(3)
    u = t[1:]
    t.add_(1)
print(v, v2, u)
with torch.no_grad():
    a.mul_(3)
for view in (v, v2, u):
    try:
        print(view.grad_fn)
    except RuntimeError as error:
        print(error)

### parts of split, unbind and chunk after a change
import torch
for parts_of in (lambda t: t.split(2), lambda t: t.unbind(0), lambda t: t.chunk(2)):
    base = torch.ones(4, requires_grad=True) * 2
    parts = parts_of(base)
    with torch.no_grad():
        base.add_(1)
    try:
        print(parts[0].grad_fn)
    except RuntimeError as error:
        print(error)
    try:
        parts[1].mul_(2)
    except RuntimeError as error:
        print(error)
    print(base, parts)

### parts changed in place
import torch
x = torch.ones(2, 2, requires_grad=True)
y = x * 3
first, second = y.unbind(0)
y.mul_(2)
for call in (lambda: first.grad_fn, lambda: first * 2, lambda: first.add_(1)):
    try:
        print(call())
    except RuntimeError as error:
        print(error)
print(second.detach(), first.is_leaf)

### views that a function returns
import torch
class Part(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.view(-1)
    @staticmethod
    def backward(ctx, gradient):
        return gradient.view(2, 2)
class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x
    @staticmethod
    def backward(ctx, gradient):
        return gradient
for function in (Part, Same):
    base = torch.ones(2, 2, requires_grad=True) * 1
    view = function.apply(base)
    base.add_(1)
    for call in (lambda: view.grad_fn, lambda: view.mul_(2), lambda: (view * 2).sum()):
        try:
            print(type(call()).__name__)
        except RuntimeError as error:
            print(error)

### a view that is first looked at long after the change
import torch
x = torch.ones(3, requires_grad=True)
base = x * 2
view = base[:2]
base.mul_(5)
base.mul_(7)
numbers = [x._version, base._version, view._version]
print(numbers, view.is_leaf, view.grad_fn.name(), base.grad_fn.name())
print(view.grad_fn._sequence_nr() > base.grad_fn._sequence_nr())
view.sum().backward()
print(x.grad)

### the order of nodes
import torch
x = torch.ones(3, requires_grad=True)
base = x * 2
view = base.view(3, 1)
base.add_(1)
later = x * 3
print(view.grad_fn._sequence_nr() > later.grad_fn._sequence_nr())
leaf = torch.ones(1, requires_grad=True)
print((leaf * 2).grad_fn._sequence_nr() - later.grad_fn._sequence_nr())

### hooks for what is saved
import torch
counts = {"pack": 0, "unpack": 0}
def pack(t):
    counts["pack"] += 1
    print("pack", t.flatten().tolist())
    return t.clone()
def unpack(t):
    counts["unpack"] += 1
    print("unpack", t.flatten().tolist())
    return t
x = torch.tensor([1., 2.], requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
    y = x * x.exp()
    z = y.tanh()
z.sum().backward()
print(counts, x.grad)

### hooks for what is saved that fail
import torch
def unpack(t):
    raise ValueError("gone")
x = torch.tensor([1., 2.], requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(lambda t: t, unpack):
    y = x * x
print(y)
try:
    y.sum().backward()
except ValueError as error:
    print(error)

### a function's own context
import torch
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 3
    @staticmethod
    def backward(ctx, gradient):
        x, = ctx.saved_tensors
        return 3 * x * x * gradient
x = torch.tensor([2.], requires_grad=True)
y = Cube.apply(x)
with torch.no_grad():
    x.add_(1)
try:
    y.backward()
except RuntimeError as error:
    print(error)

### how long things live
import gc
import weakref
import torch
class Watched:
    def __del__(self):
        print("gone", self.name)
def watched(tensor, name):
    tensor.watched = Watched()
    tensor.watched.name = name
    return tensor
x = torch.ones(2, requires_grad=True)
y = watched(x * 2, "y")
del y
print("after y")
def inner():
    held = watched(torch.ones(2), "held")
    return 1
inner()
print("after inner")
a = watched(x * 3, "a")
a = None
print("after a")
reference = weakref.ref(torch.ones(1) + 1)
print(reference() is None)
model = torch.nn.Linear(1, 1)
seen = weakref.ref(model)
model(torch.ones(1))
del model
gc.collect()
print(seen() is None)

### programs that look at frames
import sys
import torch
def outer():
    x = torch.ones(2, requires_grad=True)
    frame = sys._getframe()
    names = sorted(frame.f_locals)
    y = (x * 2).sum()
    y.backward()
    return names, sorted(frame.f_locals), frame.f_lineno
print(outer())
def counts():
    x = torch.ones(1)
    before = sys.getrefcount(x)
    y = x * 2
    return sys.getrefcount(x) - before
print(counts())

### objects that watch who looks at them
import torch
class Nosy:
    def __init__(self):
        self.x = torch.ones(1)
    def __getattr__(self, name):
        print("asked for", name)
        raise AttributeError(name)
    def __getattribute__(self, name):
        print("looked up", name)
        return object.__getattribute__(self, name)
    def __eq__(self, other):
        print("compared")
        return True
    def __hash__(self):
        print("hashed")
        return 1
class Names(dict):
    def items(self):
        print("items")
        return super().items()
    def __iter__(self):
        print("iterated")
        return super().__iter__()
class Lists(list):
    def __len__(self):
        print("length")
        return super().__len__()
    def __iter__(self):
        print("iterated")
        return super().__iter__()
nosy = Nosy()
names = Names(a=torch.ones(1))
lists = Lists([torch.ones(1)])
keyed = {nosy: torch.ones(1)}
def work(nosy, names, lists, keyed):
    held = nosy, names, lists, keyed
    x = torch.ones(2, requires_grad=True)
    y = x * x
    with torch.no_grad():
        x.add_(1)
    try:
        y.sum().backward()
    except RuntimeError as error:
        print(type(error).__name__)
work(nosy, names, lists, keyed)
class Layer(torch.nn.Module):
    def __getattr__(self, name):
        print("layer asked for", name)
        return super().__getattr__(name)
    def forward(self, x):
        return x * 2
layer = Layer()
layer.nosy = nosy
print(layer(torch.ones(1)))

### an error that stays after its pass
import torch
x = torch.ones(2, requires_grad=True)
y = x * x
with torch.no_grad():
    x.mul_(2)
y.sum().backward()

### a note on an error that is shown twice
import torch
x = torch.ones(2, requires_grad=True)
h = x * 2
y = h.exp()
h2 = y
h2 += 1
try:
    y.sum().backward()
except RuntimeError as error:
    print(error.__notes__)
    print(error)
    raise

### notes inside functions
import torch
class Trainer:
    def __init__(self):
        self.model = torch.nn.Linear(2, 2)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)
    def train(self):
        model = self.model
        loss = model(model(torch.ones(1, 2))).sum()
        loss.backward(retain_graph=True)
        self.optimizer.step()
        loss.backward()
def main():
    trainer = Trainer()
    trainer.train()
main()

### notes for a tensor without a name
import torch
x = torch.ones(2, requires_grad=True)
def make():
    out = [x.exp()]
    result = out[0].sum()
    out.pop().add_(1)
    return result
make().backward()

### anomaly detection
import torch
with torch.autograd.detect_anomaly():
    x = torch.tensor([-1.], requires_grad=True)
    y = x.sqrt()
    z = y * 2
    z.backward()

### gradients of gradients in a hook
import torch
x = torch.tensor([2.], requires_grad=True)
y = x ** 3
y.register_hook(lambda g: print("hook", g) or g * 2)
g, = torch.autograd.grad(y, x, create_graph=True)
z = g * g
z.register_hook(lambda g: torch.autograd.grad(x ** 2, x)[0])
z.backward()
print(x.grad)

### gradients that go astray
import torch
x = torch.ones(2, requires_grad=True)
x.grad = torch.zeros(2)
n = torch.nn.Linear(2, 2)
n.double()
n.to(torch.float32)
n.float()
print([p.grad for p in n.parameters()], x.grad)
x.grad.add_(1)
x.grad[0].zero_()
x.grad.data.zero_()
print(x.grad)
v = x.grad.view(2, 1)
v.fill_(3)
print(x.grad)

### detached while it runs
import torch
x = torch.ones(3, requires_grad=True)
y = x * 2
d = y.detach()
d.zero_()
print(y)
d2 = y.data
d2.add_(5)
print(y, y._version)
y.sum().backward()
print(x.grad)
z = x * 3
z.detach_()
print(z.grad_fn, z.requires_grad)
base = x * 4
view = base[0]
try:
    view.detach_()
except RuntimeError as error:
    print(error)

### tensors that change shape and storage
import torch
x = torch.ones(3)
v = x[:2]
x.resize_(5) if hasattr(x, "resize_") else None
x.data = torch.zeros(2, 2)
x.requires_grad_()
y = x * 2
x.data = torch.ones(4)
try:
    y.sum().backward()
    print(x.grad)
except RuntimeError as error:
    print(error)

### numpy's memory
import numpy
import torch
a = numpy.ones(3, dtype="float32")
x = torch.from_numpy(a)
a[0] = 7
y = x * 2
y.numpy()[1] = 9
print(x, y)

### forward mode
import torch
import torch.autograd.forward_ad as fw
with fw.dual_level():
    x = fw.make_dual(torch.tensor([2.]), torch.tensor([1.]))
    y = x ** 3
    print(fw.unpack_dual(y))
    v = y.view(1, 1)
    v.mul_(2)
    print(fw.unpack_dual(y), fw.unpack_dual(v))

### memory that is asked for
import torch
x = torch.ones(3, requires_grad=True)
y = x.exp()
z = y.sum()
z.backward()
try:
    print(y.grad_fn._saved_result)
except RuntimeError as error:
    print(error)
try:
    z.backward()
except RuntimeError as error:
    print(error)
y.detach_()
print(y)

### leaves in a loop
import torch
total = 0
for i in range(3):
    p = torch.nn.Parameter(torch.ones(2) * i)
    q = p[0]
    with torch.no_grad():
        p.copy_(torch.zeros(2))
    total = total + (p * 2).sum()
total.backward()
print(p.grad, total)
