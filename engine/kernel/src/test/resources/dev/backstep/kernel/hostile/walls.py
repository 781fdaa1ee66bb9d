# Only what does no harm where no wall stands: these programs are there for the day on which one has a hole. So they read
# what is public, write, rename and run only what is not there, and send no signal that does something.
### open of an absolute path
#> PermissionError: [Errno 1] …: '/etc/passwd'
#> PermissionError: [Errno 1] …: '/etc/passwd'
#> PermissionError: [Errno 1] …: '/etc/passwd'
attempt(lambda: open("/etc/passwd"))
attempt(lambda: open(b"/etc/passwd"))
attempt(lambda: open("/etc/passwd", opener=lambda path, flags: 5))
### open of a relative path that leaves the folder
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
attempt(lambda: open("../../../../../../etc/passwd"))
attempt(lambda: open("sub/../../x"))
attempt(lambda: open("./../x", "rb"))
### open through a PathLike that changes its mind
#> PermissionError: [Errno 1] …
class Path:
    count = 0
    def __fspath__(self):
        Path.count += 1
        return "here" if Path.count == 1 else "/etc/passwd"
path = Path()
import os
os.fspath(path)
attempt(lambda: open(path))
### writing beside the program
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
import os
attempt(lambda: open("made.txt", "w"))
attempt(lambda: os.mkdir("made"))
attempt(lambda: os.open("made.txt", os.O_CREAT | os.O_RDWR))
attempt(lambda: os.remove("not-there.txt"))
### descriptors that are open
#> PermissionError: [Errno 1] Backstep programs cannot use the descriptors 0, 1 and 2: they belong to Backstep
#> PermissionError: [Errno 1] Backstep programs cannot use the descriptors 0, 1 and 2: they belong to Backstep
#> PermissionError: [Errno 1] Backstep programs cannot use the descriptors 0, 1 and 2: they belong to Backstep
#> PermissionError: [Errno 1] Backstep programs cannot use the descriptors 0, 1 and 2: they belong to Backstep
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
import os
attempt(lambda: os.write(1, b"noise"))
attempt(lambda: os.set_inheritable(0, False))
attempt(lambda: os.dup2(2, 2))
attempt(lambda: os.closerange(-1, 0))
attempt(lambda: open(1, "w"))
attempt(lambda: os.fdopen(0))
### descriptors as odd numbers
#> PermissionError: [Errno 1] Backstep programs cannot use the descriptors 0, 1 and 2: they belong to Backstep
#> PermissionError: [Errno 1] Backstep programs cannot use the descriptors 0, 1 and 2: they belong to Backstep
#> PermissionError: [Errno 1] Backstep programs cannot use the descriptors 0, 1 and 2: they belong to Backstep
#> OverflowError: …
import os
class Index:
    def __index__(self):
        return 1
class Number(int):
    pass
attempt(lambda: os.write(True, b"noise"))
attempt(lambda: os.write(Number(1), b"noise"))
attempt(lambda: os.write(Index(), b"noise"))
attempt(lambda: os.write(2**32 + 1, b"noise"))
### folders as descriptors
#: fails
import os
os.open("/etc", os.O_RDONLY | os.O_DIRECTORY)
### links
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
import os
attempt(lambda: os.symlink("/backstep/not-there", "link"))
attempt(lambda: os.link("/backstep/not-there", "link"))
attempt(lambda: os.rename("/backstep/not-there", "link"))
### looking around
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
import glob, os, pathlib
attempt(lambda: os.listdir("/"))
attempt(lambda: os.scandir("/etc"))
attempt(lambda: list(os.walk("/etc")))
attempt(lambda: glob.glob("/etc/*"))
attempt(lambda: list(pathlib.Path("/").iterdir()))
### leaving the folder
#> PermissionError: [Errno 1] Backstep programs stay in their own folder; use paths instead of os.chdir
import os
attempt(lambda: os.chdir("/"))
### files by other modules
#> PermissionError
#> PermissionError
#> PermissionError
#> PermissionError
#> PermissionError
#> PermissionError
#> PermissionError
import bz2, fileinput, gzip, io, linecache, lzma, shutil, tarfile, tempfile, zipfile
for what in (
    lambda: zipfile.ZipFile("/etc/x.zip"),
    lambda: tarfile.open("/etc/x.tar"),
    lambda: gzip.open("/etc/x.gz"),
    lambda: bz2.open("/etc/x"),
    lambda: io.FileIO("/etc/passwd"),
    lambda: shutil.copyfile("/etc/hostname", "x"),
    lambda: io.open_code("/etc/passwd"),
):
    try:
        what()
    except Exception as error:
        print(type(error).__name__)
