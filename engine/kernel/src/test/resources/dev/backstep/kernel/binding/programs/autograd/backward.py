### roots
x = leaf(1,2); y = leaf(3,4)
a = x*2; b = y*3
torch.autograd.backward([a.sum(), b.sum()])
print(x.grad, y.grad)
torch.autograd.backward([x*2, y*y], [torch.ones(2), torch.tensor([1.,10.])])
print(x.grad, y.grad)
attempt('mismatch n', lambda: torch.autograd.backward([x*2, y*2], [torch.ones(2)]))
attempt('mismatch n2', lambda: torch.autograd.backward([x*2], [torch.ones(2), torch.ones(2)]))
attempt('single, tuple grads', lambda: torch.autograd.backward(x*2, (torch.ones(2),)))
attempt('none for nonscalar', lambda: torch.autograd.backward([x*2], [None]))
attempt('empty', lambda: torch.autograd.backward([]))
attempt('root twice', lambda: torch.autograd.backward([(x*2).sum()]*2))
print(x.grad)
z = (x*2).sum()
attempt('same tensor twice', lambda: torch.autograd.backward([z, z]))
print(x.grad)
attempt('grad_variables', lambda: torch.autograd.backward([x*2], grad_variables=[torch.ones(2)]))
attempt('both', lambda: torch.autograd.backward([x*2], [torch.ones(2)], grad_variables=[torch.ones(2)]))
attempt('bad type', lambda: torch.autograd.backward([x*2], [1.0]))
attempt('bad type2', lambda: torch.autograd.backward([1.0]))
attempt('bad type3', lambda: torch.autograd.backward(1.0))
attempt('bad type4', lambda: torch.autograd.backward([x*2], 1.0))
attempt('bad type5', lambda: (x*2).backward(1.0))
attempt('bad type6', lambda: (x*2).backward([torch.ones(2)]))
attempt('bad type7', lambda: (x*2).backward('a'))
attempt('none root', lambda: torch.autograd.backward([None]))
attempt('leaf root', lambda: x.sum().backward())
l = leaf(5.)
l.backward(); print(l.grad)
attempt('const', lambda: torch.ones(1).backward())
attempt('const2', lambda: torch.autograd.backward([l*1, torch.ones(1)]))
attempt('int', lambda: torch.arange(1).backward())
### gradient_checks
x = leaf(1,2,3)
y = x*2
attempt('implicit', lambda: y.backward())
attempt('shape', lambda: y.backward(torch.ones(2)))
attempt('shape 0d', lambda: y.backward(torch.tensor(1.)))
attempt('shape bc', lambda: y.backward(torch.ones(1,3)))
attempt('one elem', lambda: (x[:1]*2).backward())
attempt('one elem grad 0d', lambda: (x[:1]*2).backward(torch.tensor(1.)))
attempt('dtype', lambda: (x*2).backward(torch.ones(3, dtype=torch.float64)))
print(x.grad, x.grad.dtype)
attempt('int grad', lambda: (x*2).backward(torch.ones(3, dtype=torch.int64)))
print(x.grad, x.grad.dtype)
attempt('2 roots', lambda: torch.autograd.backward([x*2, x*3], [torch.ones(3), torch.ones(2)]))
g = leaf(1,1,1)
attempt('grad requires grad', lambda: (x*2).backward(g))
print(x.grad.requires_grad)
attempt('create', lambda: (x*2).backward(g, create_graph=True))
print(x.grad.requires_grad)
attempt('bool grad', lambda: (x*2).backward(torch.tensor([True,False,True])))
e = torch.empty(0, requires_grad=True)
attempt('empty', lambda: (e*2).backward())
attempt('empty sum', lambda: (e*2).sum().backward()); print(e.grad)
### create_graph_warning
x = leaf(1,2)
attempt('bwd create', lambda: (x*x).sum().backward(create_graph=True))
print(x.grad)
attempt('bwd create', lambda: torch.autograd.backward((x*x).sum(), create_graph=True))
attempt('grad create', lambda: torch.autograd.grad((x*x).sum(), x, create_graph=True))
x.grad.sum().backward()
print(x.grad)
### inputs
x = leaf(1,2); y = leaf(3,4)
z = (x*y)
w = z*2
w.sum().backward(inputs=[x], retain_graph=True)
print(x.grad, y.grad)
w.sum().backward(inputs=y, retain_graph=True)
print(x.grad, y.grad)
attempt('nonleaf', lambda: w.sum().backward(inputs=[z], retain_graph=True))
print(z.grad, z.retains_grad, x.grad)
attempt('empty', lambda: w.sum().backward(inputs=[], retain_graph=True))
attempt('empty tuple', lambda: torch.autograd.backward(w.sum(), inputs=(), retain_graph=True))
attempt('noreq', lambda: w.sum().backward(inputs=[torch.ones(2)], retain_graph=True))
attempt('unreachable', lambda: w.sum().backward(inputs=[leaf(1.)], retain_graph=True))
attempt('bad', lambda: w.sum().backward(inputs=[1], retain_graph=True))
attempt('root as input', lambda: (w.sum()).backward(inputs=[w], retain_graph=True))
print(w.grad)
s = w.sum()
attempt('root itself', lambda: s.backward(inputs=[s], retain_graph=True))
print(s.grad)
attempt('partial free', lambda: w.sum().backward(inputs=[x]))
attempt('again', lambda: w.sum().backward())
attempt('dup', lambda: (x*2).sum().backward(inputs=[x,x]))
print(x.grad)
### grad_basic
x = leaf(1,2); y = leaf(3,4)
z = (x*y).sum()
print(torch.autograd.grad(z, x, retain_graph=True), torch.autograd.grad(z, [x,y], retain_graph=True), torch.autograd.grad([z], (y,), retain_graph=True))
print(x.grad, y.grad)
attempt('unused', lambda: torch.autograd.grad(z, [x, leaf(1.)], retain_graph=True))
print(torch.autograd.grad(z, [x, leaf(1.)], retain_graph=True, allow_unused=True))
attempt('noreq', lambda: torch.autograd.grad(z, torch.ones(1), retain_graph=True))
attempt('noreq out', lambda: torch.autograd.grad(torch.ones(1), x))
attempt('implicit', lambda: torch.autograd.grad(x*y, x))
attempt('shape', lambda: torch.autograd.grad(x*y, x, torch.ones(3)))
attempt('multiple', lambda: torch.autograd.grad([x*y, x*2], x, [torch.ones(2), torch.ones(3)]))
attempt('n grads', lambda: torch.autograd.grad([x*y, x*2], x, [torch.ones(2)]))
attempt('empty inputs', lambda: torch.autograd.grad(z, [], retain_graph=True))
attempt('empty outputs', lambda: torch.autograd.grad([], [x], retain_graph=True))
attempt('badin', lambda: torch.autograd.grad(z, [1], retain_graph=True))
attempt('badin2', lambda: torch.autograd.grad(z, None, retain_graph=True))
attempt('badin3', lambda: torch.autograd.grad(z, x, 1.0, retain_graph=True))
attempt('none out', lambda: torch.autograd.grad([None], x))
attempt('only_inputs', lambda: torch.autograd.grad(z, x, only_inputs=False, retain_graph=True))
attempt('itself', lambda: torch.autograd.grad(z, z, retain_graph=True))
attempt('leaf itself', lambda: torch.autograd.grad(x.sum(), x))
l = leaf(2.)
attempt('leaf is root', lambda: torch.autograd.grad(l, l))
attempt('middle', lambda: torch.autograd.grad(z, z.grad_fn and x*1, allow_unused=True, retain_graph=True))
m = x*y; s = m.sum()
print(torch.autograd.grad(s, [m, x], retain_graph=True))
print(torch.autograd.grad(s, [x, x], retain_graph=True))
print(torch.autograd.grad(s, m))
attempt('freed partly', lambda: torch.autograd.grad(m.sum(), x))
attempt('after', lambda: torch.autograd.grad(m.sum(), x))
### grad_batched
x = leaf(1,2,3)
y = x*x
print(torch.autograd.grad(y, x, torch.eye(3), is_grads_batched=True, retain_graph=True))
attempt('batched mismatch', lambda: torch.autograd.grad(y, x, torch.ones(2,2), is_grads_batched=True))
### only_asked
x = leaf(1,2)
def tag(n):
    def h(g): print('hook', n, g)
    return h
