"""What the interpreter and some modules keep elsewhere than among their names, and how it was at the start."""

import _codecs
import _imp
import _locale
import _thread
import _tracemalloc
import _warnings
import atexit
import gc
import os
import random
import sys
import threading
import time
import warnings

from _backstep.host import thread_started, thread_starts

# A program sees no environment. The process keeps it, for drivers of GPUs.
os.environ._data.clear()

_registered = []  # search functions for codecs
_error_names = []  # of handlers for errors of codecs
_freeze = gc.freeze  # programs have one that does nothing
_register = _codecs.register
_register_error = _codecs.register_error


def _register_and_note(search_function):
    """Registers a search function for encodings; it is forgotten with the program."""
    _register(search_function)
    _registered.append(search_function)


def _register_error_and_note(errors, handler):
    """Registers a handler for errors of encodings; it is forgotten with the program."""
    _register_error(errors, handler)
    _error_names.append(errors)


_sleep = time.sleep

# How many milliseconds a program's threads may go on after its last line.
_PATIENCE = 100

# Less is too little for a thread that calls Java.
_LEAST_STACK = 1 << 20

_start_thread = _thread.start_new_thread
_start_joinable = _thread.start_joinable_thread
_stack_size = _thread.stack_size


class _Begun:
    """What a thread runs: first it says how large its stack is, so that a deep recursion ends as an error in it, too."""

    __slots__ = ("function",)

    def __init__(self, function):
        if not callable(function):
            raise TypeError("first arg must be callable")
        self.function = function

    def __call__(self, *arguments, **named):
        _starting.discard(self)
        thread_started()
        return self.function(*arguments, **named)


# Python counts a thread when it has begun.
_starting = set()


def _begin(begun, start):
    thread_starts()
    _starting.add(begun)
    try:
        return start(begun)
    except BaseException:
        _starting.discard(begun)
        raise


def _start_thread_with_room(function, args, kwargs={}, /):
    """Starts a new thread and returns its identifier."""
    return _begin(_Begun(function), lambda begun: _start_thread(begun, args, kwargs))


def _start_joinable_with_room(function, handle=None, daemon=True):
    """Starts a new thread that can be joined."""
    return _begin(_Begun(function), lambda begun: _start_joinable(begun, handle, daemon))


def _stack_size_within_reason(size=0, /):
    """The stack size of threads to come."""
    if isinstance(size, int) and 0 < size < _LEAST_STACK:
        raise ValueError(f"size not valid: {size} bytes")
    return _stack_size(size)


def replacements():
    """Pairs of functions, of which programs get the second for the first: their effect has to be undone, or something
    has to be done before."""
    return [
        (_register, _register_and_note),
        (_register_error, _register_error_and_note),
        (_start_thread, _start_thread_with_room),
        (_start_joinable, _start_joinable_with_room),
        (_stack_size, _stack_size_within_reason),
    ]


