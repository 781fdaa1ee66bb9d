# On the GPU, as PyTorch with CUDA: tensors of different devices in one operator.
import torch
from torch.nn import functional as F

c, g = torch.ones(3, device="cpu"), torch.ones(3)
mc, mg = torch.ones(3, 3, device="cpu"), torch.ones(3, 3)
one, zero = torch.tensor(1.0, device="cpu"), torch.zeros(1, 1, dtype=torch.long, device="cpu")
at = torch.tensor([0, 2], device="cpu")


def tried(text):
    try:
        print(text, "->", eval(text))
    except Exception as error:
        print(text, "->", type(error).__name__, error)


for text in """
c + g
g + c
g * one
one * g
c * one.cuda()
one + one.cuda()
g.add_(c)
c.add_(g)
one.clone().add_(one.cuda())
torch.add(g, g, out=c)
torch.maximum(g, c)
torch.addcmul(g, c, g)
g.lerp(c, 0.5)
g == c
g > one
mg @ mc
mc @ mg
F.linear(mc, mg, g)
F.linear(mg, mc, c)
torch.bmm(mg[None], mc[None])
torch.baddbmm(mg[None], mc[None], mg[None])
torch.dot(g, c)
torch.cat([c, g])
torch.cat([g, c])
torch.stack([g, c])
g[at]
c[at.cuda()]
g[c > 0]
c[g > 0]
g[at.cuda()]
mg.gather(0, zero)
mg.scatter(0, zero, 1.0)
mg.scatter(0, zero.cuda(), mc)
mg.scatter_add(0, zero.cuda(), mc)
mg.index_select(0, at)
mg.index_add(0, at[:1], mg[:1])
g.index_put((at,), one)
g.index_put((at,), c[:2])
g.masked_select(c > 0)
g.masked_fill(c > 0, 1)
g.masked_fill(g > 0, one)
torch.where(g > 0, g, c)
torch.where(c > 0, g, g)
torch.where(g > 0, 2.0, g)
F.mse_loss(g, c)
F.l1_loss(g, c)
F.smooth_l1_loss(c, g)
F.cross_entropy(mg, at.repeat(2)[:3])
F.nll_loss(mc, at.repeat(2)[:3].cuda())
F.binary_cross_entropy(g, c)
F.binary_cross_entropy_with_logits(g, c)
F.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2, device="cpu"))
F.conv2d(torch.ones(1, 1, 3, 3, device="cpu"), torch.ones(1, 1, 2, 2))
F.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2), c[:1])
F.conv1d(torch.ones(1, 1, 3, device="cpu"), torch.ones(1, 1, 2))
F.embedding(at, mg)
F.embedding(at.cuda(), mc)
torch.nn.Linear(3, 1)(mc)
torch.nn.BatchNorm1d(3)(mc)
torch.nn.LayerNorm(3)(mc)
torch.nn.GroupNorm(1, 3)(mc)
torch.nn.PReLU()(c)
""".strip().splitlines():
    tried(text)

x = torch.ones(2, requires_grad=True)
tried("x.mul(1).backward(torch.ones(2, device='cpu'))")
tried("torch.autograd.grad(x.sum(), x, torch.tensor(1.0, device='cpu'))")
tried("setattr(x, 'grad', torch.zeros(2, device='cpu'))")
y = x * 1


def hook(grad):
    return grad.cpu()


y.register_hook(hook)
tried("y.sum().backward()")


class Moves(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, gradient):
        return gradient.cpu()


tried("Moves.apply(x).sum().backward()")


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(2))
        self.register_buffer("scale", torch.ones(2))
        self.left_behind = torch.ones(2, device="cpu")

    def forward(self, x):
        return x * self.weight * self.scale + self.left_behind


tried("Model()(g[:2])")
model = Model().cpu()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(torch.ones(2, device="cpu")).sum().backward()
optimizer.step()
model.cuda()
print(model.weight.device, model.scale.device, model.weight.grad.device, model.left_behind.device)
tried("optimizer.step()")

layers = torch.nn.Sequential(torch.nn.Linear(2, 2).cpu(), torch.nn.Linear(2, 2))
for parameter in layers.parameters():
    parameter.grad = torch.full_like(parameter, 2.0)
for norm_type in (2.0, float("inf")):
    print(torch.nn.utils.clip_grad_norm_(layers.parameters(), 1.0, norm_type))
print(layers[0].bias.grad, layers[1].bias.grad)
