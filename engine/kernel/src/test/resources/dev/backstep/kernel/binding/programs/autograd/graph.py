### walk
a = leaf(1,2); b = leaf(3,4)
c = a*b; d = c.sum()
print(d.grad_fn.name(), type(d.grad_fn).__name__, d.grad_fn.next_functions)
m = d.grad_fn.next_functions[0][0]
print(m.name(), m.next_functions, m is c.grad_fn)
acc = m.next_functions[0][0]
print(acc.name(), acc.variable is a, acc.next_functions, acc.metadata)
print(hasattr(acc,'variable'), hasattr(m,'variable'))
attempt('var', lambda: m.variable)
m.metadata['x'] = 1
print(m.metadata, c.grad_fn.metadata)
print(m._saved_self is a, torch.equal(m._saved_other, b))
print(sorted(n for n in dir(m) if n.startswith('_saved') or n.startswith('_raw')))
print(sorted(n for n in dir(m) if not n.startswith('__')))
print(sorted(n for n in dir(acc) if not n.startswith('__')))
print(m(torch.ones(2)))
attempt('call none', lambda: m())
attempt('call2', lambda: m(torch.ones(2), torch.ones(2)))
### input_numbers
x = leaf(1,2,3,4)
p, q = x.split(2)
print(p.output_nr, q.output_nr, p.grad_fn is q.grad_fn, q.grad_fn.next_functions)
s = p*q
print(s.grad_fn.next_functions)
print([ (f.name(), n) for f,n in s.grad_fn.next_functions])
v,i = x.max(0)
print(v.grad_fn, i.grad_fn, i.requires_grad, i.output_nr)
y = torch.stack([p, q, torch.ones(2)])
print(y.grad_fn.next_functions)
z = torch.ones(2)*q
print(z.grad_fn.next_functions, z.grad_fn._saved_other, z.grad_fn._saved_self)
u = x.unbind()
print([(t.output_nr, t.grad_fn.name()) for t in u])
### saved_free
x = leaf(1,2)
y = x.exp()
f = y.grad_fn
print(f._saved_result is y, f._saved_result)
z = (x*x)
g = z.grad_fn
print(g._saved_self is x)
(y.sum()+z.sum()).backward()
attempt('after free', lambda: f._saved_result)
attempt('after free2', lambda: g._saved_self)
attempt('raw after free', lambda: f._raw_saved_result)
attempt('call after free', lambda: f(torch.ones(2)))
attempt('bwd', lambda: y.sum().backward())
w = x.sum()
w.backward()
attempt('sum twice ok', lambda: w.backward())
attempt('scalar attr', lambda: (x**2).grad_fn._saved_exponent)
h = (x**3)
h.sum().backward()
attempt('scalar attr after free', lambda: h.grad_fn._saved_exponent)
### raw_saved
x = leaf(1,2)
y = x*x
raw = y.grad_fn._raw_saved_self
print(type(raw).__name__, type(raw))
attempt('init', lambda: type(raw)())
raw.register_hooks(lambda t: t*1.0, lambda t: t*10)
print(y.grad_fn._saved_self, y.grad_fn._saved_other)
attempt('again', lambda: raw.register_hooks(lambda t: t, lambda t: t))
y.sum().backward()
print(x.grad)
y = x*2
attempt('none', lambda: y.grad_fn._raw_saved_other)
attempt('noself', lambda: y.grad_fn._raw_saved_self)
y = x.exp()
raw = y.grad_fn._raw_saved_result
y.sum().backward()
attempt('reg freed', lambda: raw.register_hooks(lambda t: t, lambda t: t))
attempt('bad', lambda: (x*x).grad_fn._raw_saved_self.register_hooks(1, 2))
attempt('badn', lambda: (x*x).grad_fn._raw_saved_self.register_hooks(lambda t: t))
y = x*x
y.grad_fn._raw_saved_self.register_hooks(lambda t: t, lambda t: 5)
attempt('unpack bad', lambda: y.grad_fn._saved_self)
y = x*x
def bad(t): t.mul_(2); return t
attempt('pack inplace', lambda: y.grad_fn._raw_saved_self.register_hooks(bad, lambda t: t))
y = x*torch.ones(2)
attempt('pack inplace2', lambda: y.grad_fn._raw_saved_other.register_hooks(bad, lambda t: t))
t = x.exp()
attempt('idx', lambda: torch.cat([x,x]).grad_fn._raw_saved_dim)
### leaf_rules
a = torch.ones(2)
print(a.is_leaf, a.requires_grad, a.grad_fn, a.output_nr, a.retains_grad, a._version, a._base)
b = leaf(1,2)
c = b*2
print(b.is_leaf, c.is_leaf, c.requires_grad, (a*2).is_leaf, c.detach().is_leaf, c.data.is_leaf, c.detach().requires_grad)
attempt('off nonleaf', lambda: c.requires_grad_(False))
def setf(): c.requires_grad = False
attempt('off nonleaf set', setf)
attempt('on nonleaf', lambda: c.requires_grad_(True))
attempt('int', lambda: torch.arange(3).requires_grad_())
def seti():
    t = torch.arange(3); t.requires_grad = True
