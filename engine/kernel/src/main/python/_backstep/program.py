"""Runs a program: from its text to its end, and what it leaves in the interpreter.

Java (`Python.java`) calls `prepare`, `execute`, `ended` if that raised something (and `ended_badly` if this did), and
`let_go` for each. In between `clean` puts back what the program has changed, so that none of this meets a changed
`traceback` or `isinstance`.
"""

import atexit
import builtins
import contextvars
import itertools
import linecache
import os
import sys
import threading
import traceback
import warnings

from _backstep import host, shadows, streams
from _backstep.advice import advise

class _Run:
    """The program that runs."""

    def __init__(self):
        self.name = ""  # of its file, as tracebacks have it
        self.folder = None  # where its modules come from, with a separator at its end, or None
        self.namespace = {}
        self.blamed = 0  # the line that a warning is about, if it is not the one that runs


_run = _Run()
_run_exit_functions = atexit._run_exitfuncs
_threads = threading.enumerate
_this_thread = threading.current_thread


def namespace():
    """The variables of the program's module."""
    return _run.namespace


def is_users(file):
    """Whether code is the user's, by the name of its file."""
    return file == _run.name or _run.folder is not None and file.startswith(_run.folder)


def is_main(file):
    """Whether code is of the program's own file."""
    return file == _run.name


def stack():
    """Where the program is, as `traceback.format_stack` has it: a text for each frame of the user's files."""
    summary = traceback.StackSummary.extract(traceback.walk_stack(sys._getframe(1)), lookup_lines=False)
    summary.reverse()
    return _own(summary).format()


def _own(summary):
    """Of a summary of frames only those in the user's files."""
    return traceback.StackSummary.from_list([_short(frame) for frame in summary if is_users(frame.filename)])


class blamed:
    """Warnings inside are about a line of the program; 0 for the one that runs."""

    def __init__(self, line):
        self.line = line

    def __enter__(self):
        _run.blamed = self.line

    def __exit__(self, *error):
        _run.blamed = 0


