### built-in functions
#: fails
import builtins
vars_of_builtins = vars(builtins)
for name in ("len", "print", "isinstance", "open", "range", "sorted", "type", "super", "dict", "list", "str", "getattr",
             "setattr", "hasattr", "iter", "next", "repr", "id", "vars", "compile", "exec", "eval", "tuple", "set"):
    vars_of_builtins[name] = None
### built-in functions and an error
#: fails
import builtins
for name in list(vars(builtins)):
    if name[0].islower() and name not in ("name", "list", "vars", "setattr", "builtins"):
        setattr(builtins, name, None)
1 / 0
### built-in functions deleted
#: fails
import builtins
for name in list(vars(builtins)):
    if name != "list":
        vars(builtins).pop(name)
raise ValueError
### built-in exceptions replaced
#: fails
import builtins
builtins.BaseException = builtins.Exception = builtins.SystemExit = builtins.KeyboardInterrupt = builtins.TypeError = int
builtins.SyntaxError = None
[][1]
### new built-in names
import builtins
builtins.secret = 1
builtins.help = builtins.exit = builtins.quit = builtins.copyright = builtins._ = None
### __build_class__ and __import__
import builtins
builtins.__build_class__ = lambda *a, **k: None
class Never:
    pass
builtins.__import__ = lambda *a, **k: 5
import json
builtins.__debug__ if False else None
### modules of the standard library
import functools, io, json, math, os, random, re, sys, time, traceback, types, warnings
for module in (functools, io, json, math, os, random, re, time, traceback, types, warnings):
    for name in list(vars(module)):
        if not name.startswith("__"):
            setattr(module, name, None)
### what prints errors
#: fails
import linecache, traceback, warnings
traceback.TracebackException = traceback.StackSummary = None
traceback.walk_tb = lambda *a: 1 / 0
linecache.getline = linecache.getlines = linecache.checkcache = None
1 / 0
### what prints errors, its methods
#: fails
import traceback
traceback.TracebackException.format = lambda self, **k: iter([])
traceback.TracebackException.__init__ = lambda self, *a, **k: None
traceback.FrameSummary.line = 5
raise ValueError("mine")
### what warns
#> shown
import warnings
warnings.warn = lambda *a, **k: None
warnings.showwarning = lambda *a, **k: print("shown")
warnings.filters[:] = [("always", None, Warning, None, 0)]
warnings.onceregistry["x"] = 1
import torch
print("shown")
### what the end of a program uses
#: fails
import atexit, os, sys, threading
atexit._run_exitfuncs = atexit._clear = None
threading.enumerate = threading.current_thread = None
os.chdir = os.getcwd = os.path.relpath = None
1 / 0
### classes of the standard library
import collections, contextlib, enum, io, json, pathlib, random, string, types
json.JSONEncoder.default = json.JSONEncoder.encode = None
json.JSONDecoder.hostile = 1
random.Random.random = lambda self: 0.5
pathlib.PurePath.__str__ = lambda self: "hostile"
collections.Counter.update = None
contextlib.ExitStack.__exit__ = None
enum.Enum.hostile = 1
string.Formatter.format = None
### classes made others
import json, random
json.JSONEncoder.__bases__
class Mine:
    pass
try:
    random.Random.__bases__ = (Mine,)
except TypeError:
    pass
try:
    json.JSONDecoder.__bases__ = (Mine,)
except TypeError:
    pass
json.JSONEncoder.__name__ = "Hostile"
json.JSONEncoder.__qualname__ = "Hostile"
json.JSONEncoder.__module__ = "hostile"
### bases of classes that have others
import torch
from torch import nn
class Mine:
    pass
nn.Linear.__bases__ = (Mine, nn.Module)
nn.Tanh.__bases__ = (Mine, nn.Module)
### functions' code, defaults and keywords
import copy, functools, json, os, random
import torch
def nothing(*arguments, **named):
    return "hostile"
for function in (copy.deepcopy, json.dumps, json.loads, os.path.join, torch.manual_seed, torch.tensor, torch.nn.Module.state_dict):
    function.__code__ = nothing.__code__
random.Random.randint.__defaults__ = (1, 2, 3)
torch.optim.SGD.__init__.__kwdefaults__ = {"foreach": 7}
torch.nn.Linear.forward.__defaults__ = (None,)
del json.dump.__defaults__
### functions of torch
import torch
for name in list(vars(torch)):
    if not name.startswith("__"):
        setattr(torch, name, None)
### functions of torch.nn.functional, torch.optim and torch.autograd
import torch
from torch import nn
for module in (nn.functional, torch.optim, torch.autograd, nn.modules.module, nn.init, torch.utils.hooks):
    for name in list(vars(module)):
        if not name.startswith("__"):
            setattr(module, name, lambda *a, **k: None)
### methods of tensors
import torch
for name in ("sum", "backward", "__add__", "__mul__", "__repr__", "__getitem__", "grad", "item", "shape", "__matmul__",
             "__hash__", "__eq__", "__len__", "__bool__", "__iter__", "__del__", "__getattribute__", "__class_getitem__"):
    setattr(torch.Tensor, name, lambda *a, **k: 5)
### methods of tensors deleted
import torch
for name in list(vars(torch.Tensor)):
    if name not in ("__dict__", "__weakref__", "__doc__", "__module__"):
        try:
            delattr(torch.Tensor, name)
        except (AttributeError, TypeError):
            pass
