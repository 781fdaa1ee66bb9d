### tensors that were never made
#> TypeError: unsupported operand type(s) for +: 'Tensor' and 'int'
#> TypeError: the tensor was not initialised: its class must call torch.Tensor's constructor
#> TypeError: expected Tensor, but got Tensor
#> TypeError: unsupported operand type(s) for +: 'Tensor' and 'Tensor'
import torch
x = object.__new__(torch.Tensor)
attempt(lambda: x + 1)
attempt(lambda: x.shape)
attempt(lambda: repr(x))
attempt(lambda: torch.ones(2) + x)
del x
### tensors that were never made, everywhere
#> done
import torch, warnings
warnings.simplefilter("ignore")
class Mine(torch.Tensor):
    pass
for kind in (torch.Tensor, Mine, torch.nn.Parameter, torch._C._TensorBase):
    x = object.__new__(kind)
    for name in dir(x):
        try:
            found = getattr(x, name)
        except Exception:
            continue
        for arguments in ((), (x,), (1,), (None,)):
            try:
                if callable(found) and name not in ("__init_subclass__", "__class__", "__subclasshook__", "__new__"):
                    found(*arguments)
            except Exception:
                pass
print("done")
### the base types made by themselves
#> done
import torch
for kind in (torch._C.Object, torch._C._TensorBase, type(torch._C.item), type(torch.Tensor.sum), type(torch.ones(1).sum)):
    for make in (lambda: kind(), lambda: object.__new__(kind), lambda: kind(1, x=2)):
        try:
            one = make()
            repr(one), hash(one), one == one, bool(one)
            one()
        except Exception:
            pass
print("done")
### classes derived from the base types
#> done
import torch
class A(torch._C.Object):
    __slots__ = ("x", "y", "__weakref__")
class B(torch._C._TensorBase):
    __slots__ = ("z",)
class C(torch._C._TensorBase):
    pass
class D(torch.Tensor):
    __slots__ = ("a", "b")
for kind in (A, B, C, D):
    one = kind.__new__(kind)
    try:
        torch._C.make_subclass(one, torch.ones(2), True)
        one.sum()
    except Exception:
        pass
    y = torch.ones(2, requires_grad=True) * 2
    try:
        (y * one).sum().backward()
    except Exception:
        pass
    del one
print("done")
### two bases of our own
#: fails
import torch
class Both(torch.Tensor, torch.Size):
    pass
### a handle adopted twice
#> TypeError: the Tensor stands for something already
#> TypeError: a str cannot stand for a tensor
#> TypeError: a list cannot stand for a tensor
import torch
x = torch.ones(2)
attempt(lambda: torch._C.make_subclass(x, torch.zeros(3), False))
attempt(lambda: torch._C.adopt("text", x))
attempt(lambda: torch._C.adopt([], x))
del x
x = torch.zeros(3)
x + x
### functions of the binding called with anything
#> done
import torch
values = (None, True, -1, 1 << 70, 1.5, "x", "\ud800", b"x", [], [None], (), {}, object(), int, torch.float32, slice(None), ...)
x = torch.ones(2, requires_grad=True)
y = (x * 2).sum()
values += (x, y, y.grad_fn, torch.Generator(), torch.Size([2]), torch.device("cpu"), lambda *a: None)
for name in sorted(vars(torch._C)):
    function = getattr(torch._C, name)
    if name.startswith("__") or not callable(function):
        continue
    for value in values:
        for count in range(5):
            try:
                function(*[value] * count)
            except Exception:
                pass
print("done")
### functions of the binding called with two kinds of things
#> done
#: once
import torch
x = torch.ones(2, requires_grad=True)
values = (None, -1, "x", [], x, (x * 2).grad_fn, torch.Generator(), int, {}, 1 << 70)
for name in sorted(vars(torch._C)):
    function = getattr(torch._C, name)
    if name.startswith("__") or not callable(function):
        continue
    for a in values:
        for b in values:
            for rest in ((), (None, None), (False, a, b, True, a)):
                try:
                    function(a, b, *rest)
                except Exception:
                    pass
print("done")
### all functions of torch called with anything
#> done
#: once
import torch, warnings
warnings.simplefilter("ignore")
x = torch.ones(2, 2, requires_grad=True)
values = ((), (x,), (x, x), (x, 1), (x, None), (None,), ("x",), (1 << 70,), (x, -1, 1 << 40), ([x, x],), ([], []), (x, x, x))
for place in (torch, torch.nn.functional):
    for name in dir(place):
        try:
            function = getattr(place, name)
        except (AttributeError, ImportError):
            continue
        if not callable(function) or isinstance(function, type) or name.startswith("_"):
            continue
        if name in ("set_default_device", "compile", "save", "load"):
            continue
        for arguments in values:
            try:
                function(*arguments)
            except Exception:
                pass
