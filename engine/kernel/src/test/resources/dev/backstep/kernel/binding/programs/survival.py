# What Python gives a tensor or a node outlives the Python name, as in PyTorch.
# Expected output: PyTorch 1.13.1, `python3 survival.py > survival.out`.
import torch, gc, weakref
x = torch.ones(2, requires_grad=True)
def make():
    y = x * 2
    y.tag = ["kept"]
    y.register_hook(lambda g: print("hook", g))
    return (y * y).sum()
loss = make()
gc.collect()
saved = loss.grad_fn.next_functions[0][0]._saved_self
print(saved.tag, saved.grad_fn.name())
loss.backward()
print(x.grad is x.grad, x.grad)
x.grad.note = 5
gc.collect()
print(x.grad.note)
p = torch.nn.Parameter(torch.ones(2))
p.role = "weight"
q = p.sum()
r = weakref.ref(p)
del p
gc.collect()
leaf = q.grad_fn.next_functions[0][0].variable
print(type(leaf).__name__, leaf.role, r() is leaf)
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        ctx.extra = "remembered"
        return a ** 3
    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors
        print(ctx.extra)
        return 3 * a ** 2 * g
for i in range(3):
    v = torch.tensor(2., requires_grad=True)
    c = Cube.apply(v)
    gc.collect()
    c.backward()
    print(v.grad)
node = (x * 3).grad_fn
node.metadata["mine"] = 1
print(node.metadata, node is node.next_functions[0][0], id(node) == id(node))
w = torch.ones(3)
ref = weakref.ref(w)
del w
print(ref())
