"""The Python half of the kernel: where imports, streams, warnings and tracebacks of a program are arranged.

The Java half (Python.java) evaluates this once in its one context and calls `prepare`, `execute` and `release` for
each program. Nothing here may import a module that the interpreter has not loaded at its start: without a file system
for compiled modules an import of `traceback`, say, costs seconds.

The module `_backstep` is where the package `torch` and the kernel meet. The kernel sets

    binding                     the Java object that makes the numbers (package dev.backstep.kernel.binding)
    recording                   whether a recorder listens, so that the calls below are worth making
    enter_module(module)        an nn.Module's forward begins
    exit_module()               … and ends, also by an exception
    begin_zero_grad(by)         gradients that the engine sees zeroed from now on are zeroed by
    end_zero_grad()             `by`, such as "optimizer.zero_grad()", until this
    optimizer_stepped(name, tensors)    an optimiser of class `name` has changed the parameters (Java tensors)
    file_data(path)             a file in the program's folder as a Java array, or an OSError that says what is wrong
    read_file(path)             the same as Python's bytes, which for large files takes long
    write_file(path, text)      writes what a profiler exports into the program's folder, or raises an OSError
"""

import _ast
import _frozen_importlib
import _socket
import _thread
import builtins
import io
import os
import posix
import sys
import warnings

_host = host  # noqa: F821  (a binding set by Python.java)

_RECURSION_LIMIT = sys.getrecursionlimit()
_FILTERS = list(warnings.filters)

_program = ""  # the file name of the running program
_sources = {}  # the user's files by name: their lines
_beside = set()  # modules imported from the program's folder
_namespace = {}


# -- imports ------------------------------------------------------------------------------------------------------


class _Finder:
    """Serves our own packages and the modules beside the program from the host: no file system is needed."""

    def find_spec(self, name, path=None, target=None):
        found = _host.module(name)
        if found is None:
            return None
        file, is_package = found.file(), found.isPackage()
        spec = _frozen_importlib.ModuleSpec(name, _Loader(found), origin=file, is_package=is_package)
        spec.has_location = True
        if is_package:
            spec.submodule_search_locations = [file.rpartition("/")[0]]
        return spec


class _Loader:
    def __init__(self, found):
        self._found = found

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        source, file = self._found.source(), self._found.file()
        if self._found.isUsers():
            _beside.add(module.__name__)
            _sources[file] = source.split("\n")
        exec(compile(source, file, "exec", 0, True), module.__dict__)


# -- streams ------------------------------------------------------------------------------------------------------


class _Output(io.TextIOBase):
    """Text goes to the host at once, so that both streams keep their order among each other and with operators."""

    encoding = "utf-8"
    errors = "strict"
    mode = "w"

    def __init__(self, name, to_error):
        self.name = name
        self._to_error = to_error
        self._write = _host.write

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._write(self._to_error, text)
        return len(text)

    def writable(self):
        return True

    @property
    def buffer(self):
        return _Bytes(self)

    def close(self):
        pass


class _Bytes(io.RawIOBase):
    def __init__(self, text):
        self._text = text

    def writable(self):
        return True

    def write(self, data):
        self._text.write(bytes(data).decode("utf-8", "replace"))
        return len(data)


_stdout, _stderr = _Output("<stdout>", False), _Output("<stderr>", True)


# -- where torch and the kernel meet ------------------------------------------------------------------------------


_module_paths = {}  # id of an nn.Module: its path, and itself so that the id stays its own


def _name_modules(module, path):
    if id(module) not in _module_paths:
        _module_paths[id(module)] = (path, module)
        for name, child in module._modules.items():
            if child is not None:
                _name_modules(child, f"{path}.{name}")


def _enter_module(module):
    known = _module_paths.get(id(module))
    if known is None:
        # The outermost module is usually the one that has a name.
        for name, value in _namespace.items():
            if value is module:
                _name_modules(module, name)
                break
        else:
            _name_modules(module, type(module).__name__)
        known = _module_paths[id(module)]
    _host.enterModule(known[0])


