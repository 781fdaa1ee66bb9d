# Expected output: PyTorch 1.13.1, `python3 gradcheck.py > gradcheck.out`.
import torch, warnings
from torch.autograd import gradcheck, gradgradcheck, Function
torch.manual_seed(0)
def t(label, f):
    try:
        with warnings.catch_warnings(record=True) as w:
            warnings.simplefilter("always")
            r = f()
        print(label, r)
    except Exception as e:
        print(label, type(e).__name__, e)
    for one in w: print("  warning", one.category.__name__, one.message)
D = torch.double
x = torch.rand(3, dtype=D, requires_grad=True); y = torch.rand(2, 3, dtype=D, requires_grad=True)
f32 = torch.rand(2, requires_grad=True)
class Wrong(Function):
    @staticmethod
    def forward(ctx, a): ctx.save_for_backward(a); return a * a
    @staticmethod
    def backward(ctx, g): a, = ctx.saved_tensors; return g * a
class Random(Function):
    @staticmethod
    def forward(ctx, a): return a * 2
    @staticmethod
    def backward(ctx, g): return g * 2 + torch.rand_like(g) * 1e-9
class NotMul(Function):
    @staticmethod
    def forward(ctx, a): return a.clone()
    @staticmethod
    def backward(ctx, g): return torch.ones_like(g)
class Dtype(Function):
    @staticmethod
    def forward(ctx, a): return a * 1
    @staticmethod
    def backward(ctx, g): return g.float()
class Undef(Function):
    @staticmethod
    def forward(ctx, a): ctx.set_materialize_grads(False); return a * 2
    @staticmethod
    def backward(ctx, g): return g * 2
class Undef2(Function):
    @staticmethod
    def forward(ctx, a): ctx.set_materialize_grads(False); return a * 2, a * 3
    @staticmethod
    def backward(ctx, g, h):
        if g is None: return torch.ones_like(h)
        return g * 2 + h * 3 if h is not None else g * 2
t("ok", lambda: gradcheck(lambda a: a.sin(), x))
t("ok2", lambda: gradcheck(lambda a, b: (a * b).sum(1), (x, y)))
t("list", lambda: gradcheck(lambda a, b: [a * b, a.exp()], [x, y]))
t("wrong", lambda: gradcheck(Wrong.apply, x))
t("wrong false", lambda: gradcheck(Wrong.apply, x, raise_exception=False))
t("wrong fast", lambda: gradcheck(Wrong.apply, x, fast_mode=True))
t("ok fast", lambda: gradcheck(lambda a, b: (a * b).sum(1), (x, y), fast_mode=True))
t("random", lambda: gradcheck(Random.apply, x))
t("random tol", lambda: gradcheck(Random.apply, x, nondet_tol=1e-7, check_undefined_grad=False))
t("notmul", lambda: gradcheck(NotMul.apply, x, ))
t("dtype", lambda: gradcheck(Dtype.apply, x, check_grad_dtypes=True))
t("undef", lambda: gradcheck(Undef.apply, x))
t("undef2", lambda: gradcheck(Undef2.apply, x))
t("undef2 off", lambda: gradcheck(Undef2.apply, x, check_undefined_grad=False))
t("f32", lambda: gradcheck(lambda a: a * 2, f32))
t("f32 loose", lambda: gradcheck(lambda a: a * 2, f32, eps=1e-2, atol=1e-2))
t("none", lambda: gradcheck(lambda a: a * 2, x.detach()))
t("none raise False", lambda: gradcheck(lambda a: a * 2, x.detach(), raise_exception=False))
t("expand", lambda: gradcheck(lambda a: a * 2, torch.rand(1, dtype=D).expand(3).requires_grad_()))
t("not diff", lambda: gradcheck(lambda a: a.detach() * 2, x))
t("not diff const", lambda: gradcheck(lambda a: torch.ones(2, dtype=D), x))
t("int out", lambda: gradcheck(lambda a: (a * 2, (a > 0)), x))
t("nothing to check", lambda: gradcheck(lambda a: a, x, check_backward_ad=False))
t("batched", lambda: gradcheck(lambda a, b: (a * b).sum(1), (x, y), check_batched_grad=True))
t("batched no back", lambda: gradcheck(lambda a: a, x, check_backward_ad=False, check_forward_ad=True, check_batched_grad=True))
t("gg", lambda: gradgradcheck(lambda a: a.sin(), x))
t("gg2", lambda: gradgradcheck(lambda a, b: (a * b).sum(1), (x, y)))
t("gg given", lambda: gradgradcheck(lambda a: a.pow(3), x, torch.ones(3, dtype=D, requires_grad=True)))
t("gg wrong", lambda: gradgradcheck(Wrong.apply, x))
t("gg fast", lambda: gradgradcheck(lambda a: a.sin(), x, fast_mode=True))
t("gg noncontig", lambda: gradgradcheck(lambda a: a.sin(), x, gen_non_contig_grad_outputs=True))
t("gg linear", lambda: gradgradcheck(lambda a: a * 2, x))
t("nn", lambda: gradcheck(torch.nn.Linear(3, 2).double(), y))
t("conv", lambda: gradcheck(torch.nn.functional.conv1d, (torch.rand(1, 2, 5, dtype=D, requires_grad=True), torch.rand(3, 2, 2, dtype=D, requires_grad=True))))
t("empty", lambda: gradcheck(lambda a: a * 2, torch.rand(0, dtype=D, requires_grad=True)))
t("inplace", lambda: gradcheck(lambda a: a.clone().mul_(a), x))