a = x*2; a.register_hook(tag('a'))
b = x*3; b.register_hook(tag('b'))
c = a*b
c.register_hook(tag('c'))
print(torch.autograd.grad(c.sum(), a, retain_graph=True))
print(torch.autograd.grad(c.sum(), x, retain_graph=True))
c.sum().backward(inputs=[b])
x.register_hook(tag('x'))
print(torch.autograd.grad((x*2).sum(), x))
class F(Function):
    @staticmethod
    def forward(ctx, a, b): return a*b
    @staticmethod
    def backward(ctx, g): print('needs', ctx.needs_input_grad); return g, g
y = leaf(1,1)
o = F.apply(x, y)
print(torch.autograd.grad(o.sum(), x, retain_graph=True))
print(torch.autograd.grad(o.sum(), y))
### twice
x = leaf(1,2)
y = (x*x).sum()
y.backward()
attempt('twice', lambda: y.backward())
print(x.grad)
y = (x+1).sum(); y.backward(); attempt('no saved', lambda: y.backward())
z = x.exp(); z.sum().backward(retain_graph=True); z.sum().backward(); attempt('third', lambda: z.sum().backward())
attempt('grad', lambda: torch.autograd.grad(z.sum(), x))
print(x.grad)
### accumulate_shared
x = leaf(1,2); y = leaf(3,4)
(x+y).sum().backward()
print(x.grad.data_ptr()==y.grad.data_ptr(), x.grad is y.grad)
(x+y).backward(torch.tensor([1.,2.]))
print(x.grad, y.grad)
x = leaf(1,2); y = leaf(3,4)
g = torch.tensor([1.,2.])
(x+y).backward(g)
x.grad.mul_(10)
print(x.grad, y.grad, g)
x = leaf(1,2)
g = torch.tensor([1.,2.])
z = x.clone(); z.retain_grad(); z.backward(g)
z.grad.mul_(2); print(x.grad, z.grad, g)
### undefined
x = leaf(1,2); y = leaf(3,4)
class Two(Function):
    @staticmethod
    def forward(ctx, a, b): return a*1, b*1
    @staticmethod
    def backward(ctx, ga, gb): print(ga, gb); return ga, gb
