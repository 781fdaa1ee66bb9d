### basic
x = leaf(1,2)
print(torch.is_grad_enabled())
with torch.no_grad():
    print(torch.is_grad_enabled(), (x*2).requires_grad)
    with torch.enable_grad(): print(torch.is_grad_enabled(), (x*2).requires_grad)
    print(torch.is_grad_enabled())
    y = torch.ones(2, requires_grad=True); print(y.requires_grad, y.is_leaf)
    p = nn.Parameter(torch.ones(1)); print(p.requires_grad)
print(torch.is_grad_enabled())
with torch.set_grad_enabled(False): print(torch.is_grad_enabled())
print(torch.is_grad_enabled())
torch.set_grad_enabled(False); print(torch.is_grad_enabled()); torch.set_grad_enabled(True); print(torch.is_grad_enabled())
g = torch.set_grad_enabled(False)
with g: print(torch.is_grad_enabled())
print(torch.is_grad_enabled())
try:
    with torch.no_grad(): raise ValueError('a')
except ValueError: print(torch.is_grad_enabled())
ng = torch.no_grad()
with ng:
    with ng: print(torch.is_grad_enabled())
print(torch.is_grad_enabled())
torch.set_grad_enabled(True)
attempt('as', lambda: torch.no_grad().__enter__())
torch.set_grad_enabled(True)
attempt('bad', lambda: torch.set_grad_enabled())
attempt('bad', lambda: torch.set_grad_enabled('a'))
attempt('bad', lambda: torch.set_grad_enabled(None))
torch.set_grad_enabled(True)
attempt('bad', lambda: torch.set_grad_enabled(1))
attempt('none', lambda: torch.no_grad(1))
attempt('none', lambda: torch.enable_grad(1))
print(torch.is_grad_enabled())
### decorators
x = leaf(1,2)
@torch.no_grad()
def f(a, *, k=1):
    'doc'
    return a*k, torch.is_grad_enabled()
print(f(x, k=2), f.__name__, f.__doc__, f.__qualname__)
@torch.enable_grad()
def g(): return torch.is_grad_enabled()
with torch.no_grad(): print(g())
@torch.set_grad_enabled(False)
def h(): return torch.is_grad_enabled()
print(torch.is_grad_enabled())
torch.set_grad_enabled(True)
print(h(), torch.is_grad_enabled())
@torch.inference_mode()
def i(): return torch.is_inference_mode_enabled(), torch.is_grad_enabled(), torch.ones(1).is_inference()
print(i())
@torch.inference_mode(False)
def j(): return torch.is_inference_mode_enabled()
print(j())
with torch.inference_mode(): print(j())
class C:
    @torch.no_grad()
    def m(self): return torch.is_grad_enabled()
    @staticmethod
    @torch.no_grad()
    def s(): return torch.is_grad_enabled()
    @classmethod
    @torch.no_grad()
    def c(cls): return torch.is_grad_enabled(), cls.__name__
print(C().m(), C.s(), C.c())
@torch.no_grad()
def rec(n): return [torch.is_grad_enabled()] + (rec(n-1) if n else [])
print(rec(3), torch.is_grad_enabled())
@torch.no_grad()
def err(): raise KeyError('k')
attempt('err', err)
print(torch.is_grad_enabled())
l = torch.no_grad()(lambda: torch.is_grad_enabled())
print(l())
### decorate_noparen
attempt('no_grad bare', lambda: torch.no_grad(lambda: 1))
try:
    @torch.no_grad
    def f(): return torch.is_grad_enabled()
    print(f)
except BaseException as e: print(type(e).__name__, e)
try:
    @torch.inference_mode
    def f(): return torch.is_grad_enabled()
    print(f())
except BaseException as e: print(type(e).__name__, e)
### generators
@torch.no_grad()
def gen():
    print('in', torch.is_grad_enabled())
    for i in range(3):
        r = yield i, torch.is_grad_enabled()
        print('got', r, torch.is_grad_enabled())
    return 'end'
for v in gen(): print(v, torch.is_grad_enabled())
g = gen()
print(next(g), g.send('a'), torch.is_grad_enabled())
g.close()
@torch.no_grad()
def gen2():
    try:
        yield torch.is_grad_enabled()
    except ValueError as e:
        print('caught', e, torch.is_grad_enabled()); yield 'after'
    finally: print('fin', torch.is_grad_enabled())
g = gen2(); print(next(g)); print(g.throw(ValueError('v'))); 
try: next(g)
except StopIteration as e: print('stop', e.value)
g = gen2(); next(g); g.close(); print(torch.is_grad_enabled())
def outer():
    r = yield from gen(); print('r', r)
