"""Calling a module with other parameters than its own."""

import contextlib


def functional_call(module, parameters_and_buffers, args, kwargs=None):
    """The module's output with these parameters and buffers, by their names in it, in place of its own.

    The module is as it was afterwards, whatever happens in it.
    """
    args = args if isinstance(args, tuple) else (args,)
    with _replaced(module, parameters_and_buffers):
        return module(*args, **(kwargs or {}))


@contextlib.contextmanager
def _replaced(module, values):
    before = []
    try:
        for name, value in values.items():
            path, _, last = name.rpartition(".")
            owner = module.get_submodule(path)
            held = next((part for part in (owner._parameters, owner._buffers) if last in part), None)
            if held is None:
                raise KeyError(f"{name} is neither a parameter nor a buffer of {type(module).__name__}")
            before.append((held, last, held[last]))
            held[last] = value
        yield
    finally:
        for held, last, value in reversed(before):
            held[last] = value
