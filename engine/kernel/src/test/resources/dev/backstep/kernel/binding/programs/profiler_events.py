# Expected output: PyTorch 1.13.1, `python3 profiler_events.py > profiler_events.out`.
import torch
from torch.autograd.profiler import profile, record_function

# What PyTorch's operators use inside, and ours do not; what takes over a gradient without a copy there, and copies it
# here.
INSIDE = """empty empty_like empty_strided zeros zero_ fill_ as_strided resolve_conj to _to_copy copy_ result_type
transpose expand clamp_min div_ normal_ detach clone reshape _reshape_alias _unsafe_view _convolution mkldnn_convolution
random_ item _local_scalar_dense is_nonzero""".split()


def seen(events):
    kept = [e for e in events if e.name != "detach" and e.name.replace("aten::", "") not in INSIDE]
    # PyTorch's sum calls another, which its profiler hides if it is alone inside.
    return [e for e, before in zip(kept, [None, *kept]) if not (before and before.name == e.name == "aten::sum")]


def show(title, events):
    print(title)
    for e in seen(events):
        print("  ", e.name, e.input_shapes, e.scope, e.sequence_nr, e.thread, e.fwd_thread, e.count, e.key)


def attempt(title, action):
    try:
        print(title, action())
    except Exception as error:
        print(title, type(error).__name__, error)


x = torch.randn(2, 3, requires_grad=True)
y = torch.rand(2, 3, requires_grad=True)
linear = torch.nn.Linear(3, 4)

with profile(record_shapes=True) as prof:
    with record_function("block"):
        with record_function("inner", "something"):
            loss = (x * y).sum()
        loss.backward()
    linear(x).relu().sum()
    (x * 2 + y).exp().sum().backward()
show("shapes", prof.function_events)

with profile() as prof:
    torch.autograd.grad((x * y).sum(), x)
    torch.autograd.backward([(x * 2).sum(), (x * 3).sum()])
    with torch.no_grad():
        torch.exp(x)
    torch.cat([x, y]).view(3, 4).t()
show("several roots", prof.function_events)


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, power):
        ctx.save_for_backward(a)
        return a**power

    @staticmethod
    def backward(ctx, grad):
        (a,) = ctx.saved_tensors
        return grad * 3 * a**2, None


with profile(record_shapes=True) as prof:
    Cube.apply(x, 3).sum().backward()
print([(e.name, e.scope, e.input_shapes) for e in seen(prof.function_events) if "aten" not in e.name])
print([e.sequence_nr for e in prof.function_events if e.name in ("Cube", "CubeBackward")])


@record_function("decorated")
def doubled(a):
    """Twice."""
    return a * 2 if a.max() < 10 else doubled(a / 2)


with profile() as prof:
    doubled(torch.ones(2))
    doubled(torch.ones(2) * 19)
print([e.name for e in seen(prof.function_events)], doubled.__name__, doubled.__doc__)

with profile(record_shapes=True) as prof:
    try:
        with record_function("fails"):
            x @ y
    except RuntimeError:
        pass
    torch.exp(x)
print([(e.name, e.input_shapes) for e in seen(prof.function_events)])
print([e.name for e in seen(prof.function_events) if e.cpu_parent is None])


def failing():
    with profile() as failed:
        torch.exp(x)
        raise ValueError("on purpose")


attempt("error in the block", failing)
with profile() as prof:
    torch.exp(x)
print([e.name for e in prof.function_events])

unfinished = profile()
attempt("table", unfinished.table)
attempt("averages", unfinished.key_averages)
attempt("total", unfinished.total_average)
attempt("time", lambda: unfinished.self_cpu_time_total)
print(repr(unfinished), str(unfinished))


def nested():
    with profile():
        with profile():
            pass


def again():
    with unfinished:
        torch.exp(x)
    with unfinished:
        pass


attempt("nested", nested)
attempt("again", again)
print([e.name for e in unfinished.function_events])
with profile(enabled=False) as off:
    torch.exp(x)
print(off)
attempt("positional", lambda: profile(True, True))
attempt("unknown", lambda: profile(bogus=1))
attempt("no activity", lambda: profile(use_cpu=False))
attempt("no stacks", lambda: unfinished.export_stacks("x"))
attempt("metric", lambda: unfinished.function_events.export_stacks("x", "bogus"))
attempt("sort", lambda: unfinished.key_averages().table(sort_by="bogus"))
attempt("empty", lambda: repr(type(unfinished.function_events)().table()))