attempt('int set', seti)
attempt('int ctor', lambda: torch.tensor([1,2], requires_grad=True))
attempt('int ones', lambda: torch.ones(2, dtype=torch.int64, requires_grad=True))
attempt('bool', lambda: torch.tensor([True]).requires_grad_())
attempt('int off', lambda: torch.arange(3).requires_grad_(False))
def setb(v):
    t = torch.ones(2); t.requires_grad = v
attempt('bad type', lambda: setb(1))
attempt('bad type', lambda: setb('x'))
attempt('bad type', lambda: setb(None))
attempt('bad type_', lambda: torch.ones(2).requires_grad_(1))
attempt('bad type_', lambda: torch.ones(2).requires_grad_('a'))
def setleaf(): a.is_leaf = True
attempt('set is_leaf', setleaf)
def setfn(): a.grad_fn = None
attempt('set grad_fn', setfn)
def setnr(): a.output_nr = 1
attempt('set output_nr', setnr)
def setver(): a._version = 1
attempt('set version', setver)
def delrg(): del a.requires_grad
attempt('del rg', delrg)
### setters_readonly
a = torch.ones(2); x = leaf(1.)
def s(n, v):
    def f(): setattr(x, n, v)
    return f
for n, v in [('shape', (1,)), ('dtype', torch.float64), ('device', 'cpu'), ('ndim', 1), ('_base', a), ('retains_grad', True), ('T', a), ('_grad_fn', None)]:
    attempt(n, s(n, v))
### retain_grad
x = leaf(1,2)
y = x*3
print(y.retains_grad)
y.retain_grad(); y.retain_grad()
print(y.retains_grad, x.retains_grad)
y.sum().backward()
print(y.grad, x.grad, y.grad.requires_grad)
attempt('on const', lambda: torch.ones(1).retain_grad())
x.retain_grad()
print(x.retains_grad)
z = (x*2)
z.retain_grad()
z.sum().backward(retain_graph=True); z.sum().backward()
print(z.grad)
v = (x*2).view(2,1)
v.retain_grad()
(v*v).sum().backward()
print(v.grad)
### retain_grad_inplace
x = leaf(1,2)
y = x*3
y.retain_grad()
y.mul_(5)
print(y.retains_grad)
y.sum().backward()
print(y.grad, x.grad)
x = leaf(1,2); y = x*3
y.mul_(5); y.retain_grad(); (y*2).sum().backward(); print(y.grad)
x = leaf(1,2,3); b = x*1; v = b[:2]
v.retain_grad()
v.mul_(4)
b.sum().backward()
print(v.grad, b.is_leaf, x.grad)
x = leaf(1,2,3); b = x*1; b.retain_grad(); v = b[:2]
v.mul_(4)
(b*2).sum().backward()
print(b.grad, x.grad)
x = leaf(1,2,3); b = x*1; v = b[:2]; v.retain_grad()
b.mul_(3)
(v*2).sum().backward()
print(v.grad, x.grad)
### grad_assign
x = leaf(1,2)
def s(t, v):
    def f(): t.grad = v
    return f
