### basic
class Cube(Function):
    'doc'
    @staticmethod
    def forward(ctx, x, k=2):
        print('fwd', type(ctx).__name__, ctx.needs_input_grad, x.requires_grad, torch.is_grad_enabled())
        ctx.save_for_backward(x); ctx.k = k
        return x**3*k
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        print('bwd', ctx.needs_input_grad, ctx.k, type(ctx).__name__)
        return 3*x*x*g*ctx.k, None
x = leaf(1,2)
y = Cube.apply(x, 3)
print(y, y.grad_fn.name(), type(y.grad_fn).__name__, y.grad_fn.next_functions, isinstance(y.grad_fn, torch.autograd.function.BackwardCFunction) if hasattr(torch.autograd.function,'BackwardCFunction') else '')
y.sum().backward(); print(x.grad)
attempt('saved after', lambda: y.grad_fn.saved_tensors)
attempt('twice', lambda: y.sum().backward())
y = Cube.apply(x)
y.sum().backward(); print(x.grad)
attempt('kw', lambda: Cube.apply(x, k=3))
attempt('noargs', lambda: Cube.apply())
print(Cube.apply(torch.ones(2), 1).requires_grad)
with torch.no_grad(): print(Cube.apply(x).requires_grad)
print(y.grad_fn.k, y.grad_fn.needs_input_grad)
attempt('needs set', lambda: setattr(y.grad_fn, 'needs_input_grad', (True,)))
attempt('inst', lambda: Cube()(x))
attempt('call', lambda: Cube(x))
attempt('inst apply', lambda: Cube().apply(x))
print(Cube.apply.__name__ , Cube.__mro__[1].__name__)
### nograds
def mk(ret, nin=2):
    class F(Function):
        @staticmethod
        def forward(ctx, *a): return a[0]*2
        @staticmethod
        def backward(ctx, g): return ret(g)
    return F
x = leaf(1,2); w = leaf(3,4)
def run(ret, *a):
    x.grad = w.grad = None
    mk(ret).apply(*a).sum().backward(); return x.grad, w.grad
attempt('exact', lambda: run(lambda g: (g, g), x, w))
attempt('few', lambda: run(lambda g: g, x, w))
attempt('few tuple', lambda: run(lambda g: (g,), x, w))
attempt('more', lambda: run(lambda g: (g, g, g), x, w))
attempt('more none', lambda: run(lambda g: (g, g, None, None), x, w))
attempt('none one', lambda: run(lambda g: None, x))
attempt('none for two', lambda: run(lambda g: None, x, w))
attempt('list', lambda: run(lambda g: [g, g], x, w))
attempt('int', lambda: run(lambda g: 1, x))
attempt('float in tuple', lambda: run(lambda g: (1.0, g), x, w))
attempt('str', lambda: run(lambda g: 'a', x))
attempt('nontensor grad', lambda: run(lambda g: (g, g), x, 5))
attempt('nontensor none', lambda: run(lambda g: (g, None), x, 5))
attempt('nontensor first', lambda: run(lambda g: (g, g), 5, x))
attempt('shape', lambda: run(lambda g: torch.ones(3), x))
attempt('shape bc', lambda: run(lambda g: torch.ones(4,2), x))
attempt('shape 0', lambda: run(lambda g: torch.tensor(1.), x))
attempt('const input grad', lambda: run(lambda g: (g, g), x, torch.ones(2)))
attempt('int input grad', lambda: run(lambda g: (g, g), x, torch.ones(2, dtype=torch.int64)))
attempt('few kw', lambda: run(lambda g: (), x))
attempt('dtype', lambda: run(lambda g: g.double(), x))
attempt('double shape', lambda: run(lambda g: torch.ones(2,3), x))
### forward_returns
def mk(f):
    class F(Function):
        @staticmethod
        def forward(ctx, *a): return f(*a)
        @staticmethod
        def backward(ctx, *g): print('bwd', g); return tuple(g[:1]) + (None,)*(len(ctx.needs_input_grad)-1)
    return F
