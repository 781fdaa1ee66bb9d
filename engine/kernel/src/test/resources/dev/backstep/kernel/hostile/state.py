### random numbers
import random
random.seed(5)
random.random()
random._inst = random.Random(7)
random.choice = lambda x: 5
### numpy's random numbers
import numpy
numpy.random.seed(5)
numpy.random.rand(3)
numpy.random.set_state(numpy.random.RandomState(7).get_state())
### numpy's settings
import numpy
numpy.seterr(all="raise")
numpy.set_printoptions(precision=1)
numpy.seterrcall(lambda *a: None)
numpy.random.rand = numpy.ones = numpy.array = None
numpy.ndarray_hostile = 1
### decimal's contexts
import decimal
decimal.getcontext().prec = 3
decimal.setcontext(decimal.Context(prec=2))
decimal.DefaultContext.prec = 5
decimal.ExtendedContext.prec = 6
decimal.BasicContext.traps[decimal.Inexact] = True
### the locale
import locale
locale.setlocale(locale.LC_ALL, "C")
locale.getlocale = None
locale._override_localeconv["decimal_point"] = ","
### time
import time
try:
    time.tzset()
except AttributeError:
    pass
time.time = lambda: 0
time.sleep = None
### context variables
import contextvars
variable = contextvars.ContextVar("hostile", default=1)
variable.set(5)
### digits of numbers
import sys
sys.set_int_max_str_digits(0)
x = 10 ** 10000
str(x)
### digits of numbers, refused
#! ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit
str(10 ** 10000)
### huge numbers as arguments
#> done
import torch
n = 10 ** 1000
for what in (lambda: torch.ones(n), lambda: torch.ones(2) * n, lambda: torch.tensor(n), lambda: torch.full((2,), n), lambda: torch.manual_seed(n),
             lambda: torch.ones(2)[n], lambda: torch.arange(n), lambda: torch.ones(2).view(n), lambda: torch.ones(2).sum(n)):
    try:
        what()
    except Exception:
        pass
print("done")
### tracemalloc
import tracemalloc
tracemalloc.start(10)
x = [0] * 1000
tracemalloc.take_snapshot()
### cProfile
import cProfile
profile = cProfile.Profile()
profile.enable()
sum(range(10))
### linecache
import linecache
linecache.cache["program.py"] = (1, None, ["hostile\n"], "program.py")
linecache.cache["canary.py"] = (1, None, ["hostile\n"] * 100, "canary.py")
linecache.getline = lambda *a: "hostile"
### environment
import os
os.environ["HOME"] = "/"
os.environ["LC_ALL"] = "de_DE"
os.environ.clear()
os.environ = {}
os.getenv = None
### paths
import sys
sys.path.insert(0, "/etc")
sys.path.append(5)
sys.path = ["hostile"]
sys.prefix = sys.exec_prefix = sys.executable = "/"
### argv and flags
import sys
sys.argv.append("x")
sys.argv = None
sys.flags = sys.version_info = sys.hash_info = sys.implementation = None
### stdin
#> EOFError: EOF when reading a line
import sys
attempt(lambda: input("") if False else input())
sys.stdin = None
### time zones and calendars
import calendar, datetime, zoneinfo
calendar.setfirstweekday(6)
try:
    zoneinfo.ZoneInfo("Europe/Berlin")
except Exception:
    pass
zoneinfo.reset_tzpath()
datetime.datetime_hostile = 1
### mimetypes, gettext, readline and others that keep things
import gettext, mimetypes
mimetypes.add_type("hostile/x", ".x")
gettext.textdomain("hostile")
gettext.install("hostile")
### enumerations
import enum, re
re.RegexFlag.__str__ = lambda self: "hostile"
enum.IntFlag.hostile = 1
re.A = re.ASCII = 5
### functools' caches
import fnmatch, functools, json, re
re.compile("a+b")
fnmatch.fnmatch("a", "b")
functools.lru_cache(None)(lambda: 1)()
### singledispatch
import functools, pprint
pprint.PrettyPrinter._dispatch.clear()
functools.singledispatch
### typing
import typing
typing.TYPE_CHECKING = True
typing.Any = typing.List = None
typing._cleanups.clear()
### dataclasses and namedtuples
#> Point(x=1)
import collections, dataclasses
@dataclasses.dataclass
class Point:
    x: int
print(Point(1))
dataclasses.dataclass = dataclasses.field = None
collections.namedtuple = collections.OrderedDict = None
### pickles of the program's own classes
#> done
import pickle
class Mine:
    pass
pickle.loads(pickle.dumps(Mine()))
print("done")
### interned texts
import sys
for i in range(10_000):
    sys.intern(f"hostile {i}")
### files that were left open
#> done
import io
file = open(__import__("torch").__file__)
file.readline()
print("done")
### folders that are listed
#> True
import os
print(isinstance(os.listdir("."), list))
### the folder, changed to itself
import os
os.chdir(os.getcwd())
### defaults of torch that last
import torch
torch.set_default_dtype(torch.float64)
torch.set_default_tensor_type(torch.DoubleTensor) if hasattr(torch, "set_default_tensor_type") else None
torch.use_deterministic_algorithms(True) if hasattr(torch, "use_deterministic_algorithms") else None
torch.set_num_threads(7) if hasattr(torch, "set_num_threads") else None
torch.backends.cudnn.benchmark = 5 if hasattr(torch, "backends") else None
torch.random.manual_seed(5) if hasattr(torch, "random") else None
### the default generator
import torch
torch.default_generator.manual_seed(99)
torch.rand(5)
state = torch.get_rng_state()
torch.default_generator = None
torch.get_rng_state = None
### the default generator's class
import torch
torch.Generator.manual_seed = lambda self, seed: None
torch.manual_seed = lambda seed: None
### gradients of what all share
import torch
from torch import nn
for module in (nn.functional, nn.init, torch.optim):
    module.hostile = torch.ones(1, requires_grad=True)
nn.Module.hostile = nn.Parameter(torch.ones(1))
torch.Tensor.grad_hostile = torch.ones(1)