def _tensor_of(value):
    """The Java tensor of a torch.Tensor; None for any other value."""
    tensor = getattr(sys.modules.get("torch"), "Tensor", None)
    return value._t if tensor is not None and isinstance(value, tensor) else None


def _stack():
    """Where the program is, as `traceback.format_stack` has it: a text for each frame of the user's files."""
    out, frame = [], sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if file in _sources:
            text = _source_line(file, frame.f_lineno).strip()
            out.append(f'  File "{file}", line {frame.f_lineno}, in {frame.f_code.co_name}\n' + f"    {text}\n" * bool(text))
        frame = frame.f_back
    return out[::-1]


def _names_of(tensor):
    """What the program calls a tensor, or others that share its elements' version counter: the variables of the frames
    that run, innermost first, with what modules, lists and dicts among them hold."""
    own, views = [], []

    def look(path, value, depth):
        raw = _tensor_of(value)
        if raw is not None:
            if value is tensor:
                own.append(path)
            elif _backstep.binding.same_version(tensor, value):
                views.append(path)
        elif isinstance(value, (list, tuple)) and depth and len(value) <= 100:
            for i, one in enumerate(value):
                look(f"{path}[{i}]", one, depth - 1)
        elif type(value) is dict and depth and len(value) <= 100:
            for key, one in list(value.items()):
                look(f"{path}[{key!r}]", one, depth - 1)
        elif "_parameters" in getattr(value, "__dict__", ()) and not isinstance(value, type):
            for held in (value._parameters, value._buffers, value._modules):
                for name, one in held.items():
                    look(f"{path}.{name}", one, depth)

    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename in _sources:
            for name, value in list(frame.f_locals.items()):
                if not name.startswith("__"):
                    look(name, value, 2)
        frame = frame.f_back
    return list(dict.fromkeys(own or views)) or [str(name) for name in _host.names(tensor._t)]


_backstep = type(sys)("_backstep")
_backstep.stack = _stack
_backstep.names_of = _names_of
_backstep.binding = _host.binding()
_backstep.recording = False
_backstep.enter_module = _enter_module
_backstep.exit_module = _host.exitModule
_backstep.begin_zero_grad = _host.beginZeroGrad
_backstep.end_zero_grad = _host.endZeroGrad
_backstep.optimizer_stepped = _host.optimizerStepped
sys.modules["_backstep"] = _backstep


def _file_data(path):
    data = _host.file(str(path))
    if isinstance(data, str):
        raise PermissionError(1, data, str(path))
    if data is None:
        raise FileNotFoundError(2, "No such file or directory", str(path))
    return data


def _read_file(path):
    return bytes([byte & 0xFF for byte in _file_data(path)])  # Java's bytes have a sign


def _write_file(path, text):
    problem = _host.writeExport(str(path), text)
    if problem is not None:
        raise PermissionError(1, problem, str(path))


_backstep.write_file = _write_file
_backstep.file_data = _file_data
_backstep.read_file = _read_file


# -- what a program may not do ------------------------------------------------------------------------------------
# The context refuses all of it anyway, but in words that only the interpreter's makers understand.


def _refuse(what):
    def refused(*args, **kwargs):
        raise PermissionError(1, f"Backstep programs cannot {what}")

    return refused


def _open(file, *args, **kwargs):
    raise PermissionError(1, "Backstep programs cannot open files", str(file))


class _NoSocket:
    __slots__ = ()
    __init__ = _refuse("open sockets")


def _start_new_thread(*args, **kwargs):
    raise RuntimeError("can't start new thread: Backstep programs run on one thread")


def _exit(code=None):
    raise SystemExit(code)


def _restrict():
    builtins.open = io.open = _open
    builtins.exit = builtins.quit = _exit
    _socket.socket = _NoSocket
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        if hasattr(_socket, name):
            setattr(_socket, name, _refuse("open sockets"))
    _thread.start_new_thread = _thread.start_new = _start_new_thread
    for name in ("system", "posix_spawn", "fork", "forkpty", "execv", "execve", "kill", "pipe"):
        for module in (os, posix):
            if hasattr(module, name):
                setattr(module, name, _refuse("start or end processes"))


