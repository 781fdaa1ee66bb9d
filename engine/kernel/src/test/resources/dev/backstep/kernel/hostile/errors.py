### an error whose text raises
#! Mine: <exception str() failed>
class Mine(Exception):
    def __str__(self):
        raise ValueError
raise Mine
### an error whose text ends the program
#: fails
class Mine(Exception):
    def __str__(self):
        raise SystemExit(0)
    __repr__ = __str__
raise Mine
### an error whose text is no text
#: fails
class Mine(Exception):
    def __str__(self):
        return 5
raise Mine
### an error with odd notes
#: fails
error = ValueError("mine")
error.__notes__ = 5
raise error
### an error whose notes raise
#: fails
class Odd:
    def __str__(self):
        raise ValueError
    __repr__ = __str__
    def __iter__(self):
        raise KeyError
error = ValueError("mine")
error.__notes__ = [Odd(), None, 5, "\ud800", Odd]
raise error
### an error with a property in the place of everything
#: fails
class Mine(Exception):
    @property
    def __notes__(self):
        raise ValueError
    @property
    def __cause__(self):
        raise ValueError
    @property
    def __traceback__(self):
        raise ValueError
    @property
    def args(self):
        raise ValueError
    def __getattribute__(self, name):
        raise KeyError(name)
raise Mine
### a class of errors whose names are no names
#: fails
class Meta(type):
    @property
    def __module__(cls):
        raise ValueError
    @property
    def __qualname__(cls):
        raise ValueError
    @property
    def __name__(cls):
        return 5
    def __instancecheck__(cls, value):
        raise ValueError
class Mine(Exception, metaclass=Meta):
    pass
raise Mine
### a class of errors whose module is a number
#! <unknown>.Mine: mine
class Mine(Exception):
    pass
Mine.__module__ = 5
raise Mine("mine")
### a class of errors with surrogates in its name
#: fails
Mine = type("M\ud800\0", (Exception,), {"__module__": "m\udfff"})
raise Mine("\ud800\udfff\0")
### an error that is not equal to itself and has no hash
#: fails
class Mine(Exception):
    def __eq__(self, other):
        raise ValueError
    __hash__ = None
raise Mine from Mine()
### an error without a traceback
#: fails
raise ValueError("mine").with_traceback(None)
### a traceback in a circle is refused
#! ValueError: traceback loop detected
import sys
try:
    1 / 0
except ZeroDivisionError as error:
    traceback = error.__traceback__
    traceback.tb_next = traceback
### a very long traceback
#: fails
import types
try:
    1 / 0
except ZeroDivisionError as error:
    traceback = error.__traceback__
for i in range(20_000):
    traceback = types.TracebackType(traceback, traceback.tb_frame, 0, i)
raise ValueError("mine").with_traceback(traceback)
### a traceback with lines that are not there
#: fails
import types
try:
    1 / 0
except ZeroDivisionError as error:
    traceback = error.__traceback__
for line in (-1, 0, 2**31 - 1, -(2**31), 77):
    traceback = types.TracebackType(traceback, traceback.tb_frame, 10**6, line)
raise ValueError("mine").with_traceback(traceback)
### groups of errors in groups
#: fails
group = ExceptionGroup("first", [ValueError("a"), TypeError("b")])
for i in range(200):
    group = ExceptionGroup(f"level {i}", [group, ValueError(i)])
raise group
### a group whose errors are no errors
#: fails
class Mine(ExceptionGroup):
    @property
    def exceptions(self):
        return [5, None]
    def __str__(self):
        raise ValueError
raise Mine("mine", [ValueError()])
### a group of base exceptions
#: fails
raise BaseExceptionGroup("mine", [KeyboardInterrupt(), SystemExit(0)])
### except* of everything
#> done
try:
    raise ExceptionGroup("mine", [ValueError("a"), TypeError("b")])
except* ValueError:
    pass
except* TypeError:
    print("done")
### a base exception of one's own
#! Mine: mine
class Mine(BaseException):
    pass
raise Mine("mine")
### exits with odd codes
#: fails
class Code:
    def __eq__(self, other):
        raise ValueError
    def __str__(self):
        raise KeyError
    def __bool__(self):
        raise TypeError
import sys
sys.exit(Code())
### an exit with a huge code
#: fails
raise SystemExit(1 << 200)
### an exit with a code that loops
#: interrupt
class Code:
    def __str__(self):
        print("on", flush=True)
        while True:
            pass
raise SystemExit(Code())
### an exit with True, False, a float, a tuple and a text
#> True
#> False
#> 0.0
#> (1, 2)
import sys
for code in (True, False, 0.0, (1, 2)):
    try:
        sys.exit(code)
    except SystemExit as error:
        print(error.code)
### an exit by a subclass that lies
#: fails
class Exit(SystemExit):
    @property
    def code(self):
        raise ValueError