x = leaf(1,2)
for n, f in [('none', lambda a: None), ('int', lambda a: 5), ('str', lambda a: 'a'), ('list', lambda a: [a*1, a*2]), ('tuple', lambda a: (a*1, a*2)), ('one tuple', lambda a: (a*1,)), ('mixed', lambda a: (a*1, 5, 'x', None)), ('nested', lambda a: (a*1, (a*2,))), ('dict', lambda a: {'a': a}), ('input', lambda a: a), ('input tuple', lambda a: (a, a)), ('same twice', lambda a: (lambda t: (t, t))(a*1)), ('int tensor', lambda a: (a*1, torch.arange(2))), ('bool', lambda a: a>1), ('empty', lambda a: ()), ('param', lambda a: nn.Parameter(a*1))]:
    attempt(n, lambda: mk(f).apply(x))
o = mk(lambda a: (a*1, a*2)).apply(x); print(o[0].grad_fn is o[1].grad_fn, o[0].output_nr, o[1].output_nr)
o[1].sum().backward(); print(x.grad)
o = mk(lambda a: (a*1, 5, a*2)).apply(x); print(o[2].output_nr); o[2].sum().backward()
o = mk(lambda a: a).apply(x); print(o is x, o.grad_fn.name(), o._is_view(), o._base is x)
o.sum().backward()
o = mk(lambda a: a.view(2,1)).apply(x); print(o.grad_fn.name(), o._is_view(), o._base is x); 
attempt('inplace', lambda: o.mul_(2))
o = mk(lambda a: a).apply(x*1); attempt('inplace in', lambda: o.mul_(2))
o = mk(lambda a: (a, a)).apply(x*1); print(o[0] is o[1]); attempt('inplace in2', lambda: o[0].mul_(2))
o = mk(lambda a: a*2).apply(x); o.mul_(3); print(o.grad_fn.name(), o.grad_fn.next_functions)
o = mk(lambda a: (a.view(2,1), a*1)).apply(x*1); attempt('view of several', lambda: o[0].mul_(2))
o = mk(lambda a: a.view(2,1)).apply(x*1); attempt('base modified', lambda: o.mul_(2))
b = x*1; o = mk(lambda a: a.view(2,1)).apply(b); b.mul_(2); attempt('grad_fn', lambda: o.grad_fn); 
o = mk(lambda a: a.detach()).apply(x*1); print(o.grad_fn, o._is_view()); attempt('detached inplace', lambda: o.mul_(2))
o = mk(lambda a: a).apply(torch.ones(2)); print(o.requires_grad, o.grad_fn)
t = torch.ones(2); o = mk(lambda a: a).apply(t); print(o is t)
with torch.no_grad(): o = mk(lambda a: a).apply(x); print(o is x, o.requires_grad)
### dirty
class Inc(Function):
    @staticmethod
    def forward(ctx, x): x.add_(1); ctx.mark_dirty(x); return x
    @staticmethod
    def backward(ctx, g): return g*10
x = leaf(1,2)
y = x*1
z = Inc.apply(y); print(z is y, z.grad_fn, y._version)
z.sum().backward(); print(x.grad)
attempt('leaf', lambda: Inc.apply(x)); print(x)
c = torch.ones(2); d = Inc.apply(c); print(d is c, c._version)
b = x*1; v = b[:1]; r = Inc.apply(v); print(r is v, b.grad_fn, v.grad_fn); x.grad=None; b.sum().backward(); print(x.grad)
class Inc2(Function):
    @staticmethod
    def forward(ctx, x): x.add_(1); ctx.mark_dirty(x); return x*1
    @staticmethod
    def backward(ctx, g): return g
attempt('dirty not returned', lambda: Inc2.apply(x*1))
class Inc3(Function):
    @staticmethod
    def forward(ctx, x): y = x*2; ctx.mark_dirty(y); return y
    @staticmethod
    def backward(ctx, g): return g
