# Expected output: PyTorch 1.13.1, `python3 forward.py > forward.out`.
import torch
import torch.autograd.forward_ad as fw


def attempt(call):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)


x = torch.tensor([1.0, 2.0], requires_grad=True)
t = torch.tensor([3.0, 4.0])

print("outside of a level")
attempt(lambda: fw.make_dual(x, t))
attempt(lambda: fw.unpack_dual(x))
attempt(lambda: fw.exit_dual_level())

print("dual tensors")
with fw.dual_level() as level:
    dual = fw.make_dual(x, t)
    print(level, dual, dual._base is x, dual.requires_grad)
    unpacked = fw.unpack_dual(dual)
    print(unpacked, unpacked.tangent is t, type(unpacked).__name__)
    print(fw.unpack_dual(t))
    attempt(lambda: fw.make_dual(dual, t))
    attempt(lambda: fw.make_dual(x, torch.ones(3)))
    attempt(lambda: fw.make_dual(torch.ones(2, dtype=torch.long), t))
    attempt(lambda: fw.make_dual(t, torch.ones(2, dtype=torch.bool)))
    attempt(lambda: fw.make_dual(x, 3))
    attempt(lambda: fw.unpack_dual(3))
    attempt(lambda: fw.enter_dual_level())
    attempt(lambda: fw.make_dual(x, t, level=1))
    attempt(lambda: fw.unpack_dual(dual, level=1))
    attempt(lambda: fw.exit_dual_level(level=3))

    print("results")
    print(fw.unpack_dual(dual.detach()).tangent, fw.unpack_dual(dual > 0).tangent)
    print(fw.unpack_dual(torch.floor(dual)).tangent)
    print(fw.unpack_dual(dual * 2).tangent.detach())
    print(fw.unpack_dual((dual.exp() @ dual).reshape(1, 1)).tangent)
    print(fw.unpack_dual(dual.softmax(0)).tangent.detach(), fw.unpack_dual(dual.max()).tangent)
    with torch.no_grad():
        print(dual * 2)
        attempt(lambda: torch.add(dual, dual, out=torch.empty(2)))
    with torch.inference_mode():
        print(dual * 2)

    print("in place")
    base = torch.zeros(3)
    earlier = base[1:]
    part = base[:2]
    part.copy_(dual)
    print(fw.unpack_dual(base).tangent, fw.unpack_dual(part).tangent, fw.unpack_dual(earlier).tangent)
    part.mul_(fw.make_dual(torch.ones(2), torch.ones(2)))
    print(fw.unpack_dual(base).tangent)
    leaf = fw.make_dual(torch.ones(2), torch.ones(2, requires_grad=True))
    attempt(lambda: leaf.mul_(2))

    print("both modes")
    gradient = torch.autograd.grad((dual**3).sum(), x)[0]
    print(fw.unpack_dual(gradient).tangent)
    tangent = fw.unpack_dual((dual**3).sum()).tangent
    print(torch.autograd.grad(tangent, x)[0])
    (dual**2).sum().backward()
    print(x.grad, fw.unpack_dual(x.grad).tangent)
    (dual**2).sum().backward()
    print(x.grad)

print("after the level")
print(dual, fw.unpack_dual(dual))
with fw.dual_level():
    print(fw.unpack_dual(dual).tangent)


@fw.dual_level()
def derivative(f, at):
    return fw.unpack_dual(f(fw.make_dual(at, torch.ones_like(at)))).tangent


print(derivative(torch.sin, torch.zeros(2)))

print("custom functions")


class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, number):
        ctx.save_for_forward(a, b)
        return a * b, a + 1

    @staticmethod
    def jvp(ctx, a_t, b_t, number_t):
        print(a_t, b_t, number_t, torch.is_grad_enabled())
        a, b = ctx.saved_tensors
        return a_t * b + a * b_t, a_t


class Without(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2


class TooMany(Without):
    @staticmethod
    def jvp(ctx, a_t):
        return a_t, a_t


class WrongSize(Without):
    @staticmethod
    def jvp(ctx, a_t):
        return torch.ones(5)


class ViewOnly(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a.view_as(a)

    @staticmethod
    def jvp(ctx, a_t):
        return a_t.clone()


with fw.dual_level():
    dual = fw.make_dual(torch.ones(2), torch.tensor([1.0, 2.0]))
    plain = torch.full((2,), 3.0)
    attempt(lambda: Product.apply(dual, plain, 7))
    attempt(lambda: Product.apply(plain, plain, 7))
    for kind in (Without, TooMany, WrongSize, ViewOnly):
        attempt(lambda: kind.apply(dual))
