### tensor
x = leaf(1,2)
y = x*2
h1 = y.register_hook(lambda g: print('h1', g))
h2 = y.register_hook(lambda g: g*10)
h3 = y.register_hook(lambda g: print('h3', g))
y.sum().backward(); print(x.grad)
h2.remove(); x.grad=None
y = x*2
y.register_hook(lambda g: None)
attempt('bad type', lambda: (lambda t: (t.register_hook(lambda g: 1), t.sum().backward()))(x*2))
attempt('bad type s', lambda: (lambda t: (t.register_hook(lambda g: 'a'), t.sum().backward()))(x*2))
attempt('bad tuple', lambda: (lambda t: (t.register_hook(lambda g: (g,)), t.sum().backward()))(x*2))
attempt('bad size', lambda: (lambda t: (t.register_hook(lambda g: torch.ones(3)), t.sum().backward()))(x*2))
attempt('bad dtype', lambda: (lambda t: (t.register_hook(lambda g: g.double()), t.sum().backward()))(x*2))
attempt('bad dtype leaf', lambda: (lambda t: (t.register_hook(lambda g: g.double()), (t*1).sum().backward()))(leaf(1,2)))
def named(g): return torch.ones(3)
attempt('named', lambda: (lambda t: (t.register_hook(named), t.sum().backward()))(x*2))
attempt('const', lambda: torch.ones(1).register_hook(lambda g: g))
attempt('not callable', lambda: (x*2).register_hook(1))
attempt('not callable', lambda: (lambda t: (t.register_hook(None), t.sum().backward()))(x*2))
attempt('two args', lambda: (lambda t: (t.register_hook(lambda a,b: a), t.sum().backward()))(x*2))
h = x.register_hook(lambda g: g*2); print(type(h).__name__)
x.grad=None; (x*1).sum().backward(); print(x.grad)
h.remove(); h.remove(); x.grad=None; (x*1).sum().backward(); print(x.grad)
with x.register_hook(lambda g: g*3) as hh: x.grad=None; (x*1).sum().backward(); print(x.grad)
x.grad=None; (x*1).sum().backward(); print(x.grad)
### order
x = leaf(1,2)
log = []
y = x*2
y.register_hook(lambda g: log.append('t1'))
y.retain_grad()
y.register_hook(lambda g: g*3)
y.grad_fn.register_prehook(lambda gs: log.append(('pre', [g.tolist() for g in gs])))
y.grad_fn.register_hook(lambda gi, go: log.append(('post', [g.tolist() if g is not None else None for g in gi], [g.tolist() for g in go])))
y.register_hook(lambda g: log.append('t2'))
y.sum().backward()
print(log); print(y.grad, x.grad)
### order2
x = leaf(1,2)
log = []
x.register_hook(lambda g: log.append('x1'))
acc = (x*1).grad_fn.next_functions[0][0]
acc.register_hook(lambda gi, go: log.append(('acc post', gi, [g.tolist() for g in go])))
acc.register_prehook(lambda go: log.append(('acc pre', [g.tolist() for g in go])))
x.register_hook(lambda g: log.append('x2'))
(x*2).sum().backward(); print(log, x.grad)
attempt('acc', lambda: acc.name())
### removal_inside
x = leaf(1,2); y = x*2
log = []
def a(g): log.append('a'); hb.remove()
def b(g): log.append('b')
ha = y.register_hook(a); hb = y.register_hook(b)
y.sum().backward(retain_graph=True); y.sum().backward(); print(log)
log.clear(); y = x*2
def once(g): log.append('once'); h.remove()
h = y.register_hook(once); y.register_hook(b)
y.sum().backward(retain_graph=True); y.sum().backward(); print(log)
log.clear(); y = x*2
def adder(g): log.append('adder'); y.register_hook(lambda g: log.append('added'))
y.register_hook(adder); 
attempt('r', lambda: y.sum().backward(retain_graph=True)); print(log)
### inplace_hooks
x = leaf(1,2)
y = x*2
y.register_hook(lambda g: print('before', g))
y.mul_(3)
y.register_hook(lambda g: print('after', g))
(y*5).sum().backward(); print(x.grad)
x = leaf(1,2,3); b = x*1; v = b[:2]
v.register_hook(lambda g: print('v before', g)); b.register_hook(lambda g: print('b before', g))
v.mul_(4)
v.register_hook(lambda g: print('v after', g)); b.register_hook(lambda g: print('b after', g))
(b.sum()+v.sum()).backward(); print(x.grad)
x = leaf(1,2); x.register_hook(lambda g: print('leaf', g))
with torch.no_grad(): x.mul_(2)
(x*1).sum().backward()
c = torch.zeros(2); c.requires_grad_(); c.register_hook(lambda g: print('c', g)); c.detach_(); c.requires_grad_(); (c*1).sum().backward()
c = leaf(0,0); c.register_hook(lambda g: print('c', g)); c.requires_grad_(False); c.requires_grad_(True); (c*1).sum().backward()
x = leaf(1,2); x.register_hook(lambda g: g*2); x.data = torch.ones(2); (x*1).sum().backward(); print(x.grad)
### retain_inplace_hooks
x = leaf(1,2); y = x*2
y.register_hook(lambda g: g*10)
y.retain_grad()
y.register_hook(lambda g: g*100)
y.sum().backward(); print(y.grad, x.grad)
x = leaf(1,2); y = x*2; y.retain_grad(); y.register_hook(lambda g: g*10); y.mul_(2); y.register_hook(lambda g: g*100)
(y*1).sum().backward(); print(y.grad, x.grad)
### grad_with_hooks
x = leaf(1,2); y = x*2
y.register_hook(lambda g: g*10); x.register_hook(lambda g: g*100)
print(torch.autograd.grad(y.sum(), y, retain_graph=True))
print(torch.autograd.grad(y.sum(), x, retain_graph=True))
print(torch.autograd.grad(y.sum(), [x,y], retain_graph=True))
y.sum().backward(inputs=[x]); print(x.grad)
y = x*2; y.retain_grad(); y.register_hook(lambda g: g*10)
print(torch.autograd.grad(y.sum(), x), y.grad)
y = x*2; y.grad_fn.register_hook(lambda gi, go: (gi[0]*7, gi[1]) if len(gi)>1 else (gi[0]*7,))
print(torch.autograd.grad(y.sum(), x))
y = x*2; y.grad_fn.register_prehook(lambda go: (go[0]*7,)); print(torch.autograd.grad(y.sum(), y, retain_graph=True), torch.autograd.grad(y.sum(), x))
### node
x = leaf(1,2); w = leaf(3,4)
y = x*w
f = y.grad_fn
def post(gi, go): print('post', gi, go, type(gi).__name__)
h = f.register_hook(post); print(type(h).__name__)
y.sum().backward(retain_graph=True); h.remove(); y.sum().backward(retain_graph=True)
f.register_hook(lambda gi, go: (gi[0]*2, None)); x.grad=None; w.grad=None
y.sum().backward(retain_graph=True); print(x.grad, w.grad)
def t(*hooks):
    y = x*w
    for k in hooks: y.grad_fn.register_hook(k)
    y.sum().backward()
    return x.grad, w.grad
