### a loop
#: interrupt
print("on", flush=True)
while True:
    pass
### a loop that catches everything
#: interrupt
print("on", flush=True)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
### a loop in finally
#: interrupt
print("on", flush=True)
try:
    while True:
        pass
finally:
    while True:
        pass
### a loop of nested handlers
#: interrupt
def run(depth):
    try:
        while True:
            pass
    except BaseException:
        run(depth + 1)
    finally:
        run(depth + 1)
print("on", flush=True)
run(0)
### a loop in a generator that does not close
#: interrupt
def numbers():
    while True:
        try:
            while True:
                yield 1
        except BaseException:
            pass
print("on", flush=True)
for number in numbers():
    pass
### a loop in __del__
#: interrupt
class Sticky:
    def __del__(self):
        print("on", flush=True)
        while True:
            pass
sticky = Sticky()
del sticky
while True:
    pass
### a loop in __del__ at the end of the program
#: interrupt
class Sticky:
    def __del__(self):
        print("on", flush=True)
        while True:
            pass
sticky = Sticky()
### a loop in __del__ at the end of the program, with everything caught
#: interrupt
class Sticky:
    def __del__(self):
        print("on", flush=True)
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
sticky = Sticky()
### a loop in __repr__
#: interrupt
class Endless:
    def __repr__(self):
        print("on", flush=True)
        while True:
            pass
print(Endless())
### a loop in the text of the error
#: interrupt
class Endless(Exception):
    def __str__(self):
        print("on", flush=True)
        while True:
            pass
raise Endless()
### a loop in the text of the error that catches everything
#: interrupt
class Endless(Exception):
    def __str__(self):
        print("on", flush=True)
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
raise Endless()
### a loop in a comparison
#: interrupt
class Endless:
    def __lt__(self, other):
        print("on", flush=True)
        while True:
            pass
sorted([Endless(), Endless()])
### a loop in a key function
#: interrupt
def key(n):
    print("on", flush=True)
    while True:
        pass
sorted([2, 1], key=key)
### a loop of map
#: interrupt
import collections, itertools
print("on", flush=True)
collections.deque(map(lambda n: n, itertools.count()), maxlen=0)
### a backward pass without end
#: interrupt
import torch
x = torch.ones(2, requires_grad=True)
y = x * 2
def hook(gradient):
    print("on", flush=True)
    while True:
        pass
y.register_hook(hook)
y.sum().backward()
### a hook that swallows the stop in the middle of a backward pass
#: interrupt
import torch
x = torch.ones(2, requires_grad=True)
def hook(gradient):
    print("on", flush=True)
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
for _ in iter(int, 1):
    y = x * 2
    y.register_hook(hook)
    y.sum().backward()
### training without end
#: interrupt
import torch
from torch import nn
model = nn.Linear(2, 1)
optimizer = torch.optim.Adam(model.parameters())
print("on", flush=True)
while True:
    optimizer.zero_grad()
    model(torch.randn(4, 2)).sum().backward()
    optimizer.step()
### training without end that catches every error
#: interrupt
import torch
x = torch.ones(2, requires_grad=True)
print("on", flush=True)
while True:
    try:
        (x * x).sum().backward()
        x.grad = None
    except BaseException:
        pass
### coroutines without end
#: interrupt
import types
@types.coroutine
def pause():
    yield
async def loop():
    while True:
        await pause()
print("on", flush=True)
coroutine = loop()
while True:
    coroutine.send(None)
### an asyncio loop is refused, for it needs sockets
#> PermissionError: [Errno 1] …
import asyncio
asyncio.base_events.BaseEventLoop.__del__ = lambda self: None
async def forever():
    while True:
        await asyncio.sleep(0)
coroutine = forever()
attempt(lambda: asyncio.run(coroutine))
coroutine.close()
### exec in a loop
#: interrupt
print("on", flush=True)
while True:
    exec("for i in range(10): pass")
### compile in a loop
#: interrupt
print("on", flush=True)
n = 0
while True:
    n += 1
    compile(f"x = {n}", "program.py", "exec")
### import in a loop
#: interrupt
import sys
print("on", flush=True)
while True:
    sys.modules.pop("fractions", None)
    import fractions
### a trace function that catches the stop
#: interrupt
import sys
def trace(frame, event, argument):
    try:
        pass
    except BaseException:
        pass
    return trace
sys.settrace(trace)
def run():
    while True:
        try:
            n = 1
        except BaseException:
            pass
print("on", flush=True)
run()
### a monitoring callback that loops
#: kill once
import sys
monitoring = sys.monitoring
monitoring.use_tool_id(3, "hostile")
def line(code, number):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
monitoring.register_callback(3, monitoring.events.LINE, line)
print("on", flush=True)
monitoring.set_events(3, monitoring.events.LINE)
x = 1
### a descriptor, a metaclass and a context manager that loop in turn
#: interrupt
class Meta(type):
    def __instancecheck__(cls, value):
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
class Never(metaclass=Meta):
    pass
class Manager:
    def __enter__(self):
        return self
    def __exit__(self, *error):
        isinstance(1, Never)
print("on", flush=True)
with Manager():
    while True:
        pass
### printing without end
#: interrupt
print("on", flush=True)
while True:
    print("x")
### printing without a line's end
#: interrupt
print("on", flush=True)
while True:
    print("x" * 1000, end="")
### sleeping
#: interrupt
import time
print("on", flush=True)
time.sleep(1000)
### sleeping again and again
#: interrupt
import time
print("on", flush=True)
while True:
    try:
        time.sleep(1000)
    except BaseException:
        pass
### waiting for a lock that nobody gives
#: interrupt
import threading
lock = threading.Lock()
lock.acquire()
print("on", flush=True)
lock.acquire()
### waiting for a queue that nobody fills
#: interrupt
import queue
print("on", flush=True)
queue.Queue().get()
### waiting for an event, a condition, a barrier
#: interrupt
import threading
print("on", flush=True)
for wait in (threading.Event().wait, threading.Barrier(2).wait):
    try:
        wait()
    except BaseException:
        pass
### waiting for a thread that does not end
#: interrupt unfit once
import threading
thread = threading.Thread(target=lambda: [None for _ in iter(int, 1)])
thread.start()
print("on", flush=True)
### a builtin that does not return
#: kill once
print("on", flush=True)
sum(range(10**12))
### a builtin that does not return, in a thread
#: kill once
import threading
print("on", flush=True)
threading.Thread(target=lambda: sum(range(10**12))).start()
while True:
    pass
### a number that takes for ever
#: kill once
print("on", flush=True)
10 ** 10 ** 9
### a pattern that takes for ever
#: interrupt
import re
print("on", flush=True)
re.match("(a+)+b", "a" * 40)
### deque and zip without Python code
#: kill once
import collections, itertools
print("on", flush=True)
collections.deque(itertools.repeat(1), maxlen=0)
### KeyboardInterrupt by the program itself
#! KeyboardInterrupt: mine
raise KeyboardInterrupt("mine")
### KeyboardInterrupt by the program, caught
#> caught
try:
    raise KeyboardInterrupt
except KeyboardInterrupt:
    print("caught")
