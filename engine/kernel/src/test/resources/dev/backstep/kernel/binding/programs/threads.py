# Each thread has modes and backward passes of its own.
# Expected output: PyTorch 1.13.1, `python3 threads.py > threads.out`.
import threading
import torch


class Turns:
    """Threads that go on in an order that is always the same."""

    def __init__(self):
        self.events = {}

    def event(self, name):
        return self.events.setdefault(name, threading.Event())

    def reach(self, name, then):
        self.event(name).set()
        self.event(then).wait()

    def run(self, *functions):
        threads = [threading.Thread(target=function) for function in functions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def modes():
    return torch.is_grad_enabled(), torch.is_inference_mode_enabled()


x = torch.tensor([1.0, 2.0], requires_grad=True)

print("# a thread starts with gradients on")
with torch.no_grad():
    seen = []
    Turns().run(lambda: seen.append((modes(), (x * 2).requires_grad)))
    print(seen, modes())
with torch.inference_mode():
    seen = []
    Turns().run(lambda: seen.append((modes(), (x * 2).requires_grad)))
    print(seen, modes())

print("# what it sets is its own")


def off():
    torch.set_grad_enabled(False)
    seen.append(modes())


seen = []
Turns().run(off)
print(seen, modes())

print("# a hook of a backward pass while others go on")
turns = Turns()


def hook(gradient):
    seen.append(("hook", modes()))
    turns.reach("in hook", "others done")
    seen.append(("hook goes on", modes()))


def backward():
    y = torch.ones(1, requires_grad=True)
    y.register_hook(hook)
    (y * 3).backward()
    seen.append(("grad", y.grad))


def others():
    turns.event("in hook").wait()
    z = x * 3
    seen.append(("others", modes(), z.requires_grad, z.grad_fn.name()))
    with torch.no_grad():
        seen.append((x * 3).requires_grad)
        turns.event("others done").set()


seen = []
turns.run(backward, others)
for one in seen:
    print(one)

print("# saved tensors are packed by the thread's own hooks")
turns = Turns()


def packs():
    with torch.autograd.graph.saved_tensors_hooks(lambda t: seen.append("packed") or t, lambda t: t):
        turns.reach("inside", "outside done")
        (x * x).sum()


def does_not():
    turns.event("inside").wait()
    (x * x).sum()
    seen.append("not packed")
    turns.event("outside done").set()


seen = []
turns.run(packs, does_not)
print(seen)

print("# two passes, the first of which ends first")
turns = Turns()


def first():
    y = torch.ones(1, requires_grad=True)
    y.register_hook(lambda g: turns.reach("first in", "second in"))
    (y * 5).backward()
    seen.append(("first", y.grad, modes()))
    turns.event("first done").set()


def second():
    turns.event("first in").wait()
    y = torch.ones(1, requires_grad=True)
    y.register_hook(lambda g: turns.reach("second in", "first done"))
    (y * 7).backward()
    seen.append(("second", y.grad, modes()))


seen = []
turns.run(first, second)
for one in seen:
    print(one)
print(modes(), (x * 2).requires_grad)