print("done")
### all methods of tensors called with anything
#> done
#: once
import torch, warnings
warnings.simplefilter("ignore")
values = ((), (1,), (-5,), (None,), ("x",), (1 << 70,), ((1, 2, 3),), ([[]],), (object(),), (1, 2, 3, 4), (float("nan"),))
for name in dir(torch.Tensor):
    if name in ("__init_subclass__", "__class__", "__new__", "__subclasshook__"):
        continue
    for arguments in values:
        x = torch.ones(2, 2, requires_grad=True)
        try:
            getattr(x * 1, name)(*arguments)
        except Exception:
            pass
        try:
            getattr(x.detach(), name)(*arguments, x=1)
        except Exception:
            pass
print("done")
### numbers that raise, change and call torch again
#> done
import torch
class Odd:
    count = 0
    def __index__(self):
        Odd.count += 1
        torch.ones(2).sum().item()
        if Odd.count % 3 == 0:
            raise ValueError
        return Odd.count
    __int__ = __index__
    def __float__(self):
        return float(self.__index__())
    def __len__(self):
        return self.__index__()
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i
    def __eq__(self, other):
        torch.ones(2)[0]
        raise ValueError
    __hash__ = __index__
    def __bool__(self):
        raise ValueError
    def __getattr__(self, name):
        torch.zeros(1)
        raise AttributeError(name)
x = torch.ones(3, 3, requires_grad=True)
for what in (
    lambda o: x[o], lambda o: x + o, lambda o: o + x, lambda o: x.sum(o), lambda o: torch.zeros(o), lambda o: torch.tensor(o),
    lambda o: torch.tensor([o, o]), lambda o: x.view(o, o), lambda o: x.size(o), lambda o: x == o, lambda o: torch.full((2,), o),
    lambda o: x.reshape([o, o]), lambda o: x.backward(o), lambda o: torch.manual_seed(o), lambda o: x.to(o), lambda o: x[o:o],
    lambda o: x[[o, o]], lambda o: x.__setitem__(o, o), lambda o: x.requires_grad_(o), lambda o: torch.ones(2, dtype=o),
    lambda o: x.transpose(o, o), lambda o: torch.arange(o), lambda o: torch.cat([x, x], o), lambda o: x.register_hook(o),
    lambda o: torch._C.size(x, o), lambda o: torch._C.wrap_dim(x, o), lambda o: torch._C.set_print_options(o, o, o, o),
    lambda o: torch._C.generator_seed(torch.Generator(), o), lambda o: torch._C.profile_time(o),
):
    for _ in range(4):
        try:
            what(Odd())
        except Exception:
            pass
print("done")
### lists that change while they are read
#> done
import torch
class Shrinking(list):
    def __iter__(self):
        self.clear()
        return iter([1, 2])
    def __len__(self):
        return 1000
    def __getitem__(self, i):
        self.clear()
        return 5
class Clears:
    def __init__(self, victim):
        self.victim = victim
    def __index__(self):
        self.victim.clear()
        return 0
    def __float__(self):
        self.victim.clear()
        return 0.0
    def __len__(self):
        self.victim.clear()
        return 2
    def __getitem__(self, i):
        self.victim.clear()
        if i > 2:
            raise IndexError
        return torch.ones(1)
x = torch.ones(3, 3)
for what in (torch.tensor, lambda v: x[v], lambda v: x.view(v), lambda v: torch.cat(v), lambda v: x.sum(v), torch.zeros,
             lambda v: x.to(*v), lambda v: torch.stack(v), lambda v: torch._C.to(x, v, None, None, False),
             lambda v: torch._C.backward(v, v, False, False, v), lambda v: torch._C.profile_sum("x", v)):
    for make in (lambda: Shrinking([1, 2, 3]), lambda: Shrinking([x, x])):
        try:
            what(make())
        except Exception:
            pass
    victim = [object(), object(), object()]
    victim[0] = Clears(victim)
    victim += [[torch.ones(1)], torch.ones(2)]
    try:
        what(victim)
    except Exception:
        pass