raise Exit(0)
### generator and coroutine errors
#: fails
def generator():
    try:
        yield 1
    finally:
        raise ValueError("in finally")
g = generator()
next(g)
g.close()
### raise of what is no error
#! TypeError: exceptions must derive from BaseException
raise 5
### raise of a class that makes something else
#: fails
class Mine(Exception):
    def __new__(cls, *arguments):
        return 5
raise Mine
### raise without anything to raise
#! RuntimeError: No active exception to reraise
raise
### a syntax error with odd places
#: fails
raise SyntaxError("mine", ("program.py", 10**30, -5, "text", -1, 10**30))
### a syntax error with places that are no numbers
#: fails
raise SyntaxError("mine", ("program.py", "x", [], 5, {}, None))
### a syntax error with no place
#: fails
raise SyntaxError(None)
### a syntax error far outside
#: fails
raise SyntaxError("mine", ("program.py", 99999, 99999, "x" * 10, 1, 1))
### a syntax error whose text is not its own
#: fails
error = SyntaxError("mine", ("program.py", 1, 1, "x", 1, 2))
error.msg = 5
error.text = object()
error.filename = "program.py"
error.lineno = 2
error.offset = 10**9
error.end_lineno = 1
error.print_file_and_line = None
raise error
### a syntax error of the program
#! SyntaxError: invalid syntax
x = = 1
### an indentation that does not fit
#: fails
if True:
    x = 1
  y = 2
### tabs and spaces
#: fails escaped
if True:
        x = 1
\ty = 2
### an open bracket, an open text
#: fails
x = (1, 2
y = """text
### a null byte in the source
#: fails escaped
x = 1\0
y = 2
### a null byte in a text
#> 3
print(len("a\0b"))
### surrogates printed
#> \ud800 \udfff
print("\ud800 \udfff")
### null bytes printed
#> a…b
print("a\0b")
### control characters printed
#> …
print("\x1b[31mred\x07\x08\x7f\x85\u2028".replace("\x85", "").replace("\u2028", ""))
### a coding that is not there
# -*- coding: hostile -*-
x = "ä"
### a byte order mark
﻿x = 1
### names in other scripts
#> 3
größe, 数, ℌ = 1, 2, 3
print(H)
### a very long line
#: once
x = eval("[" + "1," * 100_000 + "]")
### a very long name
#: fails
eval("x" * 1_000_000)
### ten thousand blocks after each other
#> 10000
source = "".join(f"def f{i}():\n    return {i}\n" for i in range(10_000)) + "print(f9999() + 1)"
exec(source)
### a hundred blocks inside each other
#: fails
exec("".join(" " * i + "if True:\n" for i in range(200)) + " " * 200 + "pass")
### twenty loops inside each other
#: fails
exec("".join(" " * i + "for i in ():\n" for i in range(30)) + " " * 30 + "pass")
### return, yield, await and break outside
#> SyntaxError
#> SyntaxError
#> SyntaxError
#> SyntaxError
for source in ("return 1", "yield 1", "await x", "break"):
    try:
        exec(source)
    except SyntaxError as error:
        print(type(error).__name__)
### warnings with odd categories
#: fails
import warnings
class Odd(Warning):
    def __str__(self):
        raise ValueError
warnings.warn(Odd())
### warnings with odd places
#> …
import warnings
warnings.warn_explicit("mine", UserWarning, "program.py", 1 << 30)
### warnings as errors
#: fails
import warnings
warnings.simplefilter("error")
warnings.warn("mine")
### a warning to a file that is closed
#: fails
import io, warnings
file = io.StringIO()
file.close()
import sys
sys.stderr = file
warnings.warn("mine")
1 / 0
### names of tensors that are odd
#> done
import torch
globals()["\ud800"] = torch.ones(1)
globals()["a\0b"] = torch.ones(1)
globals()["x" * 10000] = [torch.ones(1)] * 50
globals()["d"] = {"\ud800": torch.ones(1), 5: torch.ones(2), (1, 2): torch.ones(3), None: torch.ones(1)}
print("done")
### keys of dicts whose text raises, beside tensors
#> done
import torch
class Odd:
    def __repr__(self):
        raise ValueError
    def __hash__(self):
        return 1
x = {Odd(): torch.ones(1)}
class Mine:
    __dict__ = property(lambda self: 1 / 0)
    def __getattr__(self, name):
        raise KeyboardInterrupt
y = [Mine(), torch.ones(1)]
z = Mine()
print("done")
### a name in the module that is no text
#> done
import torch
globals()[5] = torch.ones(1)
print("done")
### a module's attribute that looks like a module of torch
#> done
class Odd:
    def __init__(self):
        self._modules = 5
        self._parameters = None
        self._buffers = [1]
odd = Odd()
odd_list = [Odd(), {"x": Odd()}]
print("done")
### a module that contains itself, by names
#> done
from torch import nn
module = nn.Linear(1, 1)
module._modules["self"] = module
print("done")