attempt('count', lambda: t(lambda gi, go: (gi[0],)))
attempt('type', lambda: t(lambda gi, go: 1))
attempt('type2', lambda: t(lambda gi, go: (1, 2)))
attempt('single tensor', lambda: t(lambda gi, go: gi[0]))
attempt('list', lambda: t(lambda gi, go: [gi[0], gi[1]]))
attempt('none one', lambda: t(lambda gi, go: (None, gi[1])))
attempt('size', lambda: t(lambda gi, go: (torch.ones(3), gi[1])))
attempt('dtype', lambda: t(lambda gi, go: (gi[0].double(), gi[1])))
def mine(gi, go): return (gi[0],)
attempt('named', lambda: t(mine))
attempt('sum post', lambda: (lambda s: (s.grad_fn.register_hook(lambda gi, go: (gi[0]*3,)), s.backward(), x.grad))((x*1).sum()))
def p(*hooks):
    y = x*w
    for k in hooks: y.grad_fn.register_prehook(k)
    y.sum().backward()
    return x.grad, w.grad
x.grad=None; w.grad=None
attempt('pre none', lambda: p(lambda go: None))
attempt('pre repl', lambda: p(lambda go: (go[0]*2,)))
attempt('pre tensor', lambda: p(lambda go: go[0]*2))
attempt('pre count', lambda: p(lambda go: (go[0], go[0])))
attempt('pre type', lambda: p(lambda go: (1,)))
attempt('pre size', lambda: p(lambda go: (torch.ones(3),)))
attempt('pre chain', lambda: p(lambda go: (go[0]*2,), lambda go: (go[0]*3,)))
attempt('leaf none', lambda: x.grad_fn)
### multi_output_hook
x = leaf(1,2,3,4)
a, b = x.split(2)
a.register_hook(lambda g: print('a', g)); b.register_hook(lambda g: print('b', g))
a.grad_fn.register_hook(lambda gi, go: print('post', gi, go))
(a*2).sum().backward()
v, i = x.max(0); v.register_hook(lambda g: print('v', g)); v.backward()
attempt('i', lambda: i.register_hook(lambda g: g))
### backward_hooks_attr
x = leaf(1,2)
print(x._backward_hooks)
h = x.register_hook(lambda g: g)
print(len(x._backward_hooks), type(x._backward_hooks).__name__, h.id in x._backward_hooks)
h.remove(); print(len(x._backward_hooks))
### module_forward
class L(nn.Module):
    def __init__(s): super().__init__(); s.w = nn.Parameter(torch.ones(2))
    def forward(s, x, k=1): print('forward', x.tolist(), k); return x*s.w*k