list(outer())
@torch.enable_grad()
def gen3(): yield torch.is_grad_enabled()
with torch.no_grad(): print(list(gen3()))
@torch.set_grad_enabled(False)
def gen4(): yield torch.is_grad_enabled()
torch.set_grad_enabled(True); print(list(gen4()), torch.is_grad_enabled())
@torch.inference_mode()
def gen5(): yield torch.is_inference_mode_enabled(); yield torch.is_inference_mode_enabled()
for v in gen5(): print(v, torch.is_inference_mode_enabled())
@torch.no_grad()
def gen6():
    yield 1; raise ZeroDivisionError('z')
attempt('gen err', lambda: list(gen6()))
print(torch.is_grad_enabled())
### class_decorator
@torch.no_grad()
class K:
    def __init__(self): self.v = torch.is_grad_enabled()
    def m(self): return torch.is_grad_enabled()
k = K(); print(k.v, k.m())
print(type(K).__name__)
### reprs
for n in ['no_grad','enable_grad','set_grad_enabled','inference_mode']:
    c = getattr(torch, n); print(c.__name__, c.__module__, c.__qualname__)
from torch.autograd import grad_mode
print(torch.no_grad is torch.autograd.no_grad, torch.autograd.grad_mode.no_grad is torch.no_grad, torch.inference_mode is torch.autograd.inference_mode)
print(torch.no_grad().clone() is not None, type(torch.no_grad().clone()).__name__)
print(torch._C._set_grad_enabled if False else '')
print(isinstance(torch.no_grad(), torch.autograd.grad_mode._DecoratorContextManager))
### inference
x = leaf(1,2)
c = torch.ones(2)
with torch.inference_mode():
    print(torch.is_inference_mode_enabled(), torch.is_grad_enabled())
    a = torch.ones(2); print(a.is_inference(), a.requires_grad)
    b = x*2; print(b.is_inference(), b.requires_grad, b.grad_fn, b.is_leaf)
    v = x.view(2,1); print(v.is_inference(), v.requires_grad, v._is_view())
    av = a.view(2,1); print(av.is_inference(), av._is_view())
    attempt('version', lambda: a._version)
    print(x._version)
    attempt('inplace c', lambda: c.add_(1))
    attempt('inplace leaf', lambda: x.add_(1))
    attempt('inplace a', lambda: a.add_(1))
    r = torch.ones(2, requires_grad=True); print(r.requires_grad, r.is_inference(), r.is_leaf)
    attempt('rg', lambda: torch.ones(1).requires_grad_())
    with torch.enable_grad(): print(torch.is_grad_enabled(), (x*2).requires_grad, torch.is_inference_mode_enabled())
    with torch.inference_mode(False): print(torch.is_inference_mode_enabled(), torch.is_grad_enabled(), (x*2).requires_grad, torch.ones(1).is_inference())
print(x, x._version, c._version)
attempt('version', lambda: a._version)
attempt('save', lambda: x*a)
attempt('add ok', lambda: x+a)
attempt('inplace', lambda: a.add_(1))
attempt('inplace view', lambda: av.add_(1))
attempt('view', lambda: a.view(1,2).is_inference())
attempt('view inplace', lambda: a.view(1,2).add_(1))
attempt('rg', lambda: a.requires_grad_())
def srg(): a.requires_grad = True
attempt('rg set', srg)
attempt('rg off', lambda: a.requires_grad_(False))
attempt('clone', lambda: a.clone().is_inference())
attempt('normal inplace with inference arg', lambda: c.add_(a))
attempt('normal leaf-nonleaf inplace', lambda: (x*1).add_(a))
attempt('mul inplace', lambda: (x*1).mul_(a))
attempt('v inplace', lambda: v.add_(1))
attempt('v use', lambda: (v*2).requires_grad)
attempt('detach', lambda: a.detach().is_inference())
attempt('data', lambda: a.data.is_inference())
attempt('r use', lambda: (r*2).requires_grad)
attempt('r bwd', lambda: (r*2).sum().backward())
attempt('b rg', lambda: b.requires_grad)
attempt('backward grad', lambda: (x*3).backward(a))
print(x.grad)
attempt('cat', lambda: torch.cat([x,a]).sum().backward())
attempt('copy', lambda: torch.ones(2).copy_(a))
attempt('a.copy_', lambda: a.copy_(c))
attempt('index', lambda: a[0].is_inference())
attempt('setitem', lambda: a.__setitem__(0, 1.))
attempt('out', lambda: torch.add(c,c,out=a))
attempt('deepcopy', lambda: __import__('copy').deepcopy(a).is_inference())
attempt('param', lambda: nn.Parameter(a))
attempt('grad set', lambda: setattr(x,'grad',a))
attempt('zero_', lambda: a.zero_())
attempt('data=', lambda: setattr(c,'data',a))
### inference_mix
x = leaf(1,2)
y = x*1
s = torch.ones(3)
with torch.inference_mode():
    w = y.view(2,1)
    z = s.view(3,1)
    print(w.requires_grad, z.requires_grad, w.is_inference(), z.is_inference(), w.grad_fn)
    z.add_(1)