### temporary files
#: fails
import tempfile
tempfile.NamedTemporaryFile()
### mapping memory
#> True
#> PermissionError: [Errno 1] …
import mmap
attempt(lambda: len(mmap.mmap(-1, 4096)) == 4096)
attempt(lambda: mmap.mmap(1, 4096))
### databases
#: fails
import sqlite3
sqlite3.connect(":memory:")
### dbm and shelve
#: fails
import shelve
shelve.open("made")
### the system's files that say who one is
#> PermissionError
#> PermissionError
#> PermissionError
for name in ("/proc/self/maps", "/proc/self/mem", "/dev/shm/x"):
    try:
        open(name, "rb")
    except Exception as error:
        print(type(error).__name__)
### sockets
#> PermissionError: [Errno 1] Backstep programs cannot use the network
#> PermissionError: [Errno 1] Backstep programs cannot use the network
#> PermissionError: [Errno 1] …
import socket
attempt(lambda: socket.socket())
attempt(lambda: socket.create_connection(("localhost", 80)))
attempt(lambda: socket.socketpair())
### addresses on the network
#> PermissionError: [Errno 1] Backstep programs cannot use the network
#> PermissionError
import socket, urllib.request
attempt(lambda: socket.getaddrinfo("localhost", 80))
try:
    urllib.request.urlopen("http://localhost/")
except Exception as error:
    print(type(error).__name__)
### processes
#> PermissionError: [Errno 1] Backstep programs cannot start processes
#> PermissionError: [Errno 1] Backstep programs cannot start processes
#> PermissionError: [Errno 1] Backstep programs cannot start processes
#> PermissionError: [Errno 1] Backstep programs cannot start processes
#> PermissionError: [Errno 1] Backstep programs cannot start processes
import os, subprocess
attempt(lambda: subprocess.run(["true"]))
attempt(lambda: os.system("true"))
attempt(lambda: os.execv("/backstep/not-there", ["x"]))
attempt(lambda: os.posix_spawn("/backstep/not-there", ["x"], {}))
attempt(lambda: os.popen("true"))
### processes by other modules
#: fails
import multiprocessing
process = multiprocessing.Process(target=print)
process.start()
### pools of processes
#: fails
import concurrent.futures
concurrent.futures.ProcessPoolExecutor(2).submit(print).result()
### a terminal
#: fails
import pty
pty.spawn("/backstep/not-there")
### C
#> ImportError
#> ImportError
#> ImportError
for name in ("ctypes", "_ctypes", "_testcapi"):
    try:
        __import__(name)
    except ImportError as error:
        print(type(error).__name__)
### C by the back doors of the import system
#> ImportError
#> ImportError
#> ImportError
import importlib.machinery, importlib.util, sys
path = next(p for p in sys.path if p.endswith("lib-dynload"))
spec = importlib.machinery.PathFinder.find_spec("_ctypes", [path])
for what in (
    lambda: importlib.util.module_from_spec(spec),
    lambda: importlib.machinery.ExtensionFileLoader("harmless", spec.origin).create_module(
        importlib.machinery.ModuleSpec("harmless", None, origin=spec.origin)
    ),
    lambda: importlib.util.find_spec("_ctypes").loader.load_module(),
):
    try:
        what()
    except ImportError as error:
        print(type(error).__name__)