# -- warnings -----------------------------------------------------------------------------------------------------


def _show_warning(message):
    category, text = message.category, str(message.message)
    shown = f"{message.filename}:{message.lineno}: {category.__name__}: {text}\n"
    line = message.line or _source_line(message.filename, message.lineno)
    if line.strip():
        shown += f"  {line.strip()}\n"
    lineno = message.lineno if message.filename == _program else 0
    _host.warned(category.__name__, text, lineno, shown)
    file = message.file or sys.stderr
    file.write(shown)


# -- tracebacks ---------------------------------------------------------------------------------------------------


def _source_line(file, number):
    lines = _sources.get(file)
    return lines[number - 1] if lines and 0 < number <= len(lines) else ""


def _frames(traceback):
    """The frames in the user's files, outermost first: (file, line, function)."""
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in _sources:
            frames.append((code.co_filename, traceback.tb_lineno, code.co_name))
        traceback = traceback.tb_next
    return frames


def _format_frames(frames):
    out, same, last = [], 0, None

    def repeated():
        if same > 3:
            count = same - 3
            out.append(f"  [Previous line repeated {count} more time{'s' if count > 1 else ''}]\n")

    for frame in frames:
        if frame != last:
            repeated()
            same, last = 0, frame
        same += 1
        if same > 3:
            continue
        file, line, function = frame
        out.append(f'  File "{file}", line {line}, in {function}\n')
        text = _source_line(file, line).strip()
        if text:
            out.append(f"    {text}\n")
    repeated()
    return "".join(out)


def _qualified(kind):
    module = kind.__module__
    return kind.__qualname__ if module in ("builtins", "__main__") else f"{module}.{kind.__qualname__}"


def _message(error):
    try:
        return str(error)
    except Exception:
        return f"<exception str() failed>"


def _format_syntax_error(error):
    out = ""
    if error.lineno is not None:
        out += f'  File "{error.filename or "<string>"}", line {error.lineno}\n'
        text = error.text if error.text is not None else _source_line(error.filename, error.lineno)
        text = text.rstrip("\n") if text else ""
        stripped = text.lstrip(" \n\f")
        if stripped:
            out += f"    {stripped}\n"
            if error.offset is not None and error.offset >= 1:
                indent = len(text) - len(stripped)
                start = error.offset
                end = error.end_offset if error.end_lineno == error.lineno else None
                if end in (None, 0):
                    end = start
                if start == end or end == -1:
                    end = start + 1
                start, end = start - 1 - indent, end - 1 - indent
                if start >= 0:
                    space = "".join(c if c.isspace() else " " for c in stripped[:start])
                    out += f"    {space}{'^' * (end - start)}\n"
    return out + f"{_qualified(type(error))}: {error.msg or '<no detail available>'}\n"


def _format_error(error, seen=None):
    """As CPython prints an exception, with the causes before it, and with the frames of the user's files only."""
    seen = seen or set()
    seen.add(id(error))
    out = ""
    if error.__cause__ is not None and id(error.__cause__) not in seen:
        out += _format_error(error.__cause__, seen)
        out += "\nThe above exception was the direct cause of the following exception:\n\n"
    elif error.__cause__ is None and error.__context__ is not None and not error.__suppress_context__:
        if id(error.__context__) not in seen:
            out += _format_error(error.__context__, seen)
            out += "\nDuring handling of the above exception, another exception occurred:\n\n"
    frames = _frames(error.__traceback__)
    if frames:
        out += "Traceback (most recent call last):\n" + _format_frames(frames)
    if isinstance(error, SyntaxError):
        out += _format_syntax_error(error)
    else:
        message = _message(error)
        out += f"{_qualified(type(error))}: {message}\n" if message else f"{_qualified(type(error))}\n"
    for note in getattr(error, "__notes__", ()):
        out += f"{note}\n"
    return out