print(s._version, s)
attempt('z', lambda: z.add_(1))
attempt('w', lambda: w.mul_(2))
with torch.inference_mode():
    s[0] = 5
    t = s[1:]
    t.mul_(3)
print(s, s._version)
with torch.inference_mode():
    attempt('bwd', lambda: (x*2).sum().backward())
    attempt('y bwd', lambda: y.sum().backward())
y2 = (x*3).sum()
with torch.inference_mode():
    attempt('y2 bwd', lambda: y2.backward())
print(x.grad, x.grad is not None and x.grad.is_inference())
attempt('acc', lambda: (x*2).sum().backward())
print(x.grad)
lin = nn.Linear(2,1)
with torch.inference_mode(): o = lin(torch.ones(1,2)); print(o.requires_grad, o.is_inference())
attempt('lin', lambda: lin(o.expand(1,2)) if True else 0)
print(torch.is_inference(o), torch.is_inference(x))
im = torch.inference_mode()
im.__enter__(); print(torch.is_inference_mode_enabled()); im.__exit__(None,None,None); print(torch.is_inference_mode_enabled())
attempt('mode arg', lambda: torch.inference_mode('a'))
### inference_nest
with torch.inference_mode():
    with torch.no_grad(): print(torch.is_grad_enabled(), torch.is_inference_mode_enabled())
    with torch.inference_mode(): print(torch.is_inference_mode_enabled())
    print(torch.is_inference_mode_enabled())
    try:
        with torch.inference_mode(False): raise ValueError
    except ValueError: print(torch.is_inference_mode_enabled())
with torch.no_grad():
    with torch.inference_mode(False): print(torch.is_grad_enabled())
    print(torch.is_grad_enabled())
    with torch.inference_mode(True): print(torch.is_grad_enabled())
    print(torch.is_grad_enabled())
### nograd_views
x = leaf(1,2,3)
y = x*1
with torch.no_grad(): v = y[:2]; lv = x[:2]; sp = y.split(1); dv = v[:1]
print(v.requires_grad, v.grad_fn, v.is_leaf, v._is_view(), lv.requires_grad, lv.is_leaf)
attempt('v', lambda: v.mul_(2))
attempt('lv', lambda: lv.mul_(2))
attempt('sp', lambda: sp[0].mul_(2))
attempt('dv', lambda: dv.mul_(2))
attempt('view of v req', lambda: v.view(2,1).requires_grad)
with torch.no_grad(): v.mul_(5)
print(y, y._version, y.grad_fn)
attempt('v grad_fn', lambda: v.grad_fn)
attempt('bwd', lambda: (y*y).sum().backward())
print(x.grad)
c = torch.ones(3)
with torch.no_grad(): cv = c[:2]
attempt('cv', lambda: cv.mul_(2))
attempt('cv', lambda: cv.mul_(leaf(1,2)))
y = x*1
with torch.no_grad(): v2 = y[:2]
y.mul_(2)
attempt('after base inplace', lambda: v2.mul_(2))
print(v2.requires_grad)
attempt('rg', lambda: v2.requires_grad_())
### optimizer_like
w = leaf(1,2)
for _ in range(3):
    loss = (w*w).sum(); loss.backward()
    with torch.no_grad():
        w -= 0.1*w.grad
        w.grad.zero_()
print(w, w._version, w.is_leaf)
loss = (w*w).sum()
with torch.no_grad(): w.add_(1)
attempt('modified', lambda: loss.backward())
w2 = leaf(1,2)
loss = (w2*w2).sum()
w2.data.add_(1)
loss.backward(); print(w2.grad)
opt = torch.optim.SGD([w], lr=0.1)
loss = (w**2).sum(); l2 = (w**3).sum(); loss.backward(); opt.step()
attempt('step', lambda: l2.backward())