m = L(); x = leaf(1,2)
h1 = m.register_forward_pre_hook(lambda mod, inp: print('pre', type(mod).__name__, inp))
h2 = m.register_forward_pre_hook(lambda mod, inp: inp[0]*2)
h3 = m.register_forward_hook(lambda mod, inp, out: print('post', inp, out))
h4 = m.register_forward_hook(lambda mod, inp, out: out*10)
print(m(x)); print(m(x, k=3))
h2.remove(); h4.remove(); print(m(x))
h1.remove(); h3.remove()
m.register_forward_pre_hook(lambda mod, inp: (inp[0]+1,)); print(m(x))
m.register_forward_hook(lambda mod, inp, out: None); print(m(x))
attempt('args', lambda: (m.register_forward_hook(lambda a: a), m(x)))
print(len(m._forward_hooks), len(m._forward_pre_hooks), type(m._forward_hooks).__name__)
### module_backward
class L(nn.Module):
    def __init__(s): super().__init__(); s.w = nn.Parameter(torch.tensor([3.,4.]))
    def forward(s, x, y=None): return x*s.w if y is None else (x*s.w, y*2)
m = L(); x = leaf(1,2)
def bh(mod, gi, go): print('bh', type(mod).__name__, gi, go)
h = m.register_full_backward_hook(bh)
o = m(x); print(o.grad_fn.name(), o.grad_fn.next_functions[0][0].name()); o.sum().backward(); print(x.grad, m.w.grad)
o = m(torch.ones(2)); o.sum().backward()
o = m(x, leaf(5,6)); (o[0].sum()+o[1].sum()).backward()
o = m(x, leaf(5,6)); o[0].sum().backward()
h.remove()
h = m.register_full_backward_hook(lambda mod, gi, go: (gi[0]*100,)); x.grad=None; m(x).sum().backward(); print(x.grad)
attempt('count', lambda: (m.register_full_backward_hook(lambda mod, gi, go: (gi[0], gi[0])), m(x).sum().backward()))
m = L(); m.register_full_backward_hook(lambda mod, gi, go: gi[0]*2); x.grad=None; attempt('tensor', lambda: m(x).sum().backward()); print(x.grad)
attempt('mixed', lambda: m.register_backward_hook(lambda *a: None))
m2 = L(); m2.register_backward_hook(bh)
attempt('mixed2', lambda: m2.register_full_backward_hook(bh))
with torch.no_grad(): print(m(x).requires_grad)
class D(nn.Module):
    def forward(s, x): return {'a': x*2}
d = D(); d.register_full_backward_hook(bh); r = d(x); print(type(r).__name__); r['a'].sum().backward()
class LI(nn.Module):
    def forward(s, x): return [x*2, x*3]
d = LI(); d.register_full_backward_hook(bh); r = d(x); print(type(r).__name__); r[0].sum().backward()
attempt('const in', lambda: d(torch.ones(2)))
class ID(nn.Module):
    def forward(s, x): return x
d = ID(); d.register_full_backward_hook(bh); r = d(x); print(r is x); r.sum().backward()
d = nn.Linear(2,2); d.weight.data.fill_(1.); d.bias.data.fill_(0.); d.register_full_backward_hook(bh); d(torch.ones(1,2)).sum().backward()
d(torch.ones(1,2,requires_grad=True)).sum().backward()
### module_backward_inplace
def bh(mod, gi, go): print('bh', gi, go)
x = leaf(1,2)
m = nn.ReLU(inplace=True); m.register_full_backward_hook(bh)
attempt('inplace input', lambda: m(x*1))
m = nn.ReLU(); m.register_full_backward_hook(bh)
o = m(x*1)
attempt('inplace output', lambda: o.mul_(2))
attempt('out', lambda: o.sum().backward())
def run():
    o = nn.Sequential(m, nn.ReLU(inplace=True))(x*1)