attempt('dirty not input', lambda: Inc3.apply(x*1))
class Inc4(Function):
    @staticmethod
    def forward(ctx, x): ctx.mark_dirty(5); return x*1
    @staticmethod
    def backward(ctx, g): return g
attempt('dirty not tensor', lambda: Inc4.apply(x*1))
class Inc5(Function):
    @staticmethod
    def forward(ctx, x): x.add_(1); return x
    @staticmethod
    def backward(ctx, g): return g
y = x*1; attempt('unmarked', lambda: Inc5.apply(y)); print(y, y._version)
class Inc6(Function):
    @staticmethod
    def forward(ctx, x, y): x.add_(y); ctx.mark_dirty(x); return x, y*2
    @staticmethod
    def backward(ctx, gx, gy): return gx, gx + gy*2
w = leaf(3,4); y = x*1; a, b = Inc6.apply(y, w); print(a is y); (a.sum()+b.sum()).backward(); print(x.grad, w.grad)
y = x*1; v = y[:1]; attempt('view and several', lambda: Inc6.apply(v, w[:1]))
with torch.no_grad(): y = x*1; print(Inc.apply(y) is y)
y = torch.ones(2); a, b = Inc6.apply(y, w); print(a is y, a.requires_grad, a.grad_fn)
### nondiff
class F(Function):
    @staticmethod
    def forward(ctx, x): a, b = x*1, x*2; ctx.mark_non_differentiable(b); return a, b
    @staticmethod
    def backward(ctx, ga, gb): print('bwd', ga, gb); return ga
x = leaf(1,2)
a, b = F.apply(x); print(a.requires_grad, b.requires_grad, b.grad_fn, b.is_leaf, a.output_nr)
a.sum().backward(); print(x.grad)
attempt('b bwd', lambda: b.sum().backward())
class G(Function):
    @staticmethod
    def forward(ctx, x): i = x.argmax(); ctx.mark_non_differentiable(i); return x.max(), i
    @staticmethod
    def backward(ctx, g, gi): print(g, gi, gi.dtype if gi is not None else None); return g*torch.ones(2)
m, i = G.apply(x); print(m, i, i.requires_grad); m.backward()
class H(Function):
    @staticmethod
    def forward(ctx, x): ctx.mark_non_differentiable(x); return x
    @staticmethod
    def backward(ctx, g): return g
attempt('input nondiff', lambda: H.apply(x))
attempt('input nondiff2', lambda: H.apply(x*1).requires_grad)
class K(Function):
    @staticmethod
    def forward(ctx, x): ctx.mark_non_differentiable(5); return x*1
    @staticmethod
    def backward(ctx, g): return g
attempt('nontensor', lambda: K.apply(x))
class L(Function):
    @staticmethod
    def forward(ctx, x): y = x*1; ctx.mark_non_differentiable(y); return y
    @staticmethod
    def backward(ctx, g): return g
o = L.apply(x); print(o.requires_grad, o.grad_fn)
class LL(Function):
    @staticmethod
    def forward(ctx, x, y): x.add_(1); ctx.mark_dirty(x); ctx.mark_non_differentiable(x); return x
    @staticmethod
    def backward(ctx, g): return g, g
attempt('dirty nondiff', lambda: (lambda t: (LL.apply(t, x), t.requires_grad))(torch.ones(2)))
### materialize
class F(Function):
    @staticmethod
    def forward(ctx, x, m): ctx.set_materialize_grads(m); return x*1, x*2, torch.arange(2)
    @staticmethod
    def backward(ctx, *g): print(g); return g[0], None
x = leaf(1,2)
F.apply(x, True)[0].sum().backward()
F.apply(x, False)[0].sum().backward()
attempt('none', lambda: F.apply(x, False)[1].sum().backward())
class G(Function):
    @staticmethod
    def forward(ctx, x): return x*1
    @staticmethod
    def backward(ctx, g): return None
class H(Function):
    @staticmethod
    def forward(ctx, x): ctx.set_materialize_grads(False); return x*1
    @staticmethod
    def backward(ctx, g): print('got', g); return g
