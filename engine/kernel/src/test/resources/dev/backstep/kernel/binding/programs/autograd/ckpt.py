### basic
from torch.utils.checkpoint import checkpoint, checkpoint_sequential
x = leaf(1,2)
def f(a, b=None): print('run', torch.is_grad_enabled()); return (a*a).sin() if b is None else a*b
attempt('default', lambda: checkpoint(f, x).sum().backward()); print(x.grad)
for r in (True, False):
    x.grad=None; y = checkpoint(f, x, use_reentrant=r); print(y.grad_fn.name()); y.sum().backward(); print(x.grad)
attempt('no grad input', lambda: checkpoint(f, torch.ones(2), use_reentrant=True))
attempt('no grad input', lambda: checkpoint(f, torch.ones(2), use_reentrant=False))
attempt('bad kw', lambda: checkpoint(f, x, foo=1))
attempt('kw reentrant', lambda: checkpoint(f, x, use_reentrant=True, b=x))
attempt('kw nonreentrant', lambda: checkpoint(f, x, use_reentrant=False, b=x))
attempt('grad reentrant', lambda: torch.autograd.grad(checkpoint(f, x, use_reentrant=True).sum(), x))
attempt('grad nonreentrant', lambda: torch.autograd.grad(checkpoint(f, x, use_reentrant=False).sum(), x))
attempt('inputs reentrant', lambda: checkpoint(f, x, use_reentrant=True).sum().backward(inputs=[x]))
attempt('preserve', lambda: checkpoint(f, x, preserve_rng_state=False, use_reentrant=False).sum().backward())
with torch.no_grad(): attempt('nograd', lambda: checkpoint(f, x, use_reentrant=True).requires_grad); attempt('nograd', lambda: checkpoint(f, x, use_reentrant=False).requires_grad)
### rng
from torch.utils.checkpoint import checkpoint
x = torch.ones(8, requires_grad=True)
def f(a): d = torch.rand(8); print(d[0].item()); return a*d
for r in (True, False):
    for p in (True, False):
        torch.manual_seed(1); x.grad=None
        y = checkpoint(f, x, use_reentrant=r, preserve_rng_state=p); s = torch.rand(1).item(); y.sum().backward(); print(torch.equal(x.grad, y.detach()), s, torch.rand(1).item())
### outputs
from torch.utils.checkpoint import checkpoint
x = leaf(1,2)
w = leaf(3,4)
for r in (True, False):
    attempt('tuple', lambda: sum(o.sum() for o in checkpoint(lambda a: (a*2, a*3), x, use_reentrant=r)).backward()); print(x.grad)
    attempt('nontensor', lambda: checkpoint(lambda a: (a*2, 5, None), x, use_reentrant=r)[0].sum().backward()); print(x.grad)
    attempt('closure', lambda: checkpoint(lambda a: a*w, x, use_reentrant=r).sum().backward()); print(x.grad, w.grad)
    attempt('closure only', lambda: checkpoint(lambda a: a*w, torch.ones(2), use_reentrant=r).sum().backward()); print(w.grad)
    attempt('nontensor arg', lambda: checkpoint(lambda a, k, n: a*k, x, 3, None, use_reentrant=r).sum().backward()); print(x.grad)
    attempt('dict', lambda: checkpoint(lambda a: {'o': a*2}, x, use_reentrant=r))
    attempt('detached out', lambda: checkpoint(lambda a: (a*2).detach(), x, use_reentrant=r).sum().backward())
    attempt('twice', lambda: (lambda y: (y.sum().backward(retain_graph=True), y.sum().backward()))(checkpoint(lambda a: a.sin(), x, use_reentrant=r)))
    attempt('twice fail', lambda: (lambda y: (y.sum().backward(), y.sum().backward()))(checkpoint(lambda a: a.sin(), x, use_reentrant=r)))
    attempt('double', lambda: torch.autograd.grad(torch.autograd.grad(checkpoint(lambda a: a**3, x, use_reentrant=r).sum(), x, create_graph=True)[0].sum(), x))
    x.grad=None; w.grad=None
### sequential
from torch.utils.checkpoint import checkpoint_sequential
torch.manual_seed(0)
m = nn.Sequential(nn.Linear(2,3), nn.ReLU(), nn.Linear(3,2), nn.Tanh(), nn.Linear(2,1))
x = torch.ones(1,2,requires_grad=True)
a = m(x); a.sum().backward(); g = [p.grad.clone() for p in m.parameters()]; m.zero_grad(); gx = x.grad.clone(); x.grad=None
for s in (1,2,3):
    o = checkpoint_sequential(m, s, x); o.sum().backward(); print(torch.allclose(a,o), all(torch.allclose(p.grad,q) for p,q in zip(m.parameters(), g)), torch.allclose(x.grad,gx)); m.zero_grad(); x.grad=None
attempt('list', lambda: checkpoint_sequential([nn.Linear(2,2), nn.ReLU()], 2, x).shape)
attempt('kw', lambda: checkpoint_sequential(m, 2, x, foo=1))
attempt('preserve', lambda: checkpoint_sequential(m, 2, x, preserve_rng_state=False).shape)
### nested
from torch.utils.checkpoint import checkpoint
x = leaf(1,2)
for r in (True, False):
    def inner(a): print('inner'); return a.sin()
    def outer(a): print('outer'); return checkpoint(inner, a, use_reentrant=r).cos()
    x.grad=None; attempt('n', lambda: checkpoint(outer, x, use_reentrant=r).sum().backward()); print(x.grad)
m = nn.Sequential(nn.Linear(2,2), nn.Dropout(0.5), nn.ReLU())
for r in (True, False):
    torch.manual_seed(0); x.grad=None; checkpoint(m, x[None], use_reentrant=r).sum().backward(); print(x.grad)
import torch.utils.checkpoint as C
print([n for n in ('checkpoint','checkpoint_sequential','CheckpointFunction','detach_variable','check_backward_validity','get_device_states','set_device_states') if hasattr(C,n)])
attempt('detach_variable', lambda: C.detach_variable((x, 5)))
attempt('detach_variable', lambda: C.detach_variable(x))
attempt('check', lambda: C.check_backward_validity([torch.ones(1)]))
### inplace_bn
from torch.utils.checkpoint import checkpoint
torch.manual_seed(0)
m = nn.BatchNorm1d(2); x = torch.rand(4,2,requires_grad=True)
checkpoint(m, x, use_reentrant=True).sum().backward(); print(m.num_batches_tracked, m.running_mean)
checkpoint(m, x, use_reentrant=False).sum().backward(); print(m.num_batches_tracked, m.running_mean)