attempt('shape', s(x, torch.ones(3)))
attempt('dtype', s(x, torch.ones(2, dtype=torch.float64)))
attempt('intt', s(x, torch.ones(2, dtype=torch.int64)))
attempt('list', s(x, [1,2]))
attempt('num', s(x, 1.0))
attempt('str', s(x, 'a'))
attempt('own', s(x, x))
attempt('good', s(x, torch.ones(2)))
print(x.grad)
attempt('none', s(x, None))
print(x.grad)
g = torch.ones(2, requires_grad=True)
x.grad = g
print(x.grad is g, x.grad)
def d(): del x.grad
attempt('del', d)
print(x.grad)
c = torch.ones(2)
c.grad = torch.zeros(2)
print(c.grad, c.requires_grad)
y = x*2
attempt('nonleaf', s(y, torch.ones(2)))
print(y.grad)
i = torch.arange(2)
attempt('int', s(i, torch.arange(2)))
print(i.grad)
attempt('0d', s(torch.tensor(1., requires_grad=True), torch.ones(1)))
x.grad = torch.ones(2,1).expand(2,2)[0]
print(x.grad)
### nonleaf_grad_warning
x = leaf(1,2)
y = x*2
attempt('g', lambda: y.grad)
y.sum().backward()
attempt('g2', lambda: y.grad)
y = x*2; y.retain_grad()
attempt('g3', lambda: y.grad)
attempt('g4', lambda: x.grad)
attempt('g5', lambda: y.detach().grad)
attempt('view', lambda: x.view(2).grad)
attempt('grad', lambda: (x*2)._grad)
### data
x = leaf(1,2)
d = x.data
print(d.requires_grad, d.is_leaf, d._version, d._base)
d.add_(1)
print(x, x._version, d._version)
x.data = torch.zeros(3)
print(x, x._version)
x.data.fill_(3); print(x._version, x)
def s(t, v):
    def f(): t.data = v
    return f
attempt('dtype', s(x, torch.ones(3, dtype=torch.float64)))
print(x.dtype)
y = x.float()*2
attempt('dtype nonleaf', s(y, torch.ones(3, dtype=torch.float64)))
attempt('int', s(leaf(1,2), torch.arange(2)))
attempt('list', s(x, [1]))
attempt('none', s(x, None))
attempt('del', lambda: delattr(x, 'data'))
z = leaf(1,2); w = z*z
z.data.mul_(5)
w.sum().backward(); print(z.grad)
z = leaf(1,2); w = z*z
z.data = torch.tensor([7.,7.])
w.sum().backward(); print(z.grad)
z = leaf(1,2); w = (z*z).sum(); z.data = torch.ones(3); attempt('size changed', lambda: w.backward()); print(z.grad)
### detach
x = leaf(1,2); y = x*2
d = y.detach()
print(d.requires_grad, d.is_leaf, d._version, d._base, d.data_ptr()==y.data_ptr(), d._is_view())
d.mul_(2)
print(y._version, d._version, y)
attempt('bwd', lambda: (y*y).sum().backward())
y = x*2; z = y*y
y.detach().zero_()
attempt('bwd2', lambda: z.sum().backward())
y = x*2
r = y.detach_()
print(r is y, y.requires_grad, y.is_leaf, y.grad_fn)
v = (x*2).view(2,1)
attempt('view detach_', lambda: v.detach_())
attempt('leafview detach_', lambda: x[:1].detach_())
attempt('const view detach_', lambda: torch.ones(2)[:1].detach_())
x2 = leaf(1,2)
x2.detach_()
print(x2.requires_grad)
s = (x*3).split(1)[0]
attempt('split detach_', lambda: s.detach_())
with torch.no_grad(): n = x.view(2)
attempt('no_grad view detach_', lambda: n.detach_())
print(x.detach()._is_view(), x.detach()._base)
attempt('requires grad on detach', lambda: x.detach().requires_grad_())
### call_node
x = leaf(1,2)
y = (x*x)
print(y.grad_fn(torch.tensor([1.,2.])))
z = y.sum()
print(z.grad_fn(torch.tensor(3.)))
attempt('badtype', lambda: z.grad_fn(3.0))
acc = y.grad_fn.next_functions[0][0]
print(acc(torch.ones(2)), x.grad)
attempt('noneg', lambda: y.grad_fn(None))
