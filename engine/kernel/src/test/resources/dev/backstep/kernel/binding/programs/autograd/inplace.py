### leaf
x = leaf(1,2,3)
attempt('add_', lambda: x.add_(1))
attempt('view', lambda: x[0:1].add_(1))
attempt('view2', lambda: x.view(3).mul_(2))
attempt('setitem', lambda: x.__setitem__(0, 1.))
attempt('zero_', lambda: x.zero_())
attempt('copy_', lambda: x.copy_(torch.ones(3)))
attempt('detach().', lambda: x.detach().zero_())
print(x, x._version)
def iadd():
    global x
    x += 1
attempt('iadd', iadd)
attempt('fill', lambda: x.fill_(0))
attempt('normal_', lambda: x.normal_())
attempt('unbind', lambda: x.unbind()[0].add_(1))
attempt('split', lambda: x.split(1)[0].add_(1))
attempt('t_', lambda: x.t_())
attempt('resize_', lambda: x.resize_(2))
attempt('set_', lambda: x.set_(torch.ones(1)))
attempt('squeeze_', lambda: torch.ones(1,2,requires_grad=True).squeeze_())
attempt('unsqueeze_', lambda: x.unsqueeze_(0))
attempt('const by leaf', lambda: torch.ones(3).add_(x))
attempt('requires_grad_ again', lambda: x.requires_grad_())
attempt('out', lambda: torch.add(torch.ones(3), 1, out=x))
attempt('out2', lambda: torch.add(x, 1, out=torch.ones(3)))
attempt('index_put', lambda: x.index_put_((torch.tensor([0]),), torch.ones(1)))
attempt('masked_fill', lambda: x.masked_fill_(x>0, 1.))
attempt('clamp_', lambda: x.clamp_(0,1))
attempt('transpose view', lambda: torch.ones(2,2,requires_grad=True).t().add_(1))
attempt('expand view', lambda: x.expand(2,3).add_(1))
attempt('diag view', lambda: torch.ones(2,2,requires_grad=True).diagonal().fill_(1))
### version
x = torch.ones(3)
v = x[1:]
print(x._version, v._version)
x.add_(1); print(x._version, v._version)
v.mul_(2); print(x._version, v._version)
d = x.detach(); d.add_(1); print(x._version, d._version)
dd = x.data; dd.add_(1); print(x._version, dd._version)
x[0] = 1; print(x._version)
x += 1; print(x._version)
x = x + 1; print(x._version)
x.copy_(torch.zeros(3)); print(x._version)
x.requires_grad_(); print(x._version)
with torch.no_grad(): x.zero_()
print(x._version)
y = x.clone(); y.t_() if False else None
y.unsqueeze_(0); print(y._version, y.shape)
y.squeeze_(); print(y._version)
y.resize_(5) if False else None
z = torch.ones(2,3); z.t_(); print(z._version, z.shape); z.transpose_(0,1); print(z._version)
z.set_(torch.ones(1)); print(z._version, z.shape)
z.resize_(4); print(z._version, z.shape)
z = torch.ones(2); z.data = torch.zeros(3); print(z._version)
torch.add(torch.ones(3), 1, out=z); print(z._version)
z.fill_(1).add_(2).mul_(3); print(z._version)
z.random_(); print(z._version)
e = torch.ones(3).expand(2,3); print(e._version)
m = torch.ones(2); m.masked_fill_(m>0, 2); print(m._version)
m.requires_grad_(False); print(m._version)
torch.nn.functional.relu(m, inplace=True); print(m._version)
m.index_add_(0, torch.tensor([0]), torch.ones(1)); print(m._version)
m[m>0] = 4; print(m._version)
m[[0]] = 4; print(m._version)
m[0:1] = torch.ones(1); print(m._version)
### modified
x = leaf(1,2)
y = x.exp(); z = y*2
y.add_(1); attempt('exp result', lambda: z.sum().backward())
y = x.exp(); y.mul_(2); attempt('exp res', lambda: y.sum().backward())
y = x*1; z = y*y; y += 1; attempt('mul', lambda: z.sum().backward())
y = x*1; z = y.sin(); y[0] = 3; attempt('setitem', lambda: z.sum().backward())
y = x*1; z = y.sin(); v = y.view(2,1); v.zero_(); attempt('view', lambda: z.sum().backward())
y = torch.ones(2); z = x*y; y.add_(1); attempt('const', lambda: z.sum().backward())
y = torch.ones(2); z = x*y[:1]; y.add_(1); attempt('const view', lambda: z.sum().backward())
y = x.sigmoid(); z = y.sum(); y.zero_(); attempt('sigmoid', lambda: z.backward())
y = x*1; z = y+1; y.zero_(); z.sum().backward(); print(x.grad)
y = x.relu(); y.add_(1); attempt('relu', lambda: y.sum().backward())
y = x.tanh(); w = y.view(2,1); w.mul_(2); attempt('tanh view', lambda: y.sum().backward())
y = x.double(); z = y*y; y.add_(1); attempt('double', lambda: z.sum().backward())
i = torch.tensor([0]); z = x[i]; i.add_(1); attempt('index', lambda: z.sum().backward())
i = torch.tensor([0]); z = x.index_select(0,i); i.add_(1); attempt('index sel', lambda: z.sum().backward())
m = x>1; z = x.masked_fill(m, 0.); m.zero_(); attempt('mask', lambda: z.sum().backward())
a = torch.ones(2,2,requires_grad=True)*1; b = torch.ones(2,2); z = a@b; b.add_(1); attempt('matmul', lambda: z.sum().backward())
z = a@b; a.add_(1); attempt('matmul unaffected', lambda: z.sum().backward())
u = (x*1).unbind(); z = u[0]*u[0]; attempt('unbind inplace', lambda: u[0].add_(1))
attempt('max idx', lambda: None)
v, i = (x*1).max(0); i.zero_(); attempt('max i', lambda: v.backward())
s = torch.tensor(2., requires_grad=True)*1; z = s*x; s.add_(1); attempt('0d', lambda: z.sum().backward())
### modified_loop
x = leaf(1,2)
h = x*1
out = []
for i in range(3):
    h += 1
    out.append(h*h)
