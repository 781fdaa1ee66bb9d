"""Switches for gradient recording, each a context manager and a decorator."""

from torch import _C

is_grad_enabled = _C.is_grad_enabled
is_inference_mode_enabled = _C.is_inference_mode_enabled
_set_grad_mode = _C.set_grad_enabled
_set_inference_mode = _C.set_inference_mode


class _Decorator:
    """Makes a context manager usable as `@mode()`: every call of the function enters a fresh one."""

    def __call__(self, function):
        if isinstance(function, type) or not callable(function):
            raise TypeError(f"{type(self).__name__} decorates functions, not {type(function).__name__}")
        fresh = self._fresh
        if getattr(getattr(function, "__code__", None), "co_flags", 0) & 0x20:
            return _around_generator(function, fresh)

        def within(*args, **kwargs):
            with fresh():
                return function(*args, **kwargs)

        return _named_like(within, function)

    def _fresh(self):
        return type(self)()

    def __repr__(self):
        return f"<torch.{type(self).__name__} object at {hex(id(self))}>"


class _Mode(_Decorator):
    """Switches gradient recording to `_enabled` and back."""

    _enabled = False

    def __new__(cls, function=None):
        made = object.__new__(cls)
        # `@torch.no_grad` without parentheses
        return made if function is None else made(function)

    def __init__(self, function=None):
        self._previous = None

    def __enter__(self):
        self._previous = is_grad_enabled()
        _set_grad_mode(self._enabled)

    def __exit__(self, kind, value, trace):
        _set_grad_mode(self._previous)
        return False


class no_grad(_Mode):
    """No gradient is recorded inside."""

    __module__ = "torch.autograd.grad_mode"


class enable_grad(_Mode):
    """Gradients are recorded inside, also within `no_grad`."""

    __module__ = "torch.autograd.grad_mode"
    _enabled = True


class set_grad_enabled(_Decorator):
    """Switches gradient recording at once; as a context manager it switches back at the end."""

    def __init__(self, mode):
        self._previous = is_grad_enabled()
        self._mode = bool(mode)
        _set_grad_mode(self._mode)

    def __call__(self, function):
        _set_grad_mode(self._previous)
        return super().__call__(function)

    def _fresh(self):
        return set_grad_enabled(self._mode)

    def __enter__(self):
        return None

    def __exit__(self, kind, value, trace):
        _set_grad_mode(self._previous)
        return False


class inference_mode(_Decorator):
    """As `no_grad`, and what is made inside may never be recorded later either."""

    def __new__(cls, mode=True):
        made = object.__new__(cls)
        if isinstance(mode, bool):
            return made
        made.__init__()
        return made(mode)

    def __init__(self, mode=True):
        self._mode = mode
        self._previous = None

    def _fresh(self):
        return inference_mode(self._mode)

    def __enter__(self):
        self._previous = is_inference_mode_enabled(), is_grad_enabled()
        _set_inference_mode(self._mode)
        _set_grad_mode(not self._mode)

    def __exit__(self, kind, value, trace):
        inference, grad = self._previous
        _set_inference_mode(inference)
        _set_grad_mode(grad)
        return False


def _named_like(made, function):
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        try:
            setattr(made, name, getattr(function, name))
        except AttributeError:
            pass
    made.__wrapped__ = function
    return made


def _around_generator(function, fresh):
    """Wraps a generator function so that the mode holds while it runs, not while it is suspended."""

    def within(*args, **kwargs):
        generator = function(*args, **kwargs)
        sent, thrown = None, None
        while True:
            try:
                with fresh():
                    produced = generator.send(sent) if thrown is None else generator.throw(thrown)
            except StopIteration as end:
                return end.value
            sent, thrown = None, None
            try:
                sent = yield produced
            except GeneratorExit:
                generator.close()
                raise
            except BaseException as error:
                thrown = error

    return _named_like(within, function)
