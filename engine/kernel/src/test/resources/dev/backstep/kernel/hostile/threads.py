### a daemon that goes on after the end
#: unfit once
import threading, time
def run():
    while True:
        time.sleep(0.01)
threading.Thread(target=run, daemon=True).start()
### a daemon that prints after the end
#: unfit once
import threading, time
def run():
    while True:
        print("x", end="")
        time.sleep(0.001)
threading.Thread(target=lambda: (time.sleep(0.3), run()), daemon=True).start()
### a daemon that patches after the end
#: unfit once
import builtins, json, threading, time
def run():
    time.sleep(0.05)
    while True:
        json.dumps = None
        time.sleep(0.001)
threading.Thread(target=run, daemon=True).start()
### a thread that is no Thread
#: unfit once
import _thread, time
_thread.start_new_thread(lambda: time.sleep(1000), ())
### a thread that uses torch after the end
#: unfit once
import threading, time
import torch
x = torch.ones(10, requires_grad=True)
def run():
    while True:
        (x * 2).sum().backward()
        time.sleep(0.001)
threading.Thread(target=run, daemon=True).start()
time.sleep(0.05)
### a thread that the program waits for
#> in the thread
#> end
import threading, time
def run():
    time.sleep(0.02)
    print("in the thread")
thread = threading.Thread(target=run)
thread.start()
thread.join()
print("end")
### a thread that the program does not wait for, but Python does
#> end
#> in the thread
import threading, time
def run():
    time.sleep(0.05)
    print("in the thread")
threading.Thread(target=run).start()
print("end")
### an error in a thread
#> Exception in thread mine:
#> Traceback (most recent call last):
#> …
#> …
#> …
#> …
#> …
#> …
#>   File "program.py", line 3, in fail
#>     1 / 0
#>     ~~^~~
#> ZeroDivisionError: division by zero
import threading
def fail():
    1 / 0
thread = threading.Thread(target=fail, name="mine")
thread.start()
thread.join()
### the hook for errors in threads
#> caught ZeroDivisionError
import threading
threading.excepthook = lambda arguments: print("caught", arguments.exc_type.__name__)
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
### an exit in a thread
import sys, threading
thread = threading.Thread(target=lambda: sys.exit(3))
thread.start()
thread.join()
### a timer
#> tick
import threading
threading.Timer(0.02, lambda: print("tick")).start()
### backward passes that interleave
#> done
import threading, torch
first_runs, second_runs, first_done = (threading.Event() for _ in range(3))
def first_hook(gradient):
    first_runs.set()
    second_runs.wait()
def second_hook(gradient):
    second_runs.set()
    first_done.wait()
def first():
    x = torch.ones(1, requires_grad=True)
    x.register_hook(first_hook)
    (x * 2).backward()
    first_done.set()
def second():
    first_runs.wait()
    x = torch.ones(1, requires_grad=True)
    x.register_hook(second_hook)
    (x * 2).backward()
threads = [threading.Thread(target=run) for run in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done")
### pools of threads
#> 285
import concurrent.futures
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(lambda n: n * n, range(10))))
### a pool of threads that nobody shuts down
#> 1
import concurrent.futures
pool = concurrent.futures.ThreadPoolExecutor(4)
print(pool.submit(lambda: 1).result())
### many threads
#> 50
import threading
done = []
threads = [threading.Thread(target=lambda: done.append(1)) for _ in range(50)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(done))
### threads without end
#: fails once
import threading, time
event = threading.Event()
def wait():
    event.wait()
threads = []
try:
    while len(threads) < 2_000:
        thread = threading.Thread(target=wait, daemon=True)
        thread.start()
        threads.append(thread)
finally:
    event.set()
    for thread in threads:
        thread.join()
1 / 0
### small stacks are refused
#> ValueError: size not valid: 32768 bytes
#> ValueError: size not valid: 65536 bytes
#> ValueError: …
import threading
attempt(lambda: threading.stack_size(32768))
attempt(lambda: threading.stack_size(65536))
attempt(lambda: threading.stack_size(-1))
threading.stack_size(2 << 20)
### a deep recursion on a small stack
#> RecursionError
import sys, threading
threading.stack_size(1 << 20)
sys.setrecursionlimit(10**6)
import torch
class Nested(torch.nn.Module):
    def forward(self, x):
        return self(x + 1)
def run():
    try:
        Nested()(torch.ones(1))
    except RecursionError as error:
        print(type(error).__name__)
thread = threading.Thread(target=run)
thread.start()
thread.join()
### locals of threads
import threading
local = threading.local()
local.value = [0] * 1000
class Mine(threading.local):
    def __init__(self):
        self.x = 1
mine = Mine()
### a generator that is left in a thread
#> done
import threading
def numbers():
    try:
        yield 1
    finally:
        pass
generator = numbers()
thread = threading.Thread(target=lambda: next(generator))
thread.start()
thread.join()
print("done")
### a coroutine that nobody awaits
#> …
#> …
async def never():
    pass
never()
### an asynchronous generator that is left
#> done
async def numbers():
    try:
        while True:
            yield 1
    finally:
        pass
agen = numbers()
try:
    agen.__anext__().send(None)
except StopIteration:
    pass
print("done")
### generators that are left in the middle
#> closed
def numbers():
    try:
        while True:
            yield 1
    finally:
        print("closed")
generator = numbers()
next(generator)
### generators that do not close
#: fails
#> Exception ignored while closing generator <generator object numbers at 0x…>:
#> RuntimeError: generator ignored GeneratorExit
def numbers():
    while True:
        try:
            yield 1
        except GeneratorExit:
            pass
generator = numbers()
next(generator)
generator.close()
### locks that are held at the end
import threading, _thread
lock = threading.Lock()
lock.acquire()
condition = threading.Condition()
condition.acquire()
import io
### the lock of the import system
#> done
import _imp
_imp.acquire_lock()
print("done")
### locks of modules that all share
#> done
import logging, warnings
logging._lock.acquire()
warnings._lock.__enter__()
print("done")
### internals of threading
#> done
import threading
threading._active.clear()
threading._shutdown_locks.clear() if hasattr(threading, "_shutdown_locks") else None
threading._main_thread.name = "hostile"
print("done")
### an exception for another thread needs C
#: fails
import ctypes
### interrupt_main
#> PermissionError: [Errno 1] Backstep programs cannot change how signals are handled
#> PermissionError: [Errno 1] Backstep programs cannot change how signals are handled
import _thread
attempt(lambda: _thread.interrupt_main())
attempt(lambda: _thread.interrupt_main(11))
### a thread that starts threads at the end
#: unfit once
import threading, time
def run(n):
    if n < 30:
        threading.Thread(target=run, args=(n + 1,), daemon=True).start()
    time.sleep(0.2)
run_thread = threading.Thread(target=run, args=(0,), daemon=True)
run_thread.start()
### threads in __del__ and atexit
#: unfit once
import atexit, threading, time
class Mine:
    def __del__(self):
        threading.Thread(target=lambda: time.sleep(5), daemon=True).start()
mine = Mine()
