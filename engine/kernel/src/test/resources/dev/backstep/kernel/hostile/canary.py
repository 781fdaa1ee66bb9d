# What a program finds. It must print the same after any other program as in a new process.
import atexit

exit_functions = atexit._ncallbacks()  # before the modules below register theirs, which they do once in a process

import abc, builtins, codecs, collections.abc, contextvars, copy, copyreg, decimal, functools, gc, io, itertools
import json, linecache, locale, logging, math, operator, os, pickle, random, re, sys, threading, time, traceback, types
import warnings
import torch
from torch import nn

print(sorted(globals()), __name__, sys.argv, repr(sys.stdin.read()))
print(len("abc"), abs(-1), sorted([2, 1]), sum([1, 2]), isinstance(True, int), repr("x"), max(1, 2), list(range(3)))
print(open is io.open, print.__module__, __import__.__name__, __build_class__.__name__, len(vars(builtins)))
print([value for name, value in vars(builtins).items() if isinstance(value, types.FunctionType)].__len__())
print([os.path.basename(path) for path in sys.path[1:]], sys.path[0] == os.getcwd(), len(sys.meta_path), len(sys.path_hooks))
print(gc.isenabled(), gc.get_threshold(), gc.get_debug(), gc.callbacks, gc.garbage)
print(sys.getrecursionlimit(), sys.getswitchinterval(), sys.get_int_max_str_digits(), sys.get_asyncgen_hooks())
print(sys.get_coroutine_origin_tracking_depth(), sys.gettrace(), sys.getprofile(), sys.dont_write_bytecode)
print([sys.monitoring.get_tool(i) for i in range(1, 6)], sys.flags.optimize, sys.byteorder, sys.maxsize)
print(sys.excepthook is sys.__excepthook__, sys.displayhook is sys.__displayhook__, sys.breakpointhook is sys.__breakpointhook__)
print(sys.unraisablehook is sys.__unraisablehook__, threading.excepthook is threading.__excepthook__)
print(threading.active_count(), threading.current_thread().name, threading.stack_size(), threading.gettrace())
print(dict(os.environ), os.path.join("a", "b"), os.sep, os.linesep == "\n")
standard = sys.stdlib_module_names | {"torch", "torchvision", "numpy", "_backstep", "cython_runtime"}
print(sorted(name for name in sys.modules if name.partition(".")[0] not in standard and not name.startswith("_cython")))
print(sys.modules["sys"] is sys, sys.modules["torch"] is torch, sys.modules["__main__"].__dict__ is globals())
warnings.warn("heard")
print(len(warnings.filters), warnings.showwarning.__module__, getattr(warnings, "onceregistry", None))
print(locale.setlocale(locale.LC_ALL), decimal.getcontext(), decimal.Decimal(1) / 3)
print([variable.name for variable in contextvars.copy_context()], abc.get_cache_token() > 0, isinstance(torch.ones(1), collections.abc.Sequence))
print(issubclass(int, collections.abc.Sized), issubclass(nn.Module, collections.abc.Mapping))
print(sorted(kind.__name__ for kind in copyreg.dispatch_table), copy.deepcopy([{1: (2,)}]), pickle.loads(pickle.dumps({1: 2})))
print(logging.root.handlers, logging.root.level, logging.raiseExceptions, logging.root.manager.disable, len(logging._levelToName))
print(sorted(logging.root.manager.loggerDict), logging.getLoggerClass().__name__, logging.lastResort.level)
for name in ("hostile", "utf-8"):
    try:
        print(codecs.lookup(name).name)
    except LookupError as error:
        print(error)
try:
    codecs.lookup_error("hostile")
except LookupError as error:
    print(error)
print(exit_functions, repr(linecache.getline("program.py", 1)), re.sub("a+", "b", "caat"))
print(json.dumps({"a": [1, 2.5, None]}), json.loads("[1]"), math.sqrt(4), operator.add(1, 2), functools.reduce(operator.mul, [2, 3]))
random.seed(1)
print(random.random(), random.randint(1, 100), random.choice("abc"), time.time() > 1e9, list(itertools.chain([1], [2])))

print(torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.get_default_dtype(), torch.initial_seed())
print(torch.is_anomaly_enabled(), type(torch.ones(1)) is torch.Tensor, torch.Tensor.__module__, len(vars(torch.Tensor)))
print(torch.rand(2), torch.tensor([1.0, 2.0]) * 3, torch.pi)
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
y = (torch.relu(x @ x + 1) * x).sum()
y.backward()
print(y.detach(), x.grad, y.grad_fn.name(), x.grad is x.grad)
with torch.autograd.graph.saved_tensors_hooks(lambda t: t.tolist(), lambda values: torch.tensor(values)):
    z = (x.detach().requires_grad_() ** 2).sum()
with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
    pass
w = torch.ones(2, requires_grad=True)
(w * w).sum().backward()
z.backward()
with torch.autograd.set_detect_anomaly(True):
    print(*(w * 2).grad_fn.metadata["traceback_"])
print(w.grad, torch._C.saved_tensors_hooks_depth(), torch.device("cpu"), torch.ones(1).device)
torch.manual_seed(3)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for step in range(3):
    optimizer.zero_grad()
    loss = (model(x.detach()) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.6f}")
print(model, isinstance(model[0].weight, nn.Parameter), sorted(model.state_dict()))
print(nn.Module.__call__.__name__, len(nn.modules.module._global_forward_hooks), nn.functional.relu(x).shape)
try:
    (x * 2).backward()
except RuntimeError as error:
    print("".join(traceback.format_exception_only(error)).strip())
print("the end")
