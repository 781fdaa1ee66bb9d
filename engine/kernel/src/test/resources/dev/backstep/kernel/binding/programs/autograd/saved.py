### basic
from torch.autograd.graph import saved_tensors_hooks, save_on_cpu
x = leaf(1,2)
log = []
def pack(t): log.append(('pack', t.tolist(), t.requires_grad, torch.is_grad_enabled())); return t*1
def unpack(t): log.append(('unpack', t.tolist(), torch.is_grad_enabled())); return t*2
with saved_tensors_hooks(pack, unpack):
    y = x*x
    z = y.sin()
print([l[0] for l in log]); log.clear()
z.sum().backward(retain_graph=True); print(x.grad); print(log); log.clear()
print(y.grad_fn._saved_self); print(log)
with saved_tensors_hooks(lambda t: 5, lambda v: torch.ones(2)*v): y = x*x
y.sum().backward(); print(x.grad)
with saved_tensors_hooks(lambda t: t, lambda v: 5): y = x*x
attempt('unpack int', lambda: y.sum().backward())
with saved_tensors_hooks(lambda t: t, lambda v: None): y = x*x
attempt('unpack None', lambda: y.sum().backward())
def err(t): raise ValueError('pack')
def inpl(t): t.mul_(2); return t
def inpl(t):
    with torch.no_grad(): t.mul_(2)
    return t
with saved_tensors_hooks(inpl, lambda v: v): attempt('inplace', lambda: (x*1)*torch.ones(2))
with saved_tensors_hooks(lambda t: t, lambda v: torch.ones(5)): y = x*x
attempt('unpack size', lambda: y.sum().backward())
attempt('args', lambda: saved_tensors_hooks(1))
### args
from torch.autograd.graph import saved_tensors_hooks
def enter(*a):
    with saved_tensors_hooks(*a): return leaf(1.)*leaf(2.)
attempt('not callable', lambda: enter(1, 2))
### nested
from torch.autograd.graph import saved_tensors_hooks
x = leaf(1,2)
with saved_tensors_hooks(lambda t: ('o', t), lambda v: v[1]*10):
    with saved_tensors_hooks(lambda t: ('i', t), lambda v: v[1]*100): y = x.sin()
    z = x.cos()
    try:
        with saved_tensors_hooks(lambda t: t, lambda t: t): raise KeyError
    except KeyError: pass
    w = x.sin()
v = x.sin()
print(y.grad_fn._saved_self, z.grad_fn._saved_self, w.grad_fn._saved_self, v.grad_fn._saved_self)
def pack(t):
    r = (t*t); print('in pack', r.requires_grad); return r
with saved_tensors_hooks(pack, lambda v: v): y = x.sin()
print(y.grad_fn._saved_self)
### version
from torch.autograd.graph import saved_tensors_hooks
x = leaf(1,2)
with saved_tensors_hooks(lambda t: t, lambda v: v):
    a = x*1; y = a*a
a.add_(1)
attempt('modified', lambda: y.sum().backward()); print(x.grad)
with saved_tensors_hooks(lambda t: t.clone(), lambda v: v):
    a = x*1; y = a*a
a.add_(1); x.grad=None
attempt('modified clone', lambda: y.sum().backward()); print(x.grad)
with saved_tensors_hooks(lambda t: t, lambda v: v):
    e = x.exp()
print(e.grad_fn._saved_result is e, e.grad_fn._saved_result.grad_fn)
x.grad=None; e.sum().backward(); print(x.grad)
with saved_tensors_hooks(lambda t: t.detach(), lambda v: v): y = x*x
g, = torch.autograd.grad(y.sum(), x, create_graph=True); print(g.requires_grad, g)
with saved_tensors_hooks(lambda t: t, lambda v: v): y = x*x*x
g, = torch.autograd.grad(y.sum(), x, create_graph=True); print(g.requires_grad, g, torch.autograd.grad(g.sum(), x))
with saved_tensors_hooks(lambda t: t*2, lambda v: v*2): y = x.exp()*x
g, = torch.autograd.grad(y.sum(), x, create_graph=True); print(g)
attempt('dbl', lambda: torch.autograd.grad(g.sum(), x))
### save_on_cpu
from torch.autograd.graph import save_on_cpu
x = leaf(1,2)
with save_on_cpu():
    y = x*x; z = y.exp()*y
z.sum().backward(); print(x.grad)
print(y.grad_fn.name())
with save_on_cpu(pin_memory=False): y = x*x
s = y.grad_fn._saved_self; print(s is x, s, s.requires_grad)
### disable
import torch.autograd.graph as G
print(hasattr(G,'saved_tensors_hooks'), hasattr(G,'save_on_cpu'), hasattr(G,'disable_saved_tensors_hooks'))
if hasattr(G,'disable_saved_tensors_hooks'):
    x = leaf(1,2)
    with G.disable_saved_tensors_hooks('no hooks here'):
        def f():
            with G.saved_tensors_hooks(lambda t: t, lambda t: t): return x*x
        attempt('disabled', f)
    attempt('enabled', f)
    with G.saved_tensors_hooks(lambda t: t, lambda t: t):
        def g():
            with G.disable_saved_tensors_hooks('m'): pass
        attempt('inside', g)
### function_hooks
from torch.autograd.graph import saved_tensors_hooks
class F(Function):
    @staticmethod
    def forward(ctx, a, b): ctx.save_for_backward(a, b, None); return a*b
    @staticmethod
    def backward(ctx, g): a, b, n = ctx.saved_tensors; print('saved', a, b, n); return g*b, g*a
x = leaf(1,2)
with saved_tensors_hooks(lambda t: print('pack', t) or t, lambda v: v*3): y = F.apply(x, x*2)
y.sum().backward(); print(x.grad)
y = F.apply(x, x)
print(y.grad_fn.saved_tensors, y.grad_fn._raw_saved_tensors)
y.grad_fn._raw_saved_tensors[0].register_hooks(lambda t: t*2, lambda t: t+1)
print(y.grad_fn.saved_tensors)