attempt('loop', lambda: sum(o.sum() for o in out).backward())
attempt('last', lambda: out[-1].sum().backward())
hidden = x*1
for i in range(3): hidden = hidden.tanh(); hidden *= 2
attempt('loop2', lambda: hidden.sum().backward())
w = nn.Linear(2,2)
opt = torch.optim.SGD(w.parameters(), lr=0.1)
o = w(w(torch.ones(1,2))); l = o.sum(); l.backward(retain_graph=True); opt.step()
attempt('opt', lambda: l.backward())
opt = torch.optim.Adam(w.parameters(), lr=0.1)
o = w(w(torch.ones(1,2))); l = o.sum(); l.backward(retain_graph=True); opt.step()
attempt('adam', lambda: l.backward())
### copyslices
x = leaf(1,2,3,4)
b = x*1
b[0] = 0
print(b.grad_fn, b.grad_fn.next_functions, b._version)
b[1:3] *= 10
print(b.grad_fn, [f for f in b.grad_fn.next_functions], b.grad_fn.name())
b.sum().backward(); print(x.grad)
x = leaf(1,2,3,4); b = x*1; v = b.view(2,2); r = v[0]; r.mul_(3)
print(v.grad_fn, r.grad_fn, b.grad_fn, r._base is b, v._base is b, r._is_view(), b._is_view())
print(r.grad_fn.next_functions, b.grad_fn.next_functions)
(b.sum()+r.sum()+v.sum()).backward(); print(x.grad)
x = leaf(1,2,3,4); w = leaf(5,6); b = x*1; b[:2] = w
print(b.grad_fn.next_functions)
(b*b).sum().backward(); print(x.grad, w.grad)
c = torch.zeros(4); v = c[:2]; c[1:3] = w
print(c.requires_grad, c.grad_fn, v.requires_grad, v.grad_fn, c.is_leaf, v.is_leaf)
(v*2).sum().backward(); print(w.grad)
c = torch.zeros(4); v = c[:2]; v.copy_(w); print(c.requires_grad, c.grad_fn, v.grad_fn, c.grad_fn.next_functions)
c.sum().backward(); print(w.grad)
c = torch.zeros(2,2); c[0].add_(w); c[1] = w*2; c.t()[0] *= 2
c.sum().backward(); print(w.grad, c)
x = leaf(1,2,3,4); b = x*1; u = b.view(2,2).t(); u[1].pow_(2); b.sum().backward(); print(x.grad)
x = leaf(1,2,3,4); b = x*1; b[::2].mul_(b[1::2]); b.sum().backward() if False else None
attempt('self overlap', lambda: b.sum().backward()); print(x.grad)
x = leaf(1,2,3,4); b = x*1; s = b*b; b[0] = 0; attempt('saved whole', lambda: s.sum().backward())
x = leaf(1,2,3,4); b = x*1; b.view(2,2)[0].zero_(); b.view(-1)[1:].fill_(2); b.sum().backward(); print(x.grad)
x = leaf(1,2,3,4); b = x*1; v=b[:2]; v.detach_() if False else None
d = b.detach(); d[0] = 100; print(b, b.grad_fn, b._version)
attempt('b', lambda: (b*2).sum().backward()); print(x.grad)
x = torch.ones(2,2,requires_grad=True); b = x*1; b.diagonal().fill_(3); b.sum().backward(); print(x.grad)
x = torch.ones(2,2,requires_grad=True); b = x*1; b.transpose(0,1)[0].mul_(3); b.sum().backward(); print(x.grad)
x = torch.ones(3,requires_grad=True); b = x*1; b.unsqueeze(0).squeeze(0).narrow(0,1,2).add_(x[:2]); b.sum().backward(); print(x.grad)
x = torch.ones(2,requires_grad=True); b = x*1; e = b.expand(2,2); attempt('expand inplace', lambda: e.add_(1))
attempt('expand mul', lambda: e.mul_(2))
### copyslices_attrs
x = leaf(1,2,3)
b = x*1
b[0:1].mul_(x[1:2])
f = b.grad_fn
print(f.name(), type(f).__name__, f.next_functions)
attempt('saved', lambda: f._saved_self)
b.sum().backward(); print(x.grad)
attempt('again', lambda: b.sum().backward())
b = x*1; v = b[0:1]; v.mul_(2)
vf = v.grad_fn; print(vf.name(), vf._saved_size, vf._saved_stride, vf._saved_storage_offset)
print(v.output_nr, b.output_nr)
### multi_views
x = leaf(1,2,3,4)
b = x*1
for n, f in [('unbind', lambda t: t.unbind()), ('split', lambda t: t.split(2)), ('chunk', lambda t: t.chunk(2)), ('split_list', lambda t: t.split([1,3]))]:
    attempt(n, lambda: f(b)[0].add_(1))
    attempt(n+' leaf', lambda: f(x)[0].add_(1))
    attempt(n+' const', lambda: f(torch.ones(4))[0].add_(x[0]))
    attempt(n+' view', lambda: f(b)[1].view(-1).mul_(2))
    def base():
        bb = x*1; o = f(bb); bb.mul_(2); return o[0].grad_fn
    attempt(n+' base', base)
    def base2():
        bb = x*1; o = f(bb); bb.mul_(2); return o[0].sum().backward()
    attempt(n+' base bwd', base2)
    with torch.no_grad(): attempt(n+' nograd', lambda: f(b)[0].add_(1))