attempt('seq', run)
### module_nonfull
def bh(mod, gi, go): print('bh', gi, go)
x = leaf(1,2)
class L(nn.Module):
    def forward(s, x): return x*2
class L2(nn.Module):
    def forward(s, x): return (x*2)+1
class L3(nn.Module):
    def forward(s, x, y): return x*y
class L4(nn.Module):
    def forward(s, x): return x*2, x*3
class L5(nn.Module):
    def forward(s, x): return {'a': x*2}
class L6(nn.Module):
    def forward(s, x): return [x*2]
class L7(nn.Module):
    def forward(s, x): return (x*2,)
class L8(nn.Module):
    def forward(s, x): return 5
class L9(nn.Module):
    def forward(s, x, y): return (x*2).unbind()
for c, a in [(L,(x,)),(L2,(x,)),(L3,(x,x*2)),(L4,(x,)),(L5,(x,)),(L6,(x,)),(L7,(x,)),(L8,(x,)),(L9,(x,2))]:
    m = c(); m.register_backward_hook(bh)
    def run():
        o = m(*a)
        while not isinstance(o, torch.Tensor):
            if isinstance(o, dict): o = o['a']
            elif isinstance(o, (list,tuple)): o = o[0]
            else: return o
        o.sum().backward()
    attempt(c.__name__, run)
m = L3(); m.register_backward_hook(lambda mod, gi, go: (gi[0]*100, gi[1])); x.grad=None
attempt('change', lambda: m(x, torch.ones(2)).sum().backward()); print(x.grad)
attempt('const', lambda: L().register_backward_hook(bh) and None)
m = L(); m.register_backward_hook(bh); attempt('const', lambda: m(torch.ones(2)))
### module_global
from torch.nn.modules import module as M
log = []
h1 = M.register_module_forward_pre_hook(lambda m, i: log.append(('gpre', type(m).__name__)))
h2 = M.register_module_forward_hook(lambda m, i, o: log.append(('gpost', type(m).__name__)))
h3 = M.register_module_full_backward_hook(lambda m, gi, go: log.append(('gbwd', type(m).__name__)))
x = torch.ones(1,2,requires_grad=True)
net = nn.Sequential(nn.Linear(2,2), nn.ReLU())
net[0].register_forward_pre_hook(lambda m, i: log.append('own pre'))
net[0].register_forward_hook(lambda m, i, o: log.append('own post'))
net[0].register_full_backward_hook(lambda m, i, o: log.append('own bwd'))
net(x).sum().backward(); print(log)
h1.remove(); h2.remove(); h3.remove(); log.clear()
net(x).sum().backward(); print(log)
h = M.register_module_forward_hook(lambda m, i, o: o*2); print(nn.Identity()(torch.ones(2))); h.remove()
h = M.register_module_forward_pre_hook(lambda m, i: (i[0]*3,)); print(nn.Identity()(torch.ones(2))); h.remove()
attempt('mix old', lambda: M.register_module_backward_hook(lambda m, gi, go: log.append('nonfull')))
### handle
from torch.utils.hooks import RemovableHandle
x = leaf(1,2)
h = x.register_hook(lambda g: g)
print(isinstance(h, RemovableHandle), type(h.id).__name__)
m = nn.Linear(1,1); h = m.register_forward_hook(lambda *a: None); print(isinstance(h, RemovableHandle), h.id in m._forward_hooks); h.remove(); print(h.id in m._forward_hooks)
h.remove()
d = {}
from collections import OrderedDict
od = OrderedDict(); r = RemovableHandle(od); od[r.id] = 1; print(len(od)); r.remove(); print(len(od))
r1 = RemovableHandle(od); r2 = RemovableHandle(od); print(r2.id - r1.id)
with RemovableHandle(od) as r3: od[r3.id] = 2
print(len(od))
f = (x*2).grad_fn.register_hook(lambda *a: None); print(type(f).__name__)
### checks_hooks_twice
x = leaf(1,2)
def h(g): print('h', g)
a = x.register_hook(h); b = x.register_hook(h)
(x*2).sum().backward(); a.remove(); (x*2).sum().backward()
y = x*2; y.register_hook(lambda g: g+1); y.register_hook(lambda g: g*2); x.grad=None; y.sum().backward(); print(x.grad)
