### gc turned off, with cycles
import gc
gc.disable()
class Node:
    pass
for _ in range(10_000):
    node = Node()
    node.self = node
### gc with other thresholds, a callback and a debug flag
import gc
gc.set_threshold(1, 1, 1)
gc.callbacks.append(lambda phase, info: None)
gc.set_debug(gc.DEBUG_SAVEALL)
class Node:
    pass
node = Node()
node.self = node
del node
gc.collect()
### gc frozen and thawed
import gc
gc.freeze()
gc.unfreeze()
gc.collect()
### all objects looked at
#> True
import gc
seen = 0
for one in gc.get_objects():
    seen += 1
    type(one), id(one), gc.get_referents(one)
print(seen > 100)
### all objects with their texts
#> True
import gc
for one in gc.get_objects():
    try:
        repr(one), hash(one), bool(one), len(one)
    except Exception:
        pass
print(True)
### all subclasses of object
#> True
import gc, sys, warnings
warnings.simplefilter("ignore")
def walk(kind, seen):
    for child in type.__subclasses__(kind):
        if child not in seen:
            seen.add(child)
            walk(child, seen)
    return seen
warnings.simplefilter("ignore")
sys.unraisablehook = lambda unraisable: None
for kind in walk(object, set()):
    try:
        object.__new__(kind)
    except Exception:
        pass
print(True)
### dicts of classes behind their proxies
import gc, json, torch
for kind in (json.JSONEncoder, torch.Tensor, torch.nn.Module):
    for one in gc.get_referents(kind.__dict__):
        if isinstance(one, dict):
            one["hostile"] = 1
            one["__repr__"] = None
### a trace function and a profile function
import sys, threading
def trace(frame, event, argument):
    return trace
sys.settrace(trace)
sys.setprofile(trace)
threading.settrace(trace)
threading.setprofile(trace)
threading.settrace_all_threads(trace)
def f():
    return 1
f()
### a trace function that raises
#: fails
import sys
def trace(frame, event, argument):
    raise ValueError("from trace")
sys.settrace(trace)
def f():
    return 1
f()
### a trace function that jumps
#> begin
#> end
import sys
def trace(frame, event, argument):
    if frame.f_code is f.__code__ and event == "line" and frame.f_lineno == frame.f_code.co_firstlineno + 2:
        frame.f_lineno += 1
    return trace
def f():
    print("begin")
    print("jumped over")
    print("end")
sys.settrace(trace)
f()
### monitoring: all tools taken
import sys
monitoring = sys.monitoring
for tool in range(6):
    if monitoring.get_tool(tool) is None:
        monitoring.use_tool_id(tool, "hostile")
    monitoring.register_callback(tool, monitoring.events.LINE, lambda *a: None)
    monitoring.set_events(tool, monitoring.events.LINE)
x = 1
### monitoring: our tool given away
import sys
monitoring = sys.monitoring
if monitoring.get_tool(0):
    monitoring.free_tool_id(0)
monitoring.use_tool_id(0, "hostile")
monitoring.set_events(0, monitoring.events.PY_START)
monitoring.restart_events()
x = 1
### monitoring: a callback that raises
#: fails
import sys
monitoring = sys.monitoring
monitoring.use_tool_id(4, "hostile")
def fail(code, line):
    raise ValueError
monitoring.register_callback(4, monitoring.events.LINE, fail)
monitoring.set_events(4, monitoring.events.LINE)
x = 1
### monitoring: a callback that turns itself off while it runs
import sys
monitoring = sys.monitoring
monitoring.use_tool_id(4, "hostile")
def off(code, line):
    monitoring.set_events(4, 0)
    monitoring.register_callback(4, monitoring.events.LINE, None)
    monitoring.free_tool_id(4)
monitoring.register_callback(4, monitoring.events.LINE, off)
monitoring.set_events(4, monitoring.events.LINE)
x = 1
### hooks of sys
import sys
sys.excepthook = sys.displayhook = sys.unraisablehook = sys.breakpointhook = lambda *a: 1 / 0
breakpoint_failed = False
try:
    breakpoint()
except ZeroDivisionError:
    breakpoint_failed = True
assert breakpoint_failed
### hooks for asynchronous generators and origins of coroutines
import sys
sys.set_asyncgen_hooks(firstiter=lambda agen: None, finalizer=lambda agen: None)
sys.set_coroutine_origin_tracking_depth(5)
async def numbers():
    yield 1
agen = numbers()
try:
    agen.__anext__().send(None)
except StopIteration:
    pass
### limits
import sys
sys.setrecursionlimit(100)
sys.setswitchinterval(1e-6)
sys.set_int_max_str_digits(0)
sys.dont_write_bytecode = False
if hasattr(sys, "setdlopenflags"):
    sys.setdlopenflags(1)
### stdout replaced
#> to err
import sys
class Broken:
    def write(self, text):
        raise ValueError
    def flush(self):
        raise ValueError
sys.stdout = Broken()
try:
    print("x")
except ValueError:
    print("to err", file=sys.stderr)
### stdout deleted and the program fails
#: fails
import sys
del sys.stdout, sys.stderr, sys.stdin
1 / 0
### stdout closed
#> still
import sys
sys.stdout.close()
print("still")
### stdout detached, reopened, written as bytes
#> bytes
#> UnsupportedOperation
import sys
sys.stdout.buffer.write(b"bytes\n")
try:
    sys.stdout.detach()