# -- the program's statements ---------------------------------------------------------------------------------------


def _targets(node, out):
    kind = type(node)
    if kind is _ast.Name:
        out.append(node.id)
    elif kind is _ast.Starred:
        _targets(node.value, out)
    elif kind in (_ast.Tuple, _ast.List):
        for element in node.elts:
            _targets(element, out)


# Calls whose result is no tensor, whatever computed it.
_LEAVE_TENSORS = {"item", "tolist", "numpy", "size", "dim", "numel", "backward", "state_dict", "parameters"}


def _bound(node):
    kind, out = type(node), []
    value = getattr(node, "value", None)
    if type(value) is _ast.Call and type(value.func) is _ast.Attribute and value.func.attr in _LEAVE_TENSORS:
        return out
    if kind is _ast.Assign:
        for target in node.targets:
            _targets(target, out)
    elif kind in (_ast.AnnAssign, _ast.AugAssign, _ast.For):
        _targets(node.target, out)
    elif kind is _ast.With:
        for item in node.items:
            if item.optional_vars is not None:
                _targets(item.optional_vars, out)
    return out


def _statements(body, out):
    """Each statement as "line column end-line end-column names…": of a compound statement its head, with the plain
    names that it binds."""
    for node in body:
        inner = getattr(node, "body", None)
        first = inner[0] if isinstance(inner, list) and inner else None
        if first is None:
            end = (node.end_lineno, node.end_col_offset)
        elif first.lineno > node.lineno:
            end = (first.lineno - 1, -1)
        else:
            end = (first.lineno, first.col_offset)
        names = " ".join(_bound(node))
        out.append(f"{node.lineno} {node.col_offset} {end[0]} {end[1]} {names}")
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                _statements(block, out)
        for field in ("handlers", "cases"):
            for part in getattr(node, field, ()):
                _statements(part.body, out)
    return out


# -- running ------------------------------------------------------------------------------------------------------


def _fresh():
    """Undoes what the program before may have done to the interpreter."""
    for name in _beside:
        sys.modules.pop(name, None)
    _beside.clear()
    _sources.clear()
    _module_paths.clear()
    if builtins.__dict__ != _BUILTINS:
        builtins.__dict__.clear()
        builtins.__dict__.update(_BUILTINS)
    sys.stdout = sys.__stdout__ = _stdout
    sys.stderr = sys.__stderr__ = _stderr
    sys.setrecursionlimit(_RECURSION_LIMIT)
    warnings.filters[:] = _FILTERS
    warnings._filters_mutated()
    warnings._showwarnmsg_impl = _show_warning


def prepare(name, source, recording):
    """Makes everything as in a new process and parses a program: its code, or None after reporting its error."""
    global _program
    _fresh()
    _backstep.recording = recording
    _program = name
    _sources[name] = source.split("\n")
    sys.argv = [name]
    try:
        code = compile(source, name, "exec", 0, True)
        if _backstep.recording:
            tree = compile(source, name, "exec", 0x400, True)
            _host.statements("\n".join(_statements(tree.body, [])))
        return code
    except BaseException as error:
        _failed(error)
        return None


class _OfProgram:
    """Where `linecache`, and so `traceback`, find the program's lines."""

    @staticmethod
    def get_source(name):
        return "\n".join(_sources[_program])


def execute(code):
    """Runs what `prepare` gave; true if it ended well."""
    global _namespace
    main = type(sys)("__main__")
    sys.modules["__main__"] = main
    _namespace = main.__dict__
    _namespace["__builtins__"] = builtins
    _namespace["__file__"] = _program
    _namespace["__loader__"] = _OfProgram
    try:
        exec(code, _namespace)
        return True
    except SystemExit as stop:
        return _exited(stop)
    except BaseException as error:
        _failed(error)
        return False


