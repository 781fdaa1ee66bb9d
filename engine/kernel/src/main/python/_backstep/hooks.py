"""Calls of hooks in backward passes, for the recorder."""

import types

from _backstep import host, program

hook_ends = host.hook_ends

# The attribute of a function of the package's that calls an old module hook.
_HOOK = "_hook"


def hook_starts(kind, hook, gradients, call=-1):
    """A hook is about to be called with gradients. Whether that is recorded; then `hook_ends` is to follow, with those
    that go on, unless the hook fails.

    call: of the module that it is registered on
    """
    function = _function(hook)
    if type(function) is types.FunctionType and _HOOK in function.__dict__:
        # The package's own, which calls the program's.
        kind, function = "MODULE_AFTER", _function(function.__dict__[_HOOK])
    if type(function) is not types.FunctionType:
        kept = type if isinstance(function, type) else type(function)
        name = getattr(function, "__name__", None) if kept is types.BuiltinFunctionType else _class_name(kept)
        host.hook_starts(kind, name, 0, call, gradients)
        return True
    code = function.__code__
    if str(function.__globals__.get("__name__")).startswith("torch."):
        # The package's own, such as those that calls of modules hang on.
        return False
    name = function.__qualname__.rpartition("<locals>.")[2]
    host.hook_starts(kind, name, code.co_firstlineno if program.is_main(code.co_filename) else 0, call, gradients)
    return True


def _function(hook):
    while type(hook) is types.MethodType:
        hook = hook.__func__
    return hook


_class_name = type.__dict__["__name__"].__get__