H.apply(G.apply(H.apply(x))).sum().backward()
class D(Function):
    @staticmethod
    def forward(ctx, x): return x.double(), x[:1]*1
    @staticmethod
    def backward(ctx, a, b): print(a, b, a.dtype); return None
D.apply(x)[1].sum().backward()
### save_rules
def mk(f, b=None):
    class F(Function):
        @staticmethod
        def forward(ctx, *a): return f(ctx, *a)
        @staticmethod
        def backward(ctx, g): print('saved', ctx.saved_tensors); return (g,)*len(ctx.needs_input_grad)
    return F
x = leaf(1,2)
attempt('int', lambda: mk(lambda ctx, a: (ctx.save_for_backward(5), a*1)[1]).apply(x))
attempt('list', lambda: mk(lambda ctx, a: (ctx.save_for_backward([a]), a*1)[1]).apply(x))
attempt('none', lambda: mk(lambda ctx, a: (ctx.save_for_backward(None, a), a*1)[1]).apply(x).sum().backward())
attempt('twice', lambda: mk(lambda ctx, a: (ctx.save_for_backward(a), ctx.save_for_backward(a*2, a), a*1)[2]).apply(x).sum().backward())
attempt('inter', lambda: mk(lambda ctx, a: (ctx.save_for_backward(a.exp()), a*1)[1]).apply(x).sum().backward())
def out(ctx, a): r = a.exp(); ctx.save_for_backward(r); return r
y = mk(out).apply(x); s = y.grad_fn.saved_tensors[0]; print(s is y, s.requires_grad, s.grad_fn); y.sum().backward()
y = mk(out).apply(x); y.add_(1); attempt('out mod', lambda: y.sum().backward())
y = mk(out).apply(x); y.detach().add_(1); attempt('out mod2', lambda: y.sum().backward())
def inp(ctx, a): ctx.save_for_backward(a); return a*1
z = x*1; y = mk(inp).apply(z); z.add_(1); attempt('in mod', lambda: y.sum().backward())
attempt('empty', lambda: mk(lambda ctx, a: (ctx.save_for_backward(), a*1)[1]).apply(x).sum().backward())
attempt('nosave', lambda: mk(lambda ctx, a: a*1).apply(x).sum().backward())
def rd(ctx, a): ctx.save_for_backward(a); print('early', ctx.saved_tensors); return a*1
attempt('early read', lambda: mk(rd).apply(x))
attempt('to_save', lambda: mk(lambda ctx, a: (ctx.save_for_backward(a), print(ctx.to_save), a*1)[2]).apply(x))
y = mk(inp).apply(x); print(y.grad_fn.saved_tensors[0] is x)
attempt('saved_variables', lambda: y.grad_fn.saved_variables)
y.sum().backward(); attempt('after', lambda: y.grad_fn.saved_tensors)
y = mk(inp).apply(x); y.sum().backward(retain_graph=True); y.sum().backward()
def attr(ctx, a): ctx.t = a; ctx.u = 5; return a*1
y = mk(attr).apply(x); print(y.grad_fn.t is x, y.grad_fn.u); y.sum().backward(); print(y.grad_fn.t is x); attempt('no attr', lambda: y.grad_fn.zz)
def nt(ctx, a, b): ctx.save_for_backward(a, b); return a*1
attempt('save const', lambda: mk(nt).apply(x, torch.ones(2)).sum().backward())
### once
from torch.autograd.function import once_differentiable
class F(Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x*x
    @staticmethod
    @once_differentiable
    def backward(ctx, g): x, = ctx.saved_tensors; print('grad mode', torch.is_grad_enabled()); return 2*x*g
x = leaf(1,2)
F.apply(x).sum().backward(); print(x.grad)
g, = torch.autograd.grad(F.apply(x).sum(), x, create_graph=True); print(g.requires_grad, g.grad_fn)
attempt('2nd', lambda: g.sum().backward())
go = leaf(1,1)
g, = torch.autograd.grad(F.apply(x), x, go, create_graph=True); print(g.requires_grad, g.grad_fn)
attempt('2nd', lambda: g.sum().backward())
attempt('2nd grad', lambda: torch.autograd.grad(g.sum(), x))
attempt('2nd grad go', lambda: torch.autograd.grad(g.sum(), go))
### double
class Sq(Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x*x
    @staticmethod
    def backward(ctx, g): x, = ctx.saved_tensors; return 2*x*g
x = leaf(1,2,3)
y = Sq.apply(x); g, = torch.autograd.grad(y.sum(), x, create_graph=True); print(g)
print(torch.autograd.grad(g.sum(), x))
class Exp(Function):
    @staticmethod
    def forward(ctx, x): r = x.exp(); ctx.save_for_backward(r); return r
    @staticmethod
    def backward(ctx, g): r, = ctx.saved_tensors; return g*r
y = Exp.apply(x); g, = torch.autograd.grad(y.sum(), x, create_graph=True); print(g); g2, = torch.autograd.grad(g.sum(), x, create_graph=True); print(g2); print(torch.autograd.grad(g2.sum(), x))
class Bwd(Function):
    @staticmethod
    def forward(ctx, x, g): ctx.save_for_backward(x, g); return x*g*2
    @staticmethod
    def backward(ctx, gg): x, g = ctx.saved_tensors; print('bwdbwd'); return gg*g*2, gg*x*2
class Fwd(Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x*x
    @staticmethod
    def backward(ctx, g): return Bwd.apply(ctx.saved_tensors[0], g)
y = Fwd.apply(x); g, = torch.autograd.grad(y.sum(), x, create_graph=True); print(g.grad_fn.name(), torch.autograd.grad(g.sum(), x))
class Inter(Function):
    @staticmethod
    def forward(ctx, x): m = x.sin(); ctx.save_for_backward(m); return m*2
    @staticmethod
    def backward(ctx, g): m, = ctx.saved_tensors; return g*m
y = Inter.apply(x); g, = torch.autograd.grad(y.sum(), x, create_graph=True); print(g.requires_grad)
attempt('inter', lambda: torch.autograd.grad(g.sum(), x))
class Nb(Function):
    @staticmethod
    def forward(ctx, x): return x*2
attempt('no backward', lambda: Nb.apply(x).sum().backward())
class Nf(Function):
    @staticmethod
    def backward(ctx, g): return g
attempt('no forward', lambda: Nf.apply(x))
class Both(Function):
    @staticmethod
    def forward(ctx, x): return x*2
    @staticmethod
    def backward(ctx, g): return g
    @staticmethod
    def vjp(ctx, g): return g
attempt('both', lambda: Both.apply(x).sum().backward())
class Vjp(Function):
    @staticmethod
    def forward(ctx, x): return x*2
    @staticmethod
    def vjp(ctx, g): print('vjp'); return g
attempt('vjp', lambda: Vjp.apply(x).sum().backward())
### legacy
class Old(Function):
    def forward(self, x): return x
    def backward(self, g): return g
x = leaf(1,2)
attempt('inst', lambda: Old()(x))
attempt('apply', lambda: Old.apply(x))
attempt('direct', lambda: Old()(x, 1))
class New(Function):
    @staticmethod
    def forward(ctx, x): return x
    @staticmethod
    def backward(ctx, g): return g
attempt('call', lambda: New()(x))
attempt('ctor', lambda: New(1))
attempt('mark', lambda: torch.autograd.function.FunctionCtx().save_for_backward(x))
### needs
class F(Function):
    @staticmethod
    def forward(ctx, a, b, c, d): print(ctx.needs_input_grad); return a*b
    @staticmethod
    def backward(ctx, g): print('b', ctx.needs_input_grad); return g, g, None, None
x = leaf(1,2); w = leaf(3,4); c = torch.ones(2)
F.apply(x, c, 5, None).sum().backward()
F.apply(c, x, c, 'a').sum().backward()
F.apply(x, w, w, [x]).sum().backward()
F.apply(c, c, c, c)
with torch.no_grad(): F.apply(x, w, c, c)
o = F.apply(x, w, c, c); print(o.grad_fn.next_functions)
o = F.apply(x, c, c, 5); print(o.grad_fn.next_functions)
torch.autograd.grad(F.apply(x, w, c, c).sum(), x)
torch.autograd.grad(F.apply(x*1, w*1, c, c).sum(), w)
### attrs
class F(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.a = 1; ctx.t = x*2
        try: ctx.needs_input_grad = 5
        except Exception as e: print(type(e).__name__, e)
        return x*1
    @staticmethod
    def backward(ctx, g): print(ctx.a, ctx.t, hasattr(ctx,'zz')); return g
x = leaf(1,2)
y = F.apply(x); y.sum().backward()
print(y.grad_fn.a, y.grad_fn.metadata, y.grad_fn.dirty_tensors if hasattr(y.grad_fn,'dirty_tensors') else '')
y.grad_fn.b = 7; print(y.grad_fn.b, y.grad_fn is y.grad_fn)
y.grad_fn.register_hook(lambda gi, go: print('hook', gi, go)); y.sum().backward()
y.grad_fn.register_prehook(lambda go: print('pre', go)) if hasattr(y.grad_fn,'register_prehook') else None
y = F.apply(x); y.register_hook(lambda g: print('t', g)); y.sum().backward()
attempt('call', lambda: F.apply(x).grad_fn(torch.ones(2)))
attempt('apply', lambda: F.apply(x).grad_fn.apply(torch.ones(2)))
class Raise(Function):
    @staticmethod
    def forward(ctx, x): raise IndexError('in forward')
    @staticmethod
    def backward(ctx, g): return g
attempt('fwd err', lambda: Raise.apply(x)); print(torch.is_grad_enabled())
class Grad(Function):
    @staticmethod
    def forward(ctx, x):
        with torch.enable_grad(): y = x*2; print(y.requires_grad, x.requires_grad)
        return y
    @staticmethod
    def backward(ctx, g): return g*7
x.grad=None; y = Grad.apply(x); print(y.grad_fn); y.sum().backward(); print(x.grad)
### nested
class In(Function):
    @staticmethod
    def forward(ctx, x): return x*2
    @staticmethod
    def backward(ctx, g): print('in'); return g*2
class Out(Function):
    @staticmethod
    def forward(ctx, x): return In.apply(x)+1
    @staticmethod
    def backward(ctx, g): print('out'); return In.apply(g)
x = leaf(1,2)
Out.apply(x).sum().backward(); print(x.grad)
m = nn.Linear(2,2)
class WithMod(Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return m(x)
    @staticmethod
    def backward(ctx, g): return g@m.weight
WithMod.apply(x).sum().backward(); print(x.grad, m.weight.grad)
class Param(Function):
    @staticmethod
    def forward(ctx, x, w, b=None): ctx.save_for_backward(x, w, b); o = x@w.t(); return o if b is None else o+b
    @staticmethod
    def backward(ctx, g):
        x, w, b = ctx.saved_tensors; gx = gw = gb = None
        if ctx.needs_input_grad[0]: gx = g@w
        if ctx.needs_input_grad[1]: gw = g.t()@x
        if b is not None and ctx.needs_input_grad[2]: gb = g.sum(0)
        return gx, gw, gb
a = torch.ones(1,2); w = torch.ones(3,2,requires_grad=True); b = torch.ones(3,requires_grad=True)
Param.apply(a, w, b).sum().backward(); print(w.grad, b.grad); Param.apply(a, w).sum().backward(); print(w.grad)
from torch.autograd import gradcheck
print(gradcheck(Param.apply, (torch.rand(2,2,dtype=torch.float64,requires_grad=True), torch.rand(3,2,dtype=torch.float64,requires_grad=True), torch.rand(3,dtype=torch.float64,requires_grad=True))))