a, b = Two.apply(x, y)
a.sum().backward()
print(x.grad, y.grad)
class Nones(Function):
    @staticmethod
    def forward(ctx, a): return a*1
    @staticmethod
    def backward(ctx, g): return None
x.grad = None
h = x*1
h.register_hook(lambda g: print('hook', g))
Nones.apply(h).sum().backward()
print(x.grad)
o = Nones.apply(h)
attempt('grad none', lambda: torch.autograd.grad(Nones.apply(x).sum(), x))
print(torch.autograd.grad(Nones.apply(x).sum(), x, allow_unused=True))
p, q = x.split(1)
p.backward(); print(x.grad)
v, i = torch.stack([x,x*2]).max(0)
v.sum().backward(); print(x.grad)
u = x.unbind(); u[1].backward(); print(x.grad)
### reentrant
order = []
class Re(Function):
    @staticmethod
    def forward(ctx, x):
        with torch.enable_grad():
            ctx.x = x.detach().requires_grad_()
            ctx.y = (ctx.x*ctx.x).sum()
        return ctx.y.detach()
    @staticmethod
    def backward(ctx, g):
        order.append('re')
        with torch.enable_grad():
            ctx.y.backward()
        return ctx.x.grad*g
x = leaf(1,2)
y = Re.apply(x*1)
z = Re.apply(x*2)
(y+z).backward()
print(x.grad, order)
t = leaf(3.)
def hook(g):
    with torch.enable_grad():
        s = (t*2); s.backward()
    return g
x = leaf(1,2); y = x*2; y.register_hook(hook); y.sum().backward(); print(t.grad, x.grad)
class ReErr(Function):
    @staticmethod
    def forward(ctx, x): return x.clone()
    @staticmethod
    def backward(ctx, g):
        with torch.enable_grad():
            a = leaf(1.); (a*a).backward(torch.ones(3))
        return g
attempt('err', lambda: ReErr.apply(x).sum().backward())
(x*2).sum().backward(); print(x.grad)
### deep_reentrant
class Deep(Function):
    @staticmethod
    def forward(ctx, x):
        with torch.enable_grad():
            ctx.x = x.detach().requires_grad_()
            ctx.x = ctx.x - 1
        return ctx.x.detach()
    @staticmethod
    def backward(ctx, g):
        if ctx.x < 0: return g
        with torch.enable_grad():
            Deep.apply(ctx.x).sum().backward()
        return g
v = torch.tensor(20., requires_grad=True)
Deep.apply(v).sum().backward()
print(v.grad)
### double
x = leaf(1,2,3)
y = (x**3).sum()
g, = torch.autograd.grad(y, x, create_graph=True)
print(g.grad_fn.name(), g)
g2, = torch.autograd.grad(g.sum(), x, create_graph=True); print(g2)
g3, = torch.autograd.grad(g2.sum(), x); print(g3)
attempt('g3 again', lambda: torch.autograd.grad(g3.sum(), x))
y = (x*x).sum()
g, = torch.autograd.grad(y, x)
print(g.requires_grad)
with torch.no_grad():
    y2 = None
    s = torch.tensor(1.)
attempt('in no_grad', lambda: None)
y = (x**3).sum()
with torch.no_grad():
    g, = torch.autograd.grad(y, x, create_graph=True)
print(g.requires_grad)
y = (x**3).sum()
y.backward()
print(torch.is_grad_enabled(), x.grad.requires_grad)
### order
x = leaf(1.)
log = []
def mk(n):
    class T(Function):
        @staticmethod
        def forward(ctx, *a): return a[0]*1 if len(a)==1 else sum(a)
        @staticmethod
        def backward(ctx, g): log.append(n); return tuple([g]*len(ctx.needs_input_grad))
    return T.apply
