# Sizes, dtypes and indices at the edges of what operators take.
# Expected output: PyTorch 1.13.1, `python3 edges.py > edges.out`.
import torch
import torch.nn as nn
import torch.nn.functional as F

nan, inf = float("nan"), float("inf")


def ramp(*sizes):
    n = torch.Size(sizes).numel()
    return (((torch.arange(n) * 37 + 11) % 29 - 14.0) / 8).reshape(sizes).requires_grad_()


def show(title, compute, *leaves):
    try:
        result = compute()
        print(title, result)
        if leaves:
            print([g for g in torch.autograd.grad(result.sum(), leaves)])
    except Exception as e:
        print(title, type(e).__name__, e)


# Windows that lie beside the input
x, w = ramp(2, 1, 5), ramp(1, 1, 5)
show("conv1d", lambda: F.conv1d(x, w, padding=2, dilation=2), x, w)
x, w = ramp(1, 1, 1, 1), ramp(1, 1, 2, 5)
show("conv2d", lambda: F.conv2d(x, w, padding="same"), x, w)
x = ramp(1, 1)
show("max_pool1d", lambda: F.max_pool1d(x, 3, padding=1, dilation=2, ceil_mode=True), x)
x = ramp(1, 2, 2)
show("avg_pool1d", lambda: F.avg_pool1d(x, 3, stride=2, ceil_mode=True), x)
x = ramp(1, 1, 1, 2)
for options in ({"stride": 0}, {"groups": 0}, {"groups": 2}):
    show(options, lambda: F.conv2d(x, ramp(3, 1, 1, 1), **options))
show("none", lambda: F.conv2d(x, torch.ones(0, 1, 1, 1)))
show("transposed", lambda: F.conv_transpose2d(x, ramp(1, 1, 1, 1), padding=2))
show("transposed", lambda: F.conv_transpose1d(ramp(1, 1, 2), ramp(1, 1, 1), output_padding=1))
show("max_pool2d", lambda: F.max_pool2d(ramp(1, 2, 7, 2), (3, 3), stride=(3, 1)))

# Losses
logs = ramp(2, 3)
for target in ([-100, -100], [0, -100]):
    show(target, lambda: F.cross_entropy(logs, torch.tensor(target), reduction="sum"), logs)
    loss = F.cross_entropy(logs, torch.tensor(target))
    print(loss, torch.autograd.grad(loss, logs))
show("bytes", lambda: F.cross_entropy(logs, torch.tensor([0, 2], dtype=torch.uint8)), logs)
show("number", lambda: F.nll_loss(logs, torch.tensor(1)))
show("matrix", lambda: F.nll_loss(logs, torch.ones(2, 3, dtype=torch.long)))
show("matrix", lambda: F.cross_entropy(logs, torch.ones(2, 3, dtype=torch.long)))
show("probabilities", lambda: F.cross_entropy(logs, torch.ones(2, 3), ignore_index=1))
show("probabilities", lambda: F.cross_entropy(logs, torch.ones(2, 3), torch.ones(2)))
show("weights", lambda: F.nll_loss(logs, torch.tensor([0, 3]), torch.ones(2)))
show("weights", lambda: F.nll_loss(ramp(1, 3, 1, 1), torch.zeros(1, 1, 1).long(), torch.ones(2)))
show("smoothing", lambda: F.cross_entropy(logs, torch.tensor([0, 2]), label_smoothing=1.5))

# Normalisation
norm = nn.BatchNorm1d(2)
print(norm(torch.ones(0, 2)).shape, norm.running_mean, norm.running_var)
show("group_norm", lambda: F.group_norm(ramp(4), 1))
show("group_norm", lambda: F.group_norm(ramp(1, 4), 4))
show("group_norm", lambda: F.group_norm(ramp(2, 4), 0))
show("instance_norm", lambda: F.instance_norm(ramp(2, 3, 1)))

