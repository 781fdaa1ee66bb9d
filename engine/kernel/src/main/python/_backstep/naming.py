"""What a program calls its tensors and modules. See `reachable` for how names are found."""

from _weakref import ref

from _backstep import host, program
from _backstep.reachable import Search, left_by, running

# Values that all searches of a run may look at: about half a second.
_TOGETHER = 300_000

# How many passes start without a search after some that found nothing new, at most.
_MOST_SKIPPED = 63

# More names say no more.
_MOST_NAMES = 4

# Modules that are gone are forgotten when there are so many.
_MOST_MODULES = 10_000

class_name = type.__dict__["__name__"].__get__


class _Run:
    """What is known of the program that runs."""

    def __init__(self):
        # By the id of an nn.Module: its path, how little that says, and a weak reference, for another may get the id.
        self.paths = {}
        self.looked_at = 0
        self.skips = 0  # how many passes are to start without a search after one that finds nothing
        self.to_skip = 0


_run = _Run()


def forget():
    """Another program begins."""
    _run.__init__()


def path_of(module):
    """What the program calls an nn.Module."""
    if _path(module) is None:
        _name(running(), modules=True)
    # No variable may lead to it.
    return _path(module) or class_name(type(module))


def _path(module):
    known = _run.paths.get(id(module))
    return known[0] if known is not None and known[2]() is module else None


def _remember(module, path, vague):
    """vague: 0 for the path from a variable, 1 for that from `self`"""
    known = _run.paths.get(id(module))
    if known is None or known[2]() is not module or vague < known[1]:
        if len(_run.paths) > _MOST_MODULES:
            _run.paths = {key: one for key, one in _run.paths.items() if one[2]() is not None}
        _run.paths[id(module)] = path, vague, ref(module)


def _name(frames, also_new=False, modules=False):
    """Tells the recorder what the variables of frames lead to.

    also_new: whether tensors count that it has not seen
    modules: whether to remember what modules are called, which they are until they are gone

    Whether it knew something not yet.
    """
    if _run.looked_at > _TOGETHER:
        return False
    host.ask_for_names()
    found = False
    search = Search(frames)
    for path, value in search:
        kind = type(value)
        if search.is_module(kind):
            if modules:
                _remember(value, path, int(path.startswith("self.")))
        else:
            found |= host.named(path, value, search.is_parameter(kind), also_new)
    _run.looked_at += search.looked_at
    return found


def name_reachable():
    """Tells what the program's frames call what the recorder has seen: when they end nobody can tell any more. Whether
    there was a new name."""
    try:
        return host.wants_names() and _name(running())
    except RecursionError:
        # The program has just enough room for what it does.
        return False


def pass_starts():
    """`name_reachable`, less and less often in a loop that finds nothing new any more."""
    if _run.to_skip:
        _run.to_skip -= 1
    elif name_reachable():
        _run.skips = 0
    else:
        _run.skips = _run.to_skip = min(2 * _run.skips + 1, _MOST_SKIPPED)


def name_left_by(error):
    """`name_reachable` for the frames that an error has ended."""
    _name(left_by(error))


class _Namespace:
    """The variables of the program's module, when its frame is gone."""

    def __init__(self, variables):
        self.f_locals = variables


def name_all():
    """Tells what all variables of the program's module lead to."""
    _run.looked_at = 0
    _name([_Namespace(program.namespace())], True)


def _shares(tensor, other):
    from torch import _C

    try:
        return _C.same_version(tensor, other)
    except TypeError:
        # A program may make an object of the class without a tensor in it.
        return False


def names_of(tensor):
    """What the running program calls a tensor, or others that share its elements' version counter; the best comes
    first."""
    own, views = [], []
    search = Search(running())
    for path, value in search:
        if value is tensor:
            own.append(path)
            if len(own) == _MOST_NAMES:
                break
        elif not search.is_module(type(value)) and _shares(tensor, value):
            views.append(path)
    names = list(dict.fromkeys(own or views))[:_MOST_NAMES]
    names.sort(key=lambda name: name.startswith("self."))
    if search.is_parameter(type(tensor)):
        # A parameter's place in its module says more than the variable of a loop.
        names.sort(key=lambda name: "." not in name)
    return names