def _line():
    """The line of the program's file that runs; 0 if none does."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != _run.name:
        frame = frame.f_back
    return 0 if frame is None else frame.f_lineno


def changed_at(line, operation):
    """What the statement in a line of the program changes in place, as it is written there; None if that is not plain.

    operation: such as "add_"
    """
    import ast

    try:
        tree = ast.parse("".join(linecache.getlines(_run.name)))
    except (SyntaxError, RecursionError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) and node.lineno <= line <= node.end_lineno:
            return ast.unparse(node.target)
        if isinstance(node, ast.Call) and node.lineno <= line <= node.end_lineno:
            function = node.func
            if isinstance(function, ast.Attribute) and function.attr == operation:
                return ast.unparse(function.value) if isinstance(function.value, ast.Name) else None
    return None


def prepare(name, source, folder, recording):
    """Takes a new program and parses it: its code, or None after reporting its error.

    folder: where its modules come from, or None
    """
    import _backstep
    from _backstep import modules, naming

    _backstep.recording = recording
    # Modules that were loaded since the last program, while nothing ran, may have registered some.
    atexit._clear()
    modules.forget()
    naming.forget()
    streams.renew()
    threading._counter = itertools.count(1).__next__  # the numbers in the names of threads
    source = source.removeprefix("\ufeff")
    _run.name = name
    _run.folder = folder
    _run.blamed = 0
    if folder is not None:
        sys.path.insert(0, folder.rstrip("/\\"))
        os.chdir(folder)
        shadows.hide(folder)
    linecache.clearcache()
    # None: it is not looked for on the disk.
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    sys.argv = [name]
    warnings._showwarnmsg_impl = _show_warning
    try:
        code = compile(source, name, "exec", 0, True)
        if recording:
            from _backstep import lines, statements

            table, loops, heads = statements.tables(source, name)
            host.statements(table, loops)
            lines.watch(code, heads)
        return code
    except BaseException as error:
        _failed(error)
        return None


def execute(code):
    """Runs what `prepare` gave. Whatever it raises goes to `ended`."""
    main = type(sys)("__main__")
    sys.modules["__main__"] = main
    _run.namespace = main.__dict__
    _run.namespace["__builtins__"] = builtins
    _run.namespace["__file__"] = _run.name
    # What it sets of context variables, such as the precision of decimal numbers, goes with the context.
    contextvars.Context().run(_execute, code)


def _execute(code):
    exec(code, _run.namespace)
    _finish()


def _finish():
    """What Python does after the last statement: it waits for threads, and calls what is registered for the end."""
    for call in reversed(threading._threading_atexits):
        # Pools of threads let theirs go.
        call()
    for thread in _threads():
        if thread is not _this_thread() and not thread.daemon:
            thread.join()
    _run_exit_functions()


def ended(error):
    """Tells what ended the program; true if that is a good end."""
    good = _exited(error) if isinstance(error, SystemExit) else _failed(error)
    if sys.modules["_backstep"].recording:
        from _backstep import naming

        naming.name_left_by(error)
    return good


def ended_badly(error):
    """`ended` for an error whose own code failed or did not end."""
    kind = _qualified(type(error))
    frames = _frames(error)
    span = (frames[-1][0], 0, 0, 0) if frames else (0, 0, 0, 0)
    where = "".join(f'  File "{_run.name}", line {line}, in {function}\n' for line, function in frames)
    words = error.args[0] if error.args and type(error.args[0]) is str else "<its text could not be made>"
    host.failed(kind, words, *span, frames, f"Traceback (most recent call last):\n{where}{kind}: {words}\n")


def _exited(stop):
    code = stop.code
    if code is None or type(code) is int and code == 0:
        return True
    if not isinstance(code, int):
        sys.stderr.write(f"{code}\n")
    frames = _frames(stop)
    host.failed("SystemExit", _message(stop), frames[-1][0] if frames else 0, 0, 0, 0, frames, "")
    return False


def _failed(error):
    advise(error)
    span = (0, 0, 0, 0)
    frames = _frames(error)
    place = _place(error)
    if place is not None:
        span = place
        message = str(error.msg)
    else:
        message = _message(error)
        if frames:
            span = (frames[-1][0], 0, 0, 0)
    host.failed(_qualified(type(error)), message, *span, frames, _text(error))
    return False


def describe(error):
    """The type of an error and its words, as far as they can be told without running its code."""
    words = _arguments(error)
    return _qualified(type(error)), words[0] if words and type(words[0]) is str else ""


_arguments = BaseException.__dict__["args"].__get__


def _place(error):
    """Where in the program a SyntaxError says that it is: line, column, end line, end column. None if it does not say
    so, or not in sensible numbers."""
    if not isinstance(error, SyntaxError) or error.filename != _run.name:
        return None
    line, column = error.lineno, error.offset
    end_line, end_column = error.end_lineno, error.end_offset
    if type(line) is not int or not 0 < line < _MANY:
        return None
    if type(column) is not int or not 0 < column < _MANY:
        column = 1
    if type(end_line) is not int or not line <= end_line < _MANY:
        end_line = line
    if type(end_column) is not int or not 0 <= end_column < _MANY:
        end_column = 0
    if end_line == line and end_column <= column:
        end_column = column + 1
    return line, column, end_line, end_column


_MANY = 1 << 30


def _frames(error):
    """The frames in the program's file, outermost first: (line, function)."""
    return [
        (line, frame.f_code.co_name)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == _run.name
    ]


def _qualified(kind):
    module, name = kind.__module__, kind.__qualname__
    return name if type(module) is not str or module in ("builtins", "__main__") else f"{module}.{name}"


def _message(error):
    try:
        return str(error)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return "<exception str() failed>"


def _text(error):
    """As Python prints an exception, with the frames of the user's files only."""
    whole = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
    _only_own(whole, set())
    return "".join(whole.format())


def _only_own(part, seen):
    if part is None or id(part) in seen:
        return
    seen.add(id(part))
    part.stack[:] = [_short(frame) for frame in part.stack if is_users(frame.filename)]
    _only_own(part.__cause__, seen)
    _only_own(part.__context__, seen)
    for one in part.exceptions or ():
        _only_own(one, seen)


def _short(frame):
    """Names a file in the program's folder as one would there."""
    if frame.filename != _run.name:
        frame.line  # is looked up under the full name
        frame.filename = os.path.relpath(frame.filename, _run.folder)
    return frame


def _show_warning(message):
    category, text = message.category, str(message.message)
    shown = f"{message.filename}:{message.lineno}: {category.__name__}: {text}\n"
    line = message.line or linecache.getline(message.filename, message.lineno)
    if line.strip():
        shown += f"  {line.strip()}\n"
    # A library warns of what the program made it do.
    at = _run.blamed or (message.lineno if message.filename == _run.name else _line())
    host.warned(category.__name__, text, at, shown)
    (message.file or sys.stderr).write(shown)


def let_go():
    """Lets go of what the program made. What then goes runs its `__del__`, and may print.

    The names of the module are not cleared: what is in a circle with them, as every function is, finds them as they
    were until the cycle collector comes, which is next.
    """
    from _backstep import clean, modules, naming

    modules.forget()
    naming.forget()
    linecache.clearcache()
    _run.namespace = {}
    clean.let_go()