print("done")
### copies and pickles of tensors and nodes
#> done
import copy, pickle
import torch
x = torch.ones(2, requires_grad=True)
y = x * 2
for one in (x, y, y.grad_fn, torch.float32, torch.device("cpu"), torch.Size([1]), torch.Generator(), torch._C.item,
            torch.nn.Parameter(torch.ones(1)), torch.ones(1).sum, torch.strided, y.grad_fn.next_functions):
    for what in (copy.copy, copy.deepcopy, pickle.dumps, lambda o: pickle.loads(pickle.dumps(o)), lambda o: o.__reduce__(),
                 lambda o: o.__reduce_ex__(4), lambda o: o.__getstate__(), lambda o: o.__setstate__({}), lambda o: o.__sizeof__()):
        try:
            what(one)
        except Exception:
            pass
print("done")
### the class of a tensor changed
#> done
import torch
class Mine(torch.Tensor):
    pass
class Slots(torch.Tensor):
    __slots__ = ("a",)
class Other:
    pass
x = torch.ones(2, requires_grad=True)
y = x * 2
for one in (x, y, y.grad_fn, torch.nn.Parameter(torch.ones(1)), torch.float32, torch.device("cpu")):
    for kind in (Mine, Slots, Other, torch.nn.Parameter, torch.Tensor, torch._C._TensorBase, torch._C.Object, int, type(y.grad_fn),
                 type(torch.float32)):
        try:
            one.__class__ = kind
        except (AttributeError, TypeError):
            pass
    try:
        one + 1
        one.sum().backward()
    except Exception:
        pass
print("done")
### dicts of tensors
#> done
import torch
x = torch.ones(2, requires_grad=True)
x.__dict__["grad"] = 5
x.__dict__["_backward_hooks"] = 7
x.__dict__.clear()
x.__dict__ = {"a": x}
try:
    del x.__dict__
except TypeError:
    pass
x.a = x
y = x * 2
y.grad_fn.__dict__["_post_hooks"] = 5
y.grad_fn.__dict__.clear()
for name in ("_post_hooks", "_pre_hooks", "_metadata"):
    y.grad_fn.__dict__[name] = {}
try:
    y.grad_fn.register_hook(lambda *a: None)
    y.sum().backward()
except Exception:
    pass
print("done")
### hooks' dict changed while hooks run
#> done
import torch
x = torch.ones(2, requires_grad=True)
y = x * 2
def hook(gradient):
    for name, value in list(y.__dict__.items()):
        if hasattr(value, "clear"):
            value.clear()
    y.__dict__.clear()
    handle.remove()
    y.register_hook(lambda g: g)
handle = y.register_hook(hook)
y.register_hook(lambda g: g * 2)
y.sum().backward()
print("done")
### hooks that delete what runs
#> done
import gc
import torch
x = torch.ones(2, requires_grad=True)
y = x * 2
z = y * 3
def hook(*gradients):
    global x, y, z
    x = y = z = None
    gc.collect()
    return None
y.register_hook(hook)
y.grad_fn.register_hook(hook)
z.grad_fn.register_prehook(hook)
z.sum().backward()
print("done")
### hooks that return anything
#> done
import torch
x = torch.ones(2, requires_grad=True)
for value in (5, "x", (), [], object(), torch.ones(5), torch.ones(2, dtype=torch.int64), x, (None,), (x, x), float("nan")):
    for register in (
        lambda y, h: y.register_hook(h),
        lambda y, h: y.grad_fn.register_hook(h),
        lambda y, h: y.grad_fn.register_prehook(h),
        lambda y, h: x.register_post_accumulate_grad_hook(h),
    ):
        y = x * 2
        try:
            handle = register(y, lambda *a: value)
            y.sum().backward()
        except Exception:
            pass
        try:
            handle.remove()
        except Exception:
            pass
print("done")
### hooks that start another backward pass, change the graph and the gradients
#> done
import torch
x = torch.ones(2, requires_grad=True)
y = x * 2
loss = (y * y).sum()
def hook(gradient):
    x.grad = None
    x.requires_grad_(True)
    y.detach_()
    x.data = torch.zeros(5)
    with torch.enable_grad():
        (x * 3).sum().backward()
    torch.set_grad_enabled(True)
    gradient.zero_()
    gradient.resize_(5) if hasattr(gradient, "resize_") else None
y.register_hook(hook)
try:
    loss.backward()
except Exception:
    pass
