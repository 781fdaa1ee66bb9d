"""Switches for gradient recording, each a context manager and a decorator."""

from torch import _C

is_grad_enabled = _C.is_grad_enabled
is_inference_mode_enabled = _C.is_inference_mode_enabled
_set_grad_mode = _C.set_grad_enabled
_set_inference_mode = _C.set_inference_mode


class _DecoratorContextManager:
    """Makes a context manager usable as `@mode()`: every call of the function enters a fresh one."""

    def __call__(self, func):
        if getattr(getattr(func, "__code__", None), "co_flags", 0) & 0x20:
            return _around_generator(func, self.clone)
        clone = self.clone

        def decorate_context(*args, **kwargs):
            with clone():
                return func(*args, **kwargs)

        return _named_like(decorate_context, func)

    def clone(self):
        return type(self)()


class no_grad(_DecoratorContextManager):
    """No gradient is recorded inside."""

    __module__ = "torch.autograd.grad_mode"

    def __init__(self):
        self.prev = False

    def __enter__(self):
        self.prev = is_grad_enabled()
        _set_grad_mode(False)

    def __exit__(self, kind, value, trace):
        _set_grad_mode(self.prev)


class enable_grad(_DecoratorContextManager):
    """Gradients are recorded inside, also within `no_grad`."""

    __module__ = "torch.autograd.grad_mode"

    def __enter__(self):
        self.prev = is_grad_enabled()
        _set_grad_mode(True)

    def __exit__(self, kind, value, trace):
        _set_grad_mode(self.prev)


class set_grad_enabled(_DecoratorContextManager):
    """Switches gradient recording at once; as a context manager it switches back at the end."""

    def __init__(self, mode):
        self.prev = is_grad_enabled()
        _set_grad_mode(_bool(mode))
        self.mode = mode

    def __enter__(self):
        pass

    def __exit__(self, kind, value, trace):
        _set_grad_mode(self.prev)

    def clone(self):
        return set_grad_enabled(self.mode)


def _bool(mode):
    if not isinstance(mode, bool):
        raise TypeError(f"enabled must be a bool (got {type(mode).__name__})")
    return mode


class inference_mode(_DecoratorContextManager):
    """As `no_grad`, and what is made inside may never be recorded later either."""

    def __init__(self, mode=True):
        self.mode = mode
        self.prev = None

    def __enter__(self):
        if not isinstance(self.mode, bool):
            raise TypeError(
                "__init__(): incompatible constructor arguments. The following argument types are supported:\n"
                f"    1. torch._C._InferenceMode(arg0: bool)\n\nInvoked with: {self.mode!r}"
            )
        self.prev = is_inference_mode_enabled(), is_grad_enabled()
        _set_inference_mode(self.mode)
        _set_grad_mode(not self.mode)

    def __exit__(self, kind, value, trace):
        inference, grad = self.prev
        _set_inference_mode(inference)
        _set_grad_mode(grad)

    def clone(self):
        return type(self)(self.mode)


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

    def generator_context(*args, **kwargs):
        generator = function(*args, **kwargs)
        try:
            with fresh():
                response = generator.send(None)
            while True:
                try:
                    request = yield response
                except GeneratorExit:
                    with fresh():
                        generator.close()
                    raise
                except BaseException as error:
                    with fresh():
                        response = generator.throw(error)
                else:
                    with fresh():
                        response = generator.send(request)
        except StopIteration as end:
            return end.value

    return _named_like(generator_context, function)