# Indices
x = ramp(2, 3)
filled = torch.zeros(2, 3)
filled[torch.tensor([[True, False, True], [False] * 3])] = torch.tensor([1.5], dtype=torch.float64)
print(filled)
show("int32", lambda: x[torch.tensor([0, 1], dtype=torch.int32)])
show("str", lambda: x["a"])
show("empty", lambda: torch.ones(0)[[0, 1]])
print(torch.where(x > 0), x.nonzero(as_tuple=True), torch.where(torch.tensor(5)))
show("gather", lambda: ramp(3).gather(0, torch.tensor(2)))
show("gather", lambda: ramp().gather(0, torch.tensor([0, 1])))
show("index_fill", lambda: x.index_fill(1, torch.tensor([-1]), 9.0), x)
show("index_fill", lambda: x.index_fill(1, torch.tensor([3]), 9.0))
for sizes, index in (((2, 3), [0]), ((2, 2), [0, 1]), ((3,), [0, 1, 1]), ((), [1])):
    print(sizes)
    source = torch.ones(sizes)
    show("index_copy", lambda: x.index_copy(0, torch.tensor(index), source))
show("index_add", lambda: x.index_add(0, torch.tensor([0]), torch.ones(2, 3)))
show("index_add", lambda: ramp(3).index_add(0, torch.tensor([0, 1]), torch.ones(2, 3)))
show("index_add", lambda: x.index_add(0, torch.tensor([[0]]), torch.ones(1, 3)))
show("take", lambda: torch.ones(0).take(torch.tensor([0])))

show("put", lambda: torch.ones(2).put_(torch.tensor([0]), torch.ones(1).double()))
show("put", lambda: torch.ones(0).put_(torch.tensor([0]), torch.ones(1)))
show("index_copy", lambda: torch.ones(2).index_copy(0, torch.tensor([0]), torch.ones(1).double()))

# In place
show("logical", lambda: torch.ones(3).logical_and_(torch.ones(2, 3)))
flags = torch.tensor([True, False])
show("shift", lambda: flags.__ilshift__(2))
print(2 << torch.tensor([0, 3]), 9 >> torch.tensor([0, 3]))

# What out= names is written to, whoever else looks at it
buffer = torch.zeros(2, 2, 2)
torch.mm(torch.ones(2, 3), torch.ones(3, 2), out=buffer[1])
torch.max(torch.eye(2) * 5, 0, out=(buffer[0, 0], torch.empty(0, dtype=torch.long)))
print(buffer, buffer._version)
show("mm", lambda: torch.mm(torch.ones(2, 1), torch.ones(1, 2), out=torch.ones(1, 2).expand(2, 2)))
show("logaddexp", lambda: torch.logaddexp(torch.ones(2), torch.ones(2), out=torch.zeros(2).int()))
show("cat", lambda: torch.cat([x, x], out=torch.empty(0)))

# Other edges
x = ramp(2, 0)
print(torch.autograd.grad(F.gelu(x).sum(), x, create_graph=True)[0].sum())
g = torch.autograd.grad(F.mish(x).sum(), x, create_graph=True)
print(torch.autograd.grad(g[0].sum(), x))
for activation in (F.elu, F.selu, F.celu):
    x = torch.tensor([-1.0, 0.0, 2.0, 1000.0], requires_grad=True)
    g = torch.autograd.grad(activation(x).sum(), x, create_graph=True)
    print(g[0].detach(), torch.autograd.grad(g[0].sum(), x))
x = torch.tensor([-1.0, 0.25, 2.0], requires_grad=True)
show("logit", lambda: torch.logit(x), x)
print(F.hardshrink(torch.tensor([nan, inf, 0.25, -1.0])))
show("leaky_relu", lambda: F.leaky_relu(torch.ones(2, dtype=torch.int32)))
show("hypot", lambda: torch.hypot(torch.ones(2, dtype=torch.int32), torch.ones(2, dtype=torch.int32)))
print(torch.tensor(2.0).movedim(0, -1), torch.ones(1, 2).H)
show("H", lambda: torch.ones(2, 2, 2).H)
show("H", lambda: torch.ones(2).H)

# The derivatives of digamma
x = torch.tensor([0.5, 2.0, -1.5], requires_grad=True)
show("digamma", lambda: torch.digamma(x), x)
print(torch.polygamma(0, x), torch.special.polygamma(1, x), x.polygamma(2), torch.polygamma(n=3, input=x))
show("polygamma", lambda: torch.polygamma(2, x), x)
show("polygamma", lambda: torch.polygamma(-1, x))
print(torch.tensor([1.0]).polygamma_(1), torch.polygamma(1, torch.tensor([1, 2])))
