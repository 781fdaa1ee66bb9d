"""The profiler: where the time and the memory of a block go."""

from torch import _C
from torch.autograd.profiler_util import EventList, FunctionEvent, FunctionEventAvg, Interval, Kernel, _events_of


def _frames():
    """The program's frames, innermost first: the code and the line that runs."""
    import sys

    found = []
    frame = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__") or ""
        if module != "torch" and not module.startswith("torch."):
            found.append((frame.f_code, frame.f_lineno))
        if module == "__main__" and frame.f_code.co_name == "<module>":
            break
        frame = frame.f_back
    return found


def _stack_since(start):
    """A function that says where the program is, innermost first.

    PyTorch names a function by its first line, unless it was running when the profile began: then by where it was.
    """
    start = start[::-1]

    def stack():
        entries = []
        same = True
        for depth, (code, _) in enumerate(_frames()[::-1]):
            same = same and depth < len(start) and start[depth][0] == code
            line = start[depth][1] if same else code.co_firstlineno
            entries.append(f"{code.co_filename}({line}): {code.co_name}")
        return entries[::-1]

    return stack


class profile:
    """Profiles what runs inside a `with`."""

    function_events = None

    def __init__(
        self,
        enabled=True,
        *,
        use_cuda=False,
        record_shapes=False,
        with_flops=False,
        profile_memory=False,
        with_stack=False,
        with_modules=False,
        use_kineto=False,
        use_cpu=True,
        experimental_config=None,
    ):
        self.enabled = enabled
        if not enabled:
            return
        self.use_cuda = use_cuda
        self.entered = False
        self.record_shapes = record_shapes or with_flops
        self.with_flops = with_flops
        self.profile_memory = profile_memory
        self.with_stack = with_stack
        self.with_modules = with_modules
        self.use_cpu = use_cpu
        if not use_cpu:
            assert use_kineto, "Device-only events supported only with Kineto (use_kineto=True)"
        if use_cuda:
            import torch.cuda

            if not torch.cuda.is_available():
                import warnings

                warnings.warn("CUDA is not available, disabling CUDA profiling", stacklevel=2)
                self.use_cuda = False
        assert self.use_cpu or self.use_cuda, "No activities specified for the profiler"

    def __enter__(self):
        if not self.enabled:
            return None
        if self.entered:
            raise RuntimeError("Profiler context manager is not reentrant")
        self._prepare_trace()
        self._start_trace()
        return self

    def _prepare_trace(self):
        self.entered = True

    def _start_trace(self):
        self.entered = True
        stack = _stack_since(_frames()) if self.with_stack else None
        _C.profiler_start(self.record_shapes, self.profile_memory, self.with_flops, stack)

    def __exit__(self, *error):
        if not self.enabled:
            return None
        # Whoever leaves first ends the profile that runs, as PyTorch has it.
        self.function_events = _events_of(_C.profiler_stop(), self.use_cuda, self.profile_memory, self.with_flops)
        return False

    def __repr__(self):
        if self.function_events is None:
            return "<unfinished torch.autograd.profile>"
        return repr(self.function_events)

    def __str__(self):
        if self.function_events is None:
            return "<unfinished torch.autograd.profile>"
        return str(self.function_events)

    def _finished(self):
        if self.function_events is None:
            raise RuntimeError("Profiler didn't finish running")
        return self.function_events

    def table(
        self,
        sort_by=None,
        row_limit=100,
        max_src_column_width=75,
        max_name_column_width=55,
        max_shapes_column_width=80,
        header=None,
        top_level_events_only=False,
    ):
        return self._finished().table(
            sort_by,
            row_limit,
            max_src_column_width,
            max_name_column_width,
            max_shapes_column_width,
            header,
            top_level_events_only,
        )

    def export_chrome_trace(self, path):
        return self._finished().export_chrome_trace(path)

    def export_stacks(self, path, metric="self_cpu_time_total"):
        events = self._finished()
        assert self.with_stack, "export_stacks() requires with_stack=True"
        return events.export_stacks(path, metric)

    def key_averages(self, group_by_input_shape=False, group_by_stack_n=0):
        return self._finished().key_averages(group_by_input_shape, group_by_stack_n)

    def total_average(self):
        return self._finished().total_average()

    @property
    def self_cpu_time_total(self):
        return self._finished().self_cpu_time_total


class record_function:
    """Names a block, or a function, in profiles."""

    def __init__(self, name, args=None):
        self.name = name
        self.args = args
        self.run_callbacks_on_exit = True
        self._open = []

    def __enter__(self):
        self._open.append(_C.profiler_enter(self.name, self.args is not None))
        return self

    def __exit__(self, *error):
        opened = self._open.pop()
        if opened is not None and self.run_callbacks_on_exit:
            _C.profiler_exit(opened)

    def __call__(self, function):
        def named(*args, **kwargs):
            with self:
                return function(*args, **kwargs)

        for attribute in ("__module__", "__name__", "__qualname__", "__doc__"):
            if hasattr(function, attribute):
                setattr(named, attribute, getattr(function, attribute))
        named.__wrapped__ = function
        return named


def _refused(name, needs):
    class refused:
        def __init__(self, *args, **kwargs):
            raise RuntimeError(
                f"torch.autograd.profiler.{name} needs {needs}, which Backstep does not have. Use "
                "torch.autograd.profiler.profile() and its table() or export_chrome_trace()."
            )

    refused.__name__ = refused.__qualname__ = name
    return refused


emit_nvtx = _refused("emit_nvtx", "NVIDIA's tools")
emit_itt = _refused("emit_itt", "Intel's VTune")
load_nvprof = _refused("load_nvprof", "NVIDIA's tools")


def kineto_available():
    return False