### __getattribute__ and __setattr__ of modules
#: fails
from torch import nn
nn.Module.__getattr__ = lambda self, name: 1 / 0
nn.Module.__setattr__ = lambda self, name, value: None
nn.Module.__call__ = lambda self, *a: self.nothing
nn.Linear(2, 2)(1)
### the base types of C
#> TypeError: cannot set 'x' attribute of immutable type 'torch._C._TensorBase'
#> TypeError: cannot set 'x' attribute of immutable type 'torch._C.Object'
#> TypeError: cannot set 'x' attribute of immutable type 'torch._C.Function'
#> TypeError: cannot set 'x' attribute of immutable type 'int'
import torch
attempt(lambda: setattr(torch._C._TensorBase, "x", 1))
attempt(lambda: setattr(torch._C.Object, "x", 1))
attempt(lambda: setattr(type(torch._C.item), "x", 1))
attempt(lambda: setattr(int, "x", 1))
### torch._C
import torch
for name in list(vars(torch._C)):
    setattr(torch._C, name, None)
### classes of modules
import json, sys, types
import torch
class Odd(types.ModuleType):
    def __getattribute__(self, name):
        return 5
for module in (json, torch, torch.nn, sys.modules["_backstep.program"]):
    module.__class__ = Odd
### global hooks of modules
import torch
from torch import nn
nn.modules.module.register_module_forward_hook(lambda *a: None)
nn.modules.module.register_module_forward_pre_hook(lambda *a: None)
nn.modules.module._global_forward_hooks[77] = lambda *a: 1 / 0
nn.modules.module._global_backward_hooks[77] = lambda *a: 1 / 0
### modes of torch left on
import torch
torch.set_grad_enabled(False)
torch.inference_mode().__enter__()
torch.set_default_dtype(torch.float64)
torch.manual_seed(77)
torch.set_printoptions(precision=1, sci_mode=True)
torch.autograd.set_detect_anomaly(True)
torch.autograd.graph.saved_tensors_hooks(lambda x: 1 / 0, lambda x: 1 / 0).__enter__()
torch.autograd.forward_ad.enter_dual_level()
torch.profiler.profile().__enter__()
torch.device("cpu").__enter__()
torch.autograd.profiler.record_function("x").__enter__()
### a registry of pickle and copy
import copy, copyreg, pickle
class Mine:
    pass
copyreg.pickle(Mine, lambda m: (Mine, ()))
copyreg.add_extension("hostile", "x", 77)
copyreg.dispatch_table[int] = lambda i: (str, ("hostile",))
copy._deepcopy_dispatch[list] = lambda x, memo: "hostile"
pickle._Pickler.dispatch = {}
pickle.dumps = None
### abstract classes with new members
import abc, collections.abc, numbers
import torch
collections.abc.Sequence.register(torch.Tensor)
collections.abc.Mapping.register(torch.nn.Module)
numbers.Number.register(torch.Tensor)
class Mine:
    pass
collections.abc.Hashable.register(Mine)
### caches of functions
import functools, json, re
re.purge()
re._cache[(str, "a+", 0)] = None
functools.reduce = functools.wraps = functools.partial = functools.lru_cache = None
### json's, csv's and logging's registries
import csv, json, logging
json._default_encoder = json._default_decoder = None
csv.register_dialect("hostile", delimiter="|")
logging.basicConfig(level=0)
logging.disable(50)
logging.addLevelName(77, "HOSTILE")
logging.getLogger("hostile").setLevel(1)
logging.getLogger().addFilter(lambda record: 1 / 0)
logging.setLoggerClass(type("Mine", (logging.Logger,), {}))
logging.lastResort.setLevel(0)
logging.raiseExceptions = False
logging.root.__class__ = type("Root", (logging.RootLogger,), {})
### codecs
#> hostile
import codecs
def search(name):
    if name == "hostile":
        return codecs.CodecInfo(lambda s, e="strict": (b"", 0), lambda b, e="strict": ("hostile", 0), name="hostile")
codecs.register(search)
codecs.register_error("hostile", lambda error: ("?", error.end))
print(codecs.decode(b"x", "hostile"))
### atexit
#> at exit of the module
#> at exit
import atexit, weakref
atexit.register(lambda: print("at exit"))
class Mine:
    pass
mine = Mine()
weakref.finalize(mine, lambda: print("at exit of the module"))
### atexit that fails
#> Exception ignored in atexit callback <function again at 0x…>:
#> Traceback (most recent call last):
#> …
#> ValueError: …
import atexit
def again():
    raise ValueError("mine")
atexit.register(again)
### __del__ at the end
#> deleted
class Mine:
    def __del__(self):
        print("deleted")
mine = Mine()
### __del__ in a cycle at the end
#> deleted
class Mine:
    def __del__(self):
        print("deleted")
mine = Mine()
mine.self = mine
### __del__ that patches
import builtins, json
class Mine:
    def __del__(self):
        builtins.len = None
        json.dumps = None
        import sys
        sys.setrecursionlimit(77)
        sys.secret = self
mine = Mine()
### what was put in the place of others and patches when it goes
import builtins, json
class Mine:
    def __del__(self):
        json.loads = None
        json.secret = Mine()
json.dumps = Mine()
### dicts that are watched, cleared and updated
import json, os, sys
vars(json).clear()
vars(os).update(path=None)
vars(sys).pop("path")
sys.__dict__.setdefault("hostile", 1)
### a finder in torch's own loader
import torch
torch.__getattr__ = lambda name: 5
torch.__path__ = []
torch.__version__ = "9"
torch.pi = 3
### properties and static methods
import torch
from torch import nn
torch.Tensor.T.fget.__code__ = (lambda self: 5).__code__
nn.Module.training = property(lambda self: 1 / 0)
### sites of classes: slots, doc and annotations
from torch import nn
nn.Module.__doc__ = "hostile"
nn.Module.__annotations__ = {"x": int}
nn.Linear.in_features = 77
nn.Linear.__init_subclass__ = classmethod(lambda cls: 1 / 0)