for t in (x*1): 
    attempt('iter', lambda: t.add_(1)); break
a, c = (x*1).split(2)
attempt('both', lambda: a.mul_(c))
### as_strided
x = leaf(1,2,3,4,5,6)
y = x.as_strided((2,2),(2,1),1)
print(y, y.grad_fn)
(y*y).sum().backward(); print(x.grad)
x.grad = None
z = (x*1).as_strided((3,3),(1,1)); print(z)
z.sum().backward(); print(x.grad)
attempt('oob', lambda: x.as_strided((10,),(1,)))
attempt('neg', lambda: x.as_strided((2,),(-1,)))
b = x*1; s = b.as_strided((2,),(3,)); s.mul_(10); x.grad=None; b.sum().backward(); print(x.grad)
attempt('mismatch', lambda: x.as_strided((2,2),(1,)))
t = torch.arange(6.).view(2,3).t().requires_grad_(); 
w = t.as_strided((2,),(1,)); w.sum().backward(); print(t.grad)
e = leaf(1).expand(3); attempt('expand', lambda: e.as_strided((3,),(0,)).sum().backward())
### view_after_inplace
x = leaf(1,2,3,4)
b = x*1
v = b.view(2,2)
print(v.grad_fn)
b.mul_(2)
print(v.grad_fn, b.grad_fn, v._version)
v.sum().backward(); print(x.grad)
b = x*1; v = b.view(2,2); w = v[0]; v.add_(1); print(w.grad_fn, b.grad_fn, v.grad_fn)
b = x*1; v = b.view(2,2)
with torch.no_grad(): b.mul_(2)
print(v.grad_fn, b.grad_fn)
b = x*1; v = b.view(2,2); d = b.detach(); d.mul_(2); print(v.grad_fn, b.grad_fn)
v = b.view(2,2); b.t_() if False else None
b = x*1; b.unsqueeze_(0); print(b.grad_fn, b.shape); b.sum().backward()
b = x*1; b.resize_(2) if False else None
attempt('resize nonleaf', lambda: (x*1).resize_(2))
attempt('resize_as nonleaf', lambda: (x*1).resize_as_(torch.ones(2)))
attempt('resize const', lambda: torch.ones(4).resize_(2))
attempt('resize nograd', lambda: (x*1).detach().resize_(2))
with torch.no_grad(): attempt('resize nograd', lambda: (x*1).resize_(2))
attempt('view bad', lambda: torch.ones(2,3).t().view(6))
attempt('view bad2', lambda: torch.ones(2,3).view(4))
### detach_view
x = leaf(1,2,3)
b = x*1
v = b[:2]
attempt('v.detach_', lambda: v.detach_())
b.detach_()
print(b.requires_grad, v.requires_grad, v.grad_fn)
b = x*1; d = b.detach(); attempt('d', lambda: d.mul_(2)); print(b.grad_fn, b._version)
d.requires_grad_(); attempt('d leaf', lambda: d.mul_(2))
attempt('d leaf view', lambda: d[:1].mul_(2))
### inplace_hist
x = leaf(1,2)
y = x*1
old = y.grad_fn
y.mul_(3); print(y.grad_fn.name(), y.grad_fn.next_functions[0][0] is old)
y.mul_(y); attempt('y*y', lambda: y.sum().backward()); print(x.grad)
x.grad=None; y = x*2; y.pow_(2); y.sum().backward(); print(x.grad)
x.grad=None; y = x*2; y.exp_(); y.log_(); attempt('exp log', lambda: y.sum().backward()); print(x.grad)
x.grad=None; y = x*2; y.sqrt_(); y.sum().backward(); print(x.grad)
x.grad=None; y = x*2; y.div_(x); attempt('div', lambda: y.sum().backward()); print(x.grad)
x.grad=None; y = x*2; y.zero_(); y.add_(x); y.sum().backward(); print(x.grad)
x.grad=None; y = torch.zeros(2); y.add_(x); print(y.requires_grad, y.grad_fn, y.is_leaf); y.sum().backward(); print(x.grad)
x.grad=None; y = torch.zeros(2); y += x; y *= x; attempt('b', lambda: y.sum().backward()); print(x.grad)
y = torch.zeros(2, dtype=torch.int64); attempt('int', lambda: y.add_(x))
y = torch.zeros(2, dtype=torch.float64); y.add_(x); print(y.grad_fn, y.dtype); y.sum().backward(); print(x.grad)
y = x.relu_() if False else (x*1).relu_(); print(y.grad_fn)
y = x*1; y.sin_(); attempt('sin', lambda: y.sum().backward()); print(x.grad)
y = x*1; y.copy_(torch.zeros(2)); print(y.grad_fn, y.grad_fn.next_functions); y.sum().backward(); print(x.grad)
y = x*1; y.zero_(); print(y.grad_fn, y.grad_fn.next_functions)
y = x*1; y.normal_(); print(y.grad_fn, y.requires_grad)
y = x*1; y.masked_fill_(y>1, 0.); y.sum().backward(); print(x.grad)
y = x*1; y.clamp_(0,1.5); attempt('clamp', lambda: y.sum().backward()); print(x.grad)
### inplace_partial_overlap
x = torch.arange(4.)
attempt('ov', lambda: x[1:].add_(x[:-1]))
attempt('ov copy', lambda: x[1:].copy_(x[:-1]))
attempt('expanded', lambda: torch.ones(1).expand(3).add_(1))
attempt('expanded copy', lambda: torch.ones(1).expand(3).copy_(torch.ones(3)))
attempt('expanded fill', lambda: torch.ones(1).expand(3).fill_(2))
attempt('expanded zero', lambda: torch.ones(1).expand(3).zero_())
attempt('expanded setitem', lambda: torch.ones(1).expand(3).__setitem__(0, 4.))
attempt('bc', lambda: torch.ones(2).add_(torch.ones(2,2)))
attempt('bc0', lambda: torch.tensor(1.).add_(torch.ones(2)))
attempt('type', lambda: torch.ones(2, dtype=torch.int64).mul_(1.5))
attempt('type div', lambda: torch.ones(2, dtype=torch.int64).div_(2))
attempt('bool', lambda: torch.tensor([True]).add_(1))
### inplace_nograd_base
x = leaf(1,2,3)
y = x*1
v = y[:2]
with torch.no_grad(): v.zero_()
print(v.grad_fn, y.grad_fn, y)
y.sum().backward(); print(x.grad)
with torch.no_grad():
    c = torch.zeros(2); c.add_(x[:2]); print(c.requires_grad, c.grad_fn)
    d = x*1; d.mul_(2); print(d.requires_grad)
y = x*1
with torch.no_grad(): y.mul_(2); print(y.requires_grad, y.grad_fn)
with torch.no_grad(): x.view(3)[0] = 5
print(x)