a = mk('a')(x); b = mk('b')(x); c = mk('c')(a); d = mk('d')(b,c); e = mk('e')(a); f = mk('f')(d,e)
f.backward(); print(log, x.grad)
log.clear()
a = mk('a')(x); b = mk('b')(x); torch.autograd.backward([a,b]); print(log)
log.clear()
a = mk('a')(x); b = mk('b')(x); torch.autograd.backward([b,a]); print(log)
### dtype_device
x = leaf(1,2)
d = x.double()*2
d.sum().backward(); print(x.grad.dtype, x.grad)
i = torch.tensor([1.,2.], dtype=torch.float64, requires_grad=True)
(x*i).sum().backward(); print(x.grad.dtype, i.grad.dtype, i.grad)
class W(Function):
    @staticmethod
    def forward(ctx, a): return a*1
    @staticmethod
    def backward(ctx, g): return g.double()
W.apply(x).sum().backward(); print(x.grad.dtype, x.grad)
class W2(W):
    @staticmethod
    def backward(ctx, g): return torch.ones(2, dtype=torch.int64)
attempt('int', lambda: W2.apply(x).sum().backward()); print(x.grad)
class W3(W):
    @staticmethod
    def backward(ctx, g): return torch.ones(3,2)
attempt('bc', lambda: W3.apply(x).sum().backward()); print(x.grad)
class W4(W):
    @staticmethod
    def backward(ctx, g): return torch.ones(3)
attempt('bad', lambda: W4.apply(x).sum().backward()); print(x.grad)
class W5(W):
    @staticmethod
    def backward(ctx, g): return torch.tensor(1.)
attempt('0d', lambda: W5.apply(x).sum().backward()); print(x.grad)
### tensor_backward_kw
x = leaf(1,2)
y = (x*x).sum()
y.backward(gradient=torch.tensor(2.), retain_graph=True, create_graph=False, inputs=None); print(x.grad)
y.backward(torch.tensor(2.), True, False); print(x.grad)
attempt('kw', lambda: y.backward(foo=1))
attempt('kwp', lambda: y.backward(retain_graph=1)); print(x.grad)
attempt('ct', lambda: (x*x).sum().backward(create_graph=0))
attempt('ct', lambda: (x*x).sum().backward(retain_graph='a'))
attempt('grads', lambda: torch.autograd.backward(tensors=(x*x).sum(), grad_tensors=None, retain_graph=None))
attempt('k', lambda: torch.autograd.grad(outputs=(x*x).sum(), inputs=x, grad_outputs=None))
### broadcast_expand
a = leaf(1,2,3); b = torch.tensor(2., requires_grad=True); c = torch.ones(2,1,requires_grad=True)
(a*b*c).sum().backward()
print(a.grad, b.grad, c.grad)
e = a.expand(2,3); e.sum().backward(); print(a.grad)
s = torch.tensor(3., requires_grad=True)
s.expand(4).sum().backward(); print(s.grad)
(s*torch.ones(2,2)).sum().backward(); print(s.grad, s.grad.shape)
z = torch.zeros(0, requires_grad=True); z.sum().backward(); print(z.grad)
### exceptions_in_backward
class E(Function):
    @staticmethod
    def forward(ctx, x): return x.clone()
    @staticmethod
    def backward(ctx, g):
        raise ValueError('mine')
x = leaf(1,2)
attempt('e', lambda: E.apply(x).sum().backward())
import traceback, sys
try: E.apply(x).sum().backward()
except ValueError as e:
    names = [f.name for f in traceback.extract_tb(e.__traceback__)]
    print('backward' in names, names[0], names[-1], traceback.extract_tb(e.__traceback__)[-1].line)
class Own(Exception): pass
class E2(E):
    @staticmethod
    def backward(ctx, g): raise Own('x', 3)
try: E2.apply(x).sum().backward()
except Own as e: print(repr(e), e.args)
y = x*2
y.register_hook(lambda g: 1/0)
attempt('hook', lambda: y.sum().backward())
(x*2).sum().backward(); print(x.grad, torch.is_grad_enabled())
class E3(E):
    @staticmethod
    def backward(ctx, g): raise KeyboardInterrupt
attempt('kbd', lambda: E3.apply(x).sum().backward())
class E4(E):
    @staticmethod
    def backward(ctx, g):
        try: (torch.ones(2)@torch.ones(3))
        except RuntimeError as e: raise ValueError('outer') from e
try: E4.apply(x).sum().backward()
except ValueError as e: print(repr(e.__cause__))