print("done")
### custom functions that do what they should not
#> done
import torch
class Base(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 1
    @staticmethod
    def backward(ctx, g):
        return g
def functions():
    def wrong(result):
        class F(Base):
            @staticmethod
            def backward(ctx, g):
                return result() if callable(result) else result
        return F
    yield from map(wrong, (5, "x", [], None, (None, None), (1, 2), [torch.ones(7)], object(), lambda: 1 / 0, torch.ones(3, 3)))
    class SavesOdd(Base):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(5, "x", x, None)
            return x * 2
        @staticmethod
        def backward(ctx, g):
            ctx.saved_tensors
            ctx.needs_input_grad
            ctx.__dict__.clear()
            return g
    yield SavesOdd
    class MarksOdd(Base):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_dirty(5, x)
            ctx.mark_non_differentiable("x")
            ctx.set_materialize_grads(object())
            return 5, x, None
    yield MarksOdd
    class KeepsCtx(Base):
        kept = []
        @staticmethod
        def forward(ctx, x):
            KeepsCtx.kept.append(ctx)
            ctx.ctx = ctx
            ctx.x = x
            return x * 2
        @staticmethod
        def backward(ctx, g):
            KeepsCtx.kept[0].saved_tensors
            return g
    yield KeepsCtx
    class NoBackward(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2
    yield NoBackward
for function in functions():
    x = torch.ones(2, requires_grad=True)
    try:
        y = function.apply(x)
        y.sum().backward()
    except Exception:
        pass
    try:
        function.apply()
    except Exception:
        pass
    try:
        function.apply(5, None, "x", [x])
    except Exception:
        pass
print("done")
### the functions behind a custom function
#> done
import torch
class Node(torch._C.Object):
    pass
node = Node()
for arguments in ((node, "x", (1, 2), None), (node, "x", [torch.ones(1)], lambda *a: None), (5, "x", (), None), (node, 5, None, 5)):
    try:
        torch._C.function_begin(*arguments)
    except Exception:
        pass
for arguments in ((node, (), (), (), (), (), True), (node, None, None, None, None, None, None), (5,) * 7,
                  (node, (torch.ones(1),), (torch.ones(1),), (), (), (), True)):
    try:
        torch._C.function_end(*arguments)
    except Exception:
        pass
print("done")
### tensors in circles with hooks, weak references and finalisers
#> done
import gc, weakref
import torch
class Owner:
    def __del__(self):
        self.tensor.sum() if self.tensor is not None else None
for i in range(200):
    x = torch.ones(3, requires_grad=True)
    owner = Owner()
    owner.tensor = x
    x.owner = owner
    y = x * 2
    y.owner = owner
    y.register_hook(lambda gradient, y=y, owner=owner: owner.tensor)
    reference = weakref.ref(x, lambda r: torch.ones(1).sum())
    weakref.finalize(y, lambda: torch.ones(2))
    if i % 10 == 0:
        gc.collect()
del x, y, owner
gc.collect()
print("done")
### tensors that come back to life
#> done
import gc
import torch
alive = []
class Phoenix(torch.Tensor):
    def __del__(self):
        alive.append(self)
        self.sum()
for i in range(50):
    x = torch.ones(3).as_subclass(Phoenix) if hasattr(torch.Tensor, "as_subclass") else Phoenix(3)
    x.self = x
    del x
gc.collect()
for x in alive:
    x + 1
    x.note = 1
alive.clear()
gc.collect()
print("done")
### handles that come back from the graph
#> True True
#> 1 7
import gc
import torch
x = torch.ones(2, requires_grad=True)
y = x * 2
y.note = 7
y.grad_fn.note = 1
node, number = id(y.grad_fn), id(y)
z = y * 3
node = z.grad_fn
del y
gc.collect()
again = z.grad_fn.next_functions[0][0]
print(node is z.grad_fn, again.name() == "MulBackward0")
x.grad = torch.ones(2)
x.grad.note = 7
gc.collect()
print(again.note, x.grad.note)
### handles that come back through circles of weak references
#> done
import gc, weakref
import torch
x = torch.ones(2, requires_grad=True)
references = []
for i in range(100):
    y = x * 2
    y.circle = [y]
    y.note = i
    references.append(weakref.ref(y))
    x.grad = y.detach()
    x.grad.circle = [x.grad]
    references.append(weakref.ref(x.grad))
    del y
    if i % 7 == 0:
        gc.collect()
for reference in references:
    found = reference()
    if found is not None:
        try:
            found.sum(), found.circle
        except TypeError:
            pass
references.clear()
del found
gc.collect()
print("done")
### a tensor's iterator, views and in-place changes at once
#> done
import torch
x = torch.ones(5, 5)
iterator = iter(x)
views = [x[i] for i in range(5)] + [x.t(), x.view(25), x[1:3, ::2]]
x.resize_(2, 2) if hasattr(x, "resize_") else None
x.data = torch.zeros(1)
x.set_(torch.ones(3)) if hasattr(x, "set_") else None
for view in views:
    view.add_(1)
    view.zero_()
    repr(view)
list(iterator)
print("done")
### dtypes and devices changed
#> True
import torch
for one in (torch.float32, torch.device("cpu"), torch.strided, torch.contiguous_format):
    for name in ("_name", "type", "index", "itemsize", "is_floating_point"):
        try:
            setattr(one, name, 5)
        except Exception:
            pass
        try:
            delattr(one, name)
        except Exception:
            pass
print(True)
### threads that all use torch
#> done
import threading
import torch
x = torch.ones(10, requires_grad=True)
def work():
    for i in range(50):
        y = x * 2
        y.note = i
        y.sum().backward()
        str(y)
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done")
### threads that switch in the middle of a backward pass
#> done
import sys, threading, time
import torch
sys.setswitchinterval(1e-6)
def work(n):
    x = torch.ones(4, requires_grad=True)
    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            time.sleep(0)
            return x * 2
        @staticmethod
        def backward(ctx, g):
            time.sleep(0)
            (x,) = ctx.saved_tensors
            return g * 2
    for _ in range(20):
        with torch.no_grad() if n % 2 else torch.enable_grad():
            y = F.apply(x)
        if y.requires_grad:
            y.register_hook(lambda g: (time.sleep(0), g)[1])
            try:
                y.sum().backward()
            except RuntimeError:
                pass
threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done")
### a generator that is suspended inside no_grad and dropped elsewhere
#> True
import torch
def inside():
    with torch.no_grad():
        yield 1
generator = inside()
next(generator)
del generator
print(torch.is_grad_enabled())
### saved tensor hooks that misbehave
#> done
import torch
x = torch.ones(2, requires_grad=True)
for pack, unpack in ((lambda t: 5, lambda p: 5), (lambda t: t, lambda p: None), (lambda t: 1 / 0, lambda p: p),
                     (lambda t: t.sum(), lambda p: p), (5, None), (lambda: 1, lambda: 2), (lambda t: (t, t), lambda p: p[0] * 2)):
    try:
        with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
            y = (x * x).exp()
        y.sum().backward()
    except Exception:
        pass
for _ in range(3):
    try:
        torch._C.pop_saved_tensors_hooks()
    except Exception:
        pass
print("done")
### parameters, modules and optimisers with nonsense in them
#> done
import torch, warnings
warnings.simplefilter("ignore")
from torch import nn
model = nn.Linear(2, 2)
for name, value in (("weight", 5), ("bias", None), ("weight", nn.Parameter(torch.ones(1))), ("_parameters", {}), ("_buffers", None),
                    ("_modules", [1]), ("training", object())):
    try:
        model.__dict__[name] = value
        model(torch.ones(1, 2))
    except Exception:
        pass
for parameters in ([], [5], [torch.ones(1)], {"params": 5}, [{"params": [5]}], None, "x", [nn.Parameter(torch.ones(1))] * 2):
    for lr in (0.1, "x", None, -1, float("inf")):
        try:
            optimizer = torch.optim.SGD(parameters, lr=lr)
            optimizer.param_groups.append({})
            optimizer.step()
            optimizer.zero_grad()
        except Exception:
            pass
print("done")
### weights of nonsense
#> done
import io, pickle, zipfile
import torch
for data in (b"", b"PK\x03\x04", b"x" * 1000, pickle.dumps(5)):
    try:
        torch.load(io.BytesIO(data))
    except Exception:
        pass
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as archive:
    archive.writestr("archive/data.pkl", b"cos\nsystem\n(S'true'\ntR.")
    archive.writestr("archive/data/0", b"")
buffer.seek(0)
try:
    torch.load(buffer)
except Exception:
    pass
print("done")
### the profiler stopped, started and asked in any order
#> done
import torch
for name in ("profiler_stop", "profiler_start", "profiler_enter", "profiler_exit", "profiler_function"):
    for arguments in ((), (True, True, True, None), ("x", True), (None,), (5, 5, 5, lambda: 1 / 0), ("x", (torch.ones(1),))):
        try:
            getattr(torch._C, name)(*arguments)
        except Exception:
            pass
torch.ones(2).sum()
print("done")
### numpy's arrays between tensors
#> done
import numpy
import torch
x = torch.ones(3, requires_grad=True)
a = numpy.ones(3)
for what in (lambda: x + a, lambda: a + x, lambda: a * x.detach(), lambda: numpy.asarray(x.detach()), lambda: torch.tensor(a),
             lambda: torch.from_numpy(a), lambda: x[a], lambda: a[x], lambda: numpy.add(x, a), lambda: x.numpy(),
             lambda: torch.from_numpy(a.astype(object)), lambda: torch.tensor(numpy.ones(0)), lambda: torch.tensor(a[::-1]),
             lambda: torch.from_numpy(a[::-1]), lambda: numpy.array([x.detach(), x.detach()]), lambda: numpy.float64(2) * x):
    try:
        what()
    except Exception:
        pass
print("done")
### sizes and strides that lead out of a storage
#> done
import torch
x = torch.arange(10.0)
for sizes, strides, offset in (((100,), (1,), 0), ((2,), (-1,), 5), ((5,), (5,), 0), ((1 << 30,), (0,), 0), ((2, 2), (1 << 30, 1), 0),
                               ((2,), (1,), 1 << 30), ((2,), (1,), -1), ((0,), (1,), 100)):
    for make in (lambda: x.as_strided(sizes, strides, offset), lambda: torch.as_strided(x, sizes, strides, offset),
                 lambda: x.expand(sizes), lambda: x.unfold(0, *sizes[:1], 1), lambda: x.narrow(0, offset, sizes[0])):
        try:
            y = make()
            y.add_(1) if y.numel() < 1000 else None
        except Exception:
            pass
print("done")
### indices out of range, of all kinds
#> done
import torch
x = torch.arange(12.0).view(3, 4)
for key in (5, -5, 1 << 40, (1, 9), slice(0, 1 << 40), slice(None, None, -1), slice(None, None, 0), None, ..., (..., ...), [5], [[0, 9]],
            torch.tensor(9), torch.tensor([9, 9]), torch.ones(3, 4) > 5, torch.ones(2, dtype=torch.bool), "x", 1.5, (None,) * 70,
            object(), {}, torch.tensor(1.5), [True, False, True], ([0], [1, 2, 3]), slice("a", "b"), slice(torch.tensor(1), 2)):
    for what in (lambda: x[key], lambda: x.__setitem__(key, 1), lambda: x.__setitem__(key, x), lambda: x.__setitem__(key, "x"),
                 lambda: x.__delitem__(key), lambda: torch.gather(x, 0, key), lambda: torch.embedding(x, key)):
        try:
            what()
        except Exception:
            pass
print("done")
### out= of all kinds
#> done
import torch
x = torch.ones(2, 2)
for out in (5, None, "x", x, torch.ones(0), torch.ones(2, 2, dtype=torch.int64), (x, x), [], torch.ones(2, requires_grad=True), (x,)):
    for what in (lambda: torch.add(x, x, out=out), lambda: torch.max(x, 0, out=out), lambda: torch.matmul(x, x, out=out),
                 lambda: torch.sort(x, out=out), lambda: torch.cat([x, x], out=out), lambda: torch.ones(2, 2, out=out)):
        try:
            what()
        except Exception:
            pass
print("done")
### names of operators that do not exist
#> done
import torch
for name in ("", "add", "\0", "x" * 100000, "\ud800", "__class__", "add.out", "_"):
    for function in (torch._C.function, torch._C.torch_function, torch._C.call):
        try:
            function(name)
        except Exception:
            pass
    try:
        getattr(torch, name)
    except Exception:
        pass
print("done")
### register once more
#: fails
import torch
torch._C.register({}, {})
### tensors as keys, in sets, sorted and formatted
#> done
import torch
x, y = torch.ones(2), torch.ones(1)
for what in (lambda: {x: 1}[x], lambda: {x, y}, lambda: sorted([x, y]), lambda: f"{x:5}", lambda: f"{y:x}", lambda: "%d" % y, lambda: "%s" % x,
             lambda: max(x, y), lambda: sum([x, y]), lambda: x in [y], lambda: [y].index(x), lambda: range(y), lambda: [1, 2][y],
             lambda: int(x), lambda: complex(y), lambda: round(y), lambda: divmod(y, 2), lambda: y ** y, lambda: pow(y, y, y), lambda: bytes(y),
             lambda: isinstance(x, x), lambda: x @ 5, lambda: x << "a", lambda: ~y, lambda: abs(y), lambda: -y, lambda: hash(x), lambda: dir(x)):
    try:
        what()
    except Exception:
        pass
print("done")
