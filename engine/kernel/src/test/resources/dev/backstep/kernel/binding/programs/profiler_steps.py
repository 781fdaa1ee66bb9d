# Expected output: PyTorch 1.13.1, `python3 profiler_steps.py > profiler_steps.out`.
import warnings
import torch
from torch.profiler import ProfilerAction, ProfilerActivity, profile, record_function, schedule

warnings.simplefilter("ignore")


def names(events):
    """Without what only PyTorch's operators use inside."""
    return [e.name for e in events if "#" in e.trace_name or e.name in ("aten::add_", "aten::mul_", "aten::zero_grad")]


def ready(prof):
    print("ready", prof.step_num, sorted((e.key, e.count) for e in prof.key_averages() if "aten::" not in e.key))
    print(sorted((e.key, e.count) for e in prof.key_averages() if e.key == "aten::ones"))


model = torch.nn.Linear(3, 2)
data = torch.utils.data.TensorDataset(torch.randn(4, 3), torch.randn(4, 2))
loader = torch.utils.data.DataLoader(data, batch_size=2)
for optimizer in (
    torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9),
    torch.optim.Adam(model.parameters()),
):
    with profile() as prof:
        for features, target in loader:
            optimizer.zero_grad()
            ((model(features) - target) ** 2).mean().backward()
            optimizer.step()
    print([e.trace_name for e in prof.events() if "#" in e.trace_name])
    print([e.name for e in prof.events() if "evaluate_function" in e.name])


class Halving(torch.optim.SGD):
    def step(self, closure=None):
        super().step(closure)
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    p.mul_(0.5)


own = Halving(model.parameters(), lr=0.1)
with profile() as prof:
    own.step()
print({e.trace_name for e in prof.events() if "#" in e.trace_name and "Halving" in e.trace_name})

for plan in (
    dict(wait=1, warmup=1, active=2),
    dict(wait=1, warmup=1, active=2, repeat=2, skip_first=1),
    dict(wait=0, warmup=0, active=1),
    dict(wait=0, warmup=1, active=1, repeat=1),
):
    plan = schedule(**plan)
    print([str(plan(step)) for step in range(9)])
    with profile(activities=[ProfilerActivity.CPU], schedule=plan, on_trace_ready=ready) as prof:
        for _ in range(9):
            torch.ones(2)
            prof.step()
    print(prof.step_num, prof.current_action, repr(prof.current_action))
    print([e.trace_name for e in prof.events() or [] if "Profiler" in e.trace_name])

with profile(on_trace_ready=ready) as prof:
    for _ in range(3):
        with record_function("one"):
            torch.ones(2)
        prof.step()

prof = profile(schedule=schedule(wait=0, warmup=0, active=2), on_trace_ready=ready)
prof.start()
torch.ones(2)
prof.stop()


def odd(step):
    return [ProfilerAction.WARMUP, ProfilerAction.NONE, ProfilerAction.RECORD, ProfilerAction.NONE][step % 4]


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    with profile(schedule=odd, on_trace_ready=ready) as prof:
        for _ in range(3):
            prof.step()
    schedule(wait=1, warmup=0, active=1)
    profile(use_cuda=True)
print([str(one.message) for one in caught])

for action in (
    lambda: schedule(wait=-1, warmup=0, active=1),
    lambda: schedule(wait=0, warmup=0, active=0),
    lambda: schedule(1, 1, 1),
    lambda: profile().events(),
    lambda: profile().key_averages(),
    lambda: profile().export_chrome_trace("x"),
):
    try:
        action()
    except Exception as error:
        print(type(error).__name__, error)
print(torch.profiler.supported_activities(), torch.profiler.kineto_available(), ProfilerActivity.CPU.value)
print(torch.profiler.DeviceType.CPU, torch.autograd.DeviceType.CUDA, list(map(str, (ProfilerAction.RECORD_AND_SAVE,))))