### the guarded modules once more
#> ImportError: Backstep programs cannot load this module again…
#> ImportError: Backstep programs cannot load this module again…
import _imp, importlib.machinery, sys
attempt(lambda: _imp.create_builtin(importlib.machinery.ModuleSpec("posix", None)))
del sys.modules["_signal"]
attempt(lambda: __import__("_signal"))
### signals
#> PermissionError: [Errno 1] Backstep programs cannot change how signals are handled
#> PermissionError: [Errno 1] Backstep programs cannot change how signals are handled
#> PermissionError: [Errno 1] Backstep programs cannot change how signals are handled
#> PermissionError: [Errno 1] Backstep programs cannot send signals
#> PermissionError: [Errno 1] Backstep programs cannot change how signals are handled
import os, signal
attempt(lambda: signal.signal(signal.SIGSEGV, signal.SIG_DFL))
attempt(lambda: signal.alarm(1))
attempt(lambda: signal.raise_signal(signal.SIGTERM))
attempt(lambda: os.kill(os.getpid(), 0))
attempt(lambda: signal.set_wakeup_fd(-1))
### what reports faults
#: fails
import faulthandler
### the end of the process
#> PermissionError: [Errno 1] Backstep programs cannot start, end or change processes
#> PermissionError: [Errno 1] Backstep programs cannot start, end or change processes
import os
attempt(lambda: os._exit(0))
attempt(lambda: os.abort())
### the end of the program in all its ways
#> SystemExit: 3
#> SystemExit: text
#> SystemExit: None
#> SystemExit: 1
import sys
attempt(lambda: sys.exit(3))
attempt(lambda: exit("text"))
attempt(lambda: quit())
attempt(lambda: (_ for _ in ()).throw(SystemExit(1)))
### the environment
#> {}
#> {'A': 'b'}
#> None
import os
print(dict(os.environ))
os.environ["A"] = "b"
print(dict(os.environ))
os.putenv("LD_PRELOAD", "x")
print(os.getenv("LD_PRELOAD"))
### audit hooks are not added, and Python does not say so
#> None
import sys
attempt(lambda: sys.addaudithook(lambda *a: print(a)))
sys.audit("mine", 1)
sys.audit("", None)
### audit events by the program itself
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
#> PermissionError: [Errno 1] …
import sys
attempt(lambda: sys.audit("open", "/etc/passwd", "r", 0))
attempt(lambda: sys.audit("open"))
attempt(lambda: sys.audit("os.kill", object(), None))
### audit events with odd arguments
#> True
import sys
class Odd:
    def __str__(self):
        raise ValueError
    __repr__ = __hash__ = __eq__ = __len__ = __index__ = __fspath__ = __str__
for event in ("open", "import", "os.listdir", "os.rename", "os.chdir", "mmap.__new__", "glob.glob/2", "os.putenv",
              "os.remove", "os.symlink", "os.truncate", "fcntl.flock", "object.__setattr__", "code.__new__"):
    for arguments in ((), (None,), (Odd(), Odd(), Odd()), (-1, -1, -1), (1 << 100,), ("\ud800", b"\xff"), ("\0",)):
        try:
            sys.audit(event, *arguments)
        except (PermissionError, ImportError, OSError, ValueError):
            pass
print(True)
### a debugger from another process
#: fails
import os, sys
sys.remote_exec(os.getpid(), "x.py")
### other interpreters
#> ImportError
#> ImportError
for name in ("_interpreters", "concurrent.interpreters"):
    try:
        __import__(name)
    except ImportError as error:
        print(type(error).__name__)
### limits of the process
#> PermissionError: [Errno 1] Backstep programs cannot change or ask the operating system
import resource
attempt(lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
### a browser
#> False
import webbrowser
print(webbrowser.open("http://localhost/"))
### torch.save and torch.load
#> …
#> PermissionError: …
import torch
attempt(lambda: torch.save({"x": torch.ones(1)}, "/backstep/not-there.pth"))
attempt(lambda: torch.load("/etc/passwd"))
### numpy's files
#> PermissionError
#> PermissionError
#> PermissionError
import numpy
for what in (
    lambda: numpy.fromfile("/etc/passwd"),
    lambda: numpy.memmap("/etc/passwd", mode="r"),
    lambda: numpy.ones(2).tofile("made"),
):
    try:
        what()
    except Exception as error:
        print(type(error).__name__)
