"""Standard output and standard error of a program, which go to the kernel, and standard input, which is empty."""

import builtins
import io

from _sitebuiltins import _Helper

from _backstep.host import write


# A text of the program's may be as large as the memory that it may take.
_AT_ONCE = 1 << 20


class Output(io.TextIOBase):
    """Text goes to the kernel at once, so that both streams keep their order among each other and with operators."""

    encoding = "utf-8"
    errors = "strict"
    mode = "w"
    line_buffering = True

    def __init__(self, name, to_error):
        self.name = name
        self._to_error = to_error

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if len(text) <= _AT_ONCE:
            write(self._to_error, text)
        else:
            for start in range(0, len(text), _AT_ONCE):
                write(self._to_error, text[start : start + _AT_ONCE])
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


def _exit(code=None):
    raise SystemExit(code)


# What the module site adds, which is not imported: it looks for the user's own packages.
builtins.exit = builtins.quit = _exit
builtins.help = _Helper()


def renew():
    """Makes all three as at the start of a program."""
    import sys

    sys.stdout = sys.__stdout__ = Output("<stdout>", False)
    sys.stderr = sys.__stderr__ = Output("<stderr>", True)
    sys.stdin = sys.__stdin__ = io.StringIO()