def _exited(stop):
    if stop.code is None or stop.code == 0:
        return True
    if not isinstance(stop.code, int):
        sys.stderr.write(f"{stop.code}\n")
    frames = [frame for frame in _frames(stop.__traceback__) if frame[0] == _program]
    _host.failed("SystemExit", _message(stop), 0, 0, 0, 0, [f"{line}:{function}" for _, line, function in frames], "")
    return False


def _failed(error):
    if "java.lang.StackOverflowError" in _message(error):
        _overflowed()
        return
    span = (0, 0, 0, 0)
    frames = [frame for frame in _frames(error.__traceback__) if frame[0] == _program]
    if isinstance(error, SyntaxError) and error.filename == _program and error.lineno:
        column = error.offset or 1
        end_line, end_column = error.end_lineno or error.lineno, error.end_offset or 0
        if end_line == error.lineno and end_column <= column:
            end_column = column + 1
        span = (error.lineno, column, end_line, end_column)
        message = error.msg
    else:
        message = _message(error)
        if frames:
            span = (frames[-1][1], 0, 0, 0)
    _host.failed(
        _qualified(type(error)),
        message,
        *span,
        [f"{line}:{function}" for _, line, function in frames],
        _format_error(error),
    )


def _overflowed():
    """The stack ended in what listens to lines, rather than in the interpreter: an error without a traceback."""
    frames = [frame.split(":", 1) for frame in _host.unwound()]
    message = "maximum recursion depth exceeded"
    text = _format_frames([(_program, int(line), function) for line, function in frames])
    text = f"Traceback (most recent call last):\n{text}RecursionError: {message}\n"
    line = int(frames[-1][0]) if frames else 0
    _host.failed("RecursionError", message, line, 0, 0, 0, [":".join(frame) for frame in frames], text)


def name(function, wanted):
    """Tells which of the variables of a function that runs, or of the module, hold tensors now."""
    variables = _namespace
    if function != "<module>":
        frame = sys._getframe(1)
        while frame.f_code.co_filename != _program or frame.f_code.co_name != function:
            frame = frame.f_back
            if frame is None:
                return
        variables = frame.f_locals
    for variable in wanted.split(" "):
        value = variables.get(variable)
        tensor = _tensor_of(value)
        if tensor is not None:
            _host.named(variable, tensor, type(value).__name__ == "Parameter")


def name_all():
    """Tells all variables that hold tensors: of the module, in its lists and dicts, and in its nn.Modules."""
    for variable, value in list(_namespace.items()):
        if not variable.startswith("__"):
            _name_in(variable, value, 2)


def _name_in(path, value, depth):
    kind = type(value)
    if kind in (int, float, str, bool):
        return
    tensor = _tensor_of(value)
    if tensor is not None:
        _host.named(path, tensor, kind.__name__ == "Parameter")
    elif kind in (list, tuple):
        if depth > 0 and len(value) <= 100:
            for i, element in enumerate(value):
                _name_in(f"{path}[{i}]", element, depth - 1)
    elif kind is dict:
        if depth > 0 and len(value) <= 100:
            for key, element in list(value.items()):
                _name_in(f"{path}[{key!r}]", element, depth - 1)
    elif "_modules" in getattr(value, "__dict__", ()):
        _name_module(path, value)


def _name_module(path, module):
    for tensors, is_parameter in ((module._parameters, True), (module._buffers, False)):
        for name, value in tensors.items():
            tensor = _tensor_of(value)
            if tensor is not None:
                _host.named(f"{path}.{name}", tensor, is_parameter)
    for name, child in module._modules.items():
        if child is not None:
            _name_module(f"{path}.{name}", child)


def release():
    """Lets go of what the program made."""
    global _namespace
    _namespace = {}
    sys.modules.pop("__main__", None)
    sys.last_value = sys.last_traceback = None


_restrict()
_BUILTINS = dict(builtins.__dict__)
sys.meta_path.insert(0, _Finder())
sys.dont_write_bytecode = True
try:
    _host.fail()
except Exception:
    pass
except BaseException:
    pass