except Exception as error:
    print(type(error).__name__)
### sys.modules emptied
#: fails
import sys
sys.modules.clear()
import json
### sys.modules replaced
import sys
sys.modules = {}
### modules taken away one by one
import sys
for name in ("torch", "os", "builtins", "_backstep", "_backstep.clean", "_backstep.program", "_backstep.host", "warnings",
             "linecache", "traceback", "threading", "io", "codecs", "encodings", "encodings.utf_8", "importlib"):
    sys.modules.pop(name, None)
### modules replaced by others
import sys, types
for name in ("torch", "os", "json", "traceback", "_backstep.clean", "threading"):
    sys.modules[name] = types.ModuleType(name)
for name in ("warnings", "linecache", "sys"):
    sys.modules[name] = None
### torch loaded again
#: fails
import sys
for name in list(sys.modules):
    if name.partition(".")[0] == "torch":
        del sys.modules[name]
import torch
torch.ones(1)
### torch reloaded
#: fails
import importlib, torch
importlib.reload(torch)
### os, sys, threading and random reloaded
import importlib, os, random, sys, threading
for module in (os, random, sys, threading):
    importlib.reload(module)
### the import system replaced
import builtins, sys
sys.meta_path.clear()
sys.path_hooks.clear()
sys.path_importer_cache.clear()
sys.path[:] = []
builtins.__import__ = lambda *a: None
### a finder that finds everything
#> <hostile>
import importlib.abc, importlib.machinery, sys
class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self, origin="<hostile>")
    def exec_module(self, module):
        pass
sys.meta_path.insert(0, Finder())
import anything
print(anything.__spec__.origin)
### odd modules
#: once
import antigravity
import __future__, __hello__, _sitebuiltins, symtable
### every module of the standard library
#> True
#: once
import contextlib, io, sys, warnings
warnings.simplefilter("ignore")
skipped = {"antigravity", "this", "idlelib", "tkinter", "turtledemo", "turtle", "_ios_support"}
for name in sorted(sys.stdlib_module_names - skipped):
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            __import__(name)
        except (ImportError, OSError, AttributeError):
            pass
print(True)
### modules of C twice
#> True
#: once
import sys, warnings
warnings.simplefilter("ignore")
for _ in range(2):
    for name in ("_decimal", "_json", "_datetime", "_elementtree", "pyexpat", "_struct", "array", "_zoneinfo", "_asyncio",
                 "_bz2", "_lzma", "zlib", "_csv", "_heapq", "_queue", "_random", "_bisect", "unicodedata", "select", "mmap"):
        sys.modules.pop(name, None)
        try:
            __import__(name)
        except ImportError as error:
            print(error)
print(True)
### the frames below the program
#> True
import sys
frame = sys._getframe()
while frame.f_back is not None:
    frame = frame.f_back
    try:
        frame.f_locals.clear()
    except Exception:
        pass
print(True)
### the globals of the frames below the program
#: fails
import sys
frame = sys._getframe()
while frame.f_back is not None:
    frame = frame.f_back
    for name in ("host", "sys", "traceback", "linecache", "_failed", "_text", "let_go", "_finish", "streams", "builtins"):
        if name in frame.f_globals:
            frame.f_globals[name] = None
### our own modules from inside
#: fails
import _backstep, _backstep.clean, _backstep.program, _backstep.state, _backstep.streams, _backstep.naming
for module in (_backstep.clean, _backstep.program, _backstep.state, _backstep.streams, _backstep.naming, _backstep):
    for name in list(vars(module)):
        if not name.startswith("__"):
            setattr(module, name, None)
1 / 0
### the code of our own functions
#: fails
import _backstep.clean, _backstep.program
def nothing(*arguments):
    pass
for function in (_backstep.clean.restore, _backstep.clean._put_back, _backstep.program.ended, _backstep.program.let_go):
    function.__code__ = nothing.__code__
1 / 0
### what the kernel gives our modules
#> xxTrue
from _backstep import host
for name in dir(host):
    if name.startswith("__"):
        continue
    for arguments in ((), (None,), (1, "x", None, [], {}), ("x",) * 8, (-1,) * 8, ([],) * 8):
        try:
            getattr(host, name)(*arguments)
        except Exception:
            pass
print(True)
### the kernel's own state
#: unfit
import _backstep.clean
_backstep.clean._now["state"] = None
### code objects of nonsense
#> True
def f():
    return 1
code = f.__code__
for change in ({"co_stacksize": 0}, {"co_names": ()}, {"co_filename": "\0"}, {"co_firstlineno": -5}, {"co_name": "x\0y"}):
    try:
        eval(code.replace(**change))
    except Exception:
        pass
print(True)
### audit by names that nobody knows
#> True
import sys
for name in ("", "x", "socket.x", "os.exec", "\ud800"):
    try:
        sys.audit(name)
    except Exception:
        pass
print(True)
### exec in other namespaces
#> 2
#> NameError: name 'print' is not defined
space = {}
exec("x = 2", space)
print(space["x"])
attempt(lambda: exec("print(1)", {"__builtins__": {}}))
### the variables of the module
#: fails
globals().clear()
print(x)
### the module replaced by another
import sys
sys.modules["__main__"] = 5
__name__ = "other"
__file__ = None
### __builtins__ replaced in the module
#: fails
__builtins__ = {}
def f():
    return len("x")
exec("f()", {"f": f, "__builtins__": {}})
eval("len('x')", {"__builtins__": {}})
