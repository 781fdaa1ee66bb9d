# Expected output: PyTorch 1.13.1, `python3 profiler_tables.py > profiler_tables.out`.
import re
import torch
from torch.autograd.profiler import profile, record_function
from torch.autograd.profiler_util import EventList

# Rows of operators that PyTorch's kernels and ours have both.
BOTH = "block mul sum mm bmm addmm add exp relu conv2d cat ones_like t linear".split()
# Those of them whose memory no other operator allocates inside.
ALONE = "mul sum mm bmm add exp cat conv2d".split()


def both(events):
    keep = [e for e in events if e.key.replace("aten::", "") in BOTH or "Backward" in e.key or "Accumulate" in e.key]
    if events._profile_memory:
        keep = [e for e in events if e.key.replace("aten::", "") in ALONE]
    return EventList(keep, use_cuda=False, profile_memory=events._profile_memory, with_flops=events._with_flops)


def show(events, **layout):
    """Times and shares differ; where a number ends does not."""
    for line in both(events).table(**layout).splitlines():
        line = re.sub(r" +-?\d+\.\d+(us|ms|s|%)(?= |$)", lambda m: "#".rjust(len(m[0])), line)
        print("|" + re.sub(r"(Self CPU time total:).*", r"\1", line) + "|")


# Large enough to take PyTorch, whose clock ticks in microseconds, some ticks each.
x = torch.randn(200, 300, requires_grad=True)
y = torch.rand(200, 300, requires_grad=True)
linear = torch.nn.Linear(300, 40)
image, kernel = torch.randn(2, 3, 80, 80), torch.randn(4, 3, 3, 3)
left, right, bias = torch.ones(5, 300, 40), torch.ones(5, 40, 60), torch.ones(70)
matrix = torch.ones(300, 70)


def work():
    with record_function("block"):
        ((x * y).exp() + x).sum().backward()
    linear(x).relu()
    joined = torch.cat([x, y])
    convolved = torch.nn.functional.conv2d(image, kernel, padding=1, stride=2)
    return joined, convolved, torch.bmm(left, right), torch.addmm(bias, joined, matrix)


with profile() as prof:
    work()
show(prof.key_averages())
show(prof.key_averages(), row_limit=3, header="The first three")
show(prof.key_averages(), row_limit=0)
show(prof.key_averages(), max_name_column_width=20)
show(prof.key_averages(), max_name_column_width=None, row_limit=-1)
show(prof.function_events, row_limit=4)

with profile() as prof:
    with record_function("block"):
        torch.mm(x, matrix)
    torch.mm(x, matrix)
    torch.exp(x)
show(prof.key_averages(), top_level_events_only=True, header="x")

with profile(record_shapes=True, profile_memory=True, with_flops=True) as prof:
    kept = work()
show(prof.key_averages(group_by_input_shape=True), max_shapes_column_width=24)
show(prof.key_averages(group_by_input_shape=True), max_shapes_column_width=None)
averages = prof.key_averages(group_by_input_shape=True)
for e in both(averages):
    if e.key.startswith("aten"):
        print(e.key, e.count, e.input_shapes, e.cpu_memory_usage, e.cuda_memory_usage, e.flops, e.device_type, e.node_id)

for column in """cpu_time cpu_time_total self_cpu_time_total cuda_time cuda_time_total self_cuda_time_total count
cpu_memory_usage self_cpu_memory_usage cuda_memory_usage self_cuda_memory_usage key flops""".split():
    rows = prof.key_averages()
    ordered = sorted(rows, key=lambda e: getattr(e, column), reverse=True)
    width = max(len(e.key) for e in rows) + 4
    shown = [line.split()[0] for line in rows.table(sort_by=column, max_name_column_width=None).splitlines()[3:-2]]
    print(column, shown == [e.key.split()[0] for e in ordered])

total = prof.total_average()
print(total.key, total.count == len(prof.function_events), total.cpu_time_total > total.self_cpu_time_total > 0)
print(abs(total.self_cpu_time_total - prof.self_cpu_time_total) < 1)
for e in both(prof.function_events)[:1]:
    print(re.sub(r"=[\d.]+(us|ms)?(?= )", "=#", repr(e)).replace("cpu_children=[", "[").split("[")[0])
    print(e.cpu_time == e.cpu_time_total == e.time_range.elapsed_us())
    print(abs(e.cpu_time_total - e.self_cpu_time_total - sum(c.cpu_time_total for c in e.cpu_children)) < 0.01)
    print(e.is_async, e.is_remote, e.is_legacy, e.device_index, e.kernels, e.trace_name, e.stack)
average = prof.key_averages()[0]
print(average.cpu_time == average.cpu_time_total / average.count, average.stack, repr(average.input_shapes))


def inner():
    return (x * y).sum()


def outer():
    inner().backward()


with profile(with_stack=True) as prof:
    outer()
    torch.exp(x)


def place(stack):
    """Without what PyTorch itself and its native functions add, and without the program's name."""
    return [re.sub(r".*\(", "(", entry) for entry in stack if "built-in" not in entry and "torch/" not in entry]


for e in prof.function_events:
    if e.key in ("aten::mul", "aten::exp", "MulBackward0", "aten::ones_like", "torch::autograd::AccumulateGrad"):
        print(e.key, place(e.stack))
for e in prof.key_averages(group_by_stack_n=2):
    if e.key in ("aten::mul", "aten::exp"):
        print(e.key, e.count, place(e.stack))
table = prof.key_averages(group_by_stack_n=5).table(max_src_column_width=20)
print([len(line) for line in table.splitlines()[:3]], "Source Location" in table)