class State:
    """How it is now."""

    def __init__(self):
        self.path = list(sys.path)
        self.meta_path = list(sys.meta_path)
        self.path_hooks = list(sys.path_hooks)
        self.importers = dict(sys.path_importer_cache)
        self.recursion_limit = sys.getrecursionlimit()
        self.switch_interval = sys.getswitchinterval()
        self.int_digits = sys.get_int_max_str_digits()
        self.dlopen_flags = sys.getdlopenflags() if hasattr(sys, "getdlopenflags") else 0
        self.filters = list(warnings.filters)
        self.thresholds = gc.get_threshold()
        self.stack_size = _stack_size()
        self.logging = _Logging() if "logging" in sys.modules else None
        self.random = _numpy_random()
        self.locale = _locale.setlocale(_locale.LC_ALL)
        self.main_thread = dict(vars(threading.main_thread()))
        self.thread_exits = list(threading._threading_atexits)

    def restore(self, trash):
        """Makes it so again. What was there instead goes into `trash`."""
        self._restore_threads(trash)
        for hook in sys.get_asyncgen_hooks():
            trash.append(hook)
        sys.set_asyncgen_hooks(None, None)
        sys.set_coroutine_origin_tracking_depth(0)
        _replace(sys.path, self.path, trash)
        _replace(sys.meta_path, self.meta_path, trash)
        _replace(sys.path_hooks, self.path_hooks, trash)
        if len(sys.path_importer_cache) != len(self.importers):
            sys.path_importer_cache.clear()
            sys.path_importer_cache.update(self.importers)
        sys.setrecursionlimit(self.recursion_limit)
        sys.setswitchinterval(self.switch_interval)
        sys.set_int_max_str_digits(self.int_digits)
        if self.dlopen_flags:
            sys.setdlopenflags(self.dlopen_flags)
        _stack_size(self.stack_size)

        gc.set_debug(0)
        gc.set_threshold(*self.thresholds)
        gc.enable()
        trash.append(gc.callbacks[:])
        gc.callbacks.clear()
        trash.append(gc.garbage[:])
        gc.garbage.clear()
        if _tracemalloc.is_tracing():
            _tracemalloc.stop()

        atexit._clear()
        trash.append(dict(os.environ._data))
        os.environ._data.clear()
        if warnings.filters != self.filters:
            trash.append(warnings.filters[:])
            warnings.filters[:] = self.filters
            with warnings._lock:
                warnings._filters_mutated_lock_held()
        while _registered:
            search = _registered.pop()
            trash.append(search)
            _codecs.unregister(search)
        while _error_names:
            _codecs._unregister_error(_error_names.pop())
        if _locale.setlocale(_locale.LC_ALL) != self.locale:
            _locale.setlocale(_locale.LC_ALL, self.locale)
        random.seed()
        if self.random is not None:
            self.random.restore()
        if self.logging is not None:
            self.logging.restore(trash)

    def _restore_threads(self, trash):
        """Of what `threading` knows only the main thread, and no lock of modules held."""
        main = threading._main_thread
        trash.append(dict(vars(main)))
        vars(main).clear()
        vars(main).update(self.main_thread)
        if self.is_alone():
            trash.append(dict(threading._active))
            threading._active.clear()
            threading._active[_thread.get_ident()] = main
            threading._limbo.clear()
        _replace(threading._threading_atexits, self.thread_exits, trash)
        while _imp.lock_held():
            _imp.release_lock()
        try:
            while True:
                _warnings._release_lock()
        except RuntimeError:
            # It is free.
            pass

    def keep(self):
        """The cycle collector has to look only at what is new from now on."""
        gc.collect()
        _freeze()

    def is_alone(self):
        """Whether no thread of a program runs."""
        return not _starting and _thread._count() == 0 and len(sys._current_frames()) == 1

    def threads_end(self):
        """Waits a moment until no thread of a program runs. Whether that is so."""
        for _ in range(_PATIENCE):
            if self.is_alone():
                return True
            _sleep(0.001)
        return self.is_alone()


def _replace(there, held, trash):
    if there != held:
        trash.append(there[:])
        there[:] = held


class _Logging:
    """The loggers, which form a tree that programs add to."""

    def __init__(self):
        import logging

        self.module = logging
        self.manager = logging.Logger.manager
        self.root = dict(vars(logging.root))
        self.names = dict(self.manager.loggerDict)
        self.manager_held = dict(vars(self.manager))

    def restore(self, trash):
        while self.module._lock._is_owned():
            self.module._lock.release()
        root = self.module.root
        now = vars(root)
        trash.append(dict(now))
        trash.append(root.handlers[:])
        now.clear()
        now.update(self.root)
        root.handlers.clear()
        root.filters.clear()
        trash.append(dict(vars(self.manager)))
        vars(self.manager).clear()
        vars(self.manager).update(self.manager_held)
        if len(self.manager.loggerDict) != len(self.names):
            trash.append(dict(self.manager.loggerDict))
            self.manager.loggerDict.clear()
            self.manager.loggerDict.update(self.names)
        self.manager.disable = 0
        self.manager._clear_cache()


def _numpy_random():
    module = sys.modules.get("numpy.random.mtrand")
    return None if module is None else _NumpyRandom(module)


class _NumpyRandom:
    """The generator that numpy's plain functions share."""

    def __init__(self, module):
        self.module = module
        self.generator = module._rand
        self.bits = module._rand._bit_generator

    def restore(self):
        if self.generator._bit_generator is not self.bits:
            self.generator._initialize_bit_generator(self.bits)
        self.generator.seed()
