"""What a profiler has seen: events, their averages, tables and files. The engine does the arithmetic."""

from torch import _C


class _Choice(int):
    """A member of an enumeration as pybind11 makes them."""

    def __new__(cls, value, name):
        self = int.__new__(cls, value)
        self.name = name
        self.value = value
        return self

    def __str__(self):
        return f"{type(self).__name__}.{self.name}"

    def __repr__(self):
        return f"<{self}: {self.value}>"

    __hash__ = int.__hash__


class DeviceType(_Choice):
    pass


DeviceType.CPU = DeviceType(0, "CPU")
DeviceType.CUDA = DeviceType(1, "CUDA")


class Interval:
    """From `start` to `end`, in microseconds."""

    def __init__(self, start, end):
        self.start = start
        self.end = end

    def elapsed_us(self):
        return round(self.end - self.start, 3)


class Kernel:
    """Work on a device: its name, the device, and microseconds."""

    def __init__(self, name, device, duration):
        self.name = name
        self.device = device
        self.duration = duration

    def __iter__(self):
        return iter((self.name, self.device, self.duration))

    def __repr__(self):
        return f"Kernel(name={self.name!r}, device={self.device!r}, duration={self.duration!r})"


def _as_text(name):
    return property(lambda self: _C.profile_time(getattr(self, name)))


class _Row:
    """Times are in microseconds, memory is in bytes. `_row` is the engine's object."""

    node_id = -1
    is_async = is_remote = is_legacy = False
    device_type = DeviceType.CPU
    device_index = 0

    cpu_time_str = _as_text("cpu_time")
    cuda_time_str = _as_text("cuda_time")
    cpu_time_total_str = _as_text("cpu_time_total")
    cuda_time_total_str = _as_text("cuda_time_total")
    self_cpu_time_total_str = _as_text("self_cpu_time_total")
    self_cuda_time_total_str = _as_text("self_cuda_time_total")

    def _take(self, row):
        self._row = row
        (
            self.key,
            self.count,
            self.cpu_time_total,
            self.self_cpu_time_total,
            self.cuda_time_total,
            self.self_cuda_time_total,
            self.cpu_memory_usage,
            self.self_cpu_memory_usage,
            self.cuda_memory_usage,
            self.self_cuda_memory_usage,
            self.flops,
            self.input_shapes,
            self.stack,
        ) = _C.profile_row(row)

    @property
    def cpu_time(self):
        return 0.0 if self.count == 0 else self.cpu_time_total / self.count

    @property
    def cuda_time(self):
        return 0.0 if self.count == 0 else self.cuda_time_total / self.count


class FunctionEvent(_Row):
    """One operator, backward node or range that ran."""

    def __init__(self, row):
        self._take(row)
        self.name = self.key
        self.id, self.trace_name, start, end, self.thread, self.fwd_thread, self.scope, self.sequence_nr, kernels = (
            _C.profile_event(row)
        )
        self.time_range = Interval(start, end)
        self.kernels = [Kernel(*kernel) for kernel in kernels]
        self.cpu_children = []
        self.cpu_parent = None

    def __repr__(self):
        return (
            f"<FunctionEvent id={self.id} name={self.name} device_type={self.device_type} node_id={self.node_id} "
            f"cpu_time={self.cpu_time_str} start_us={self.time_range.start} end_us={self.time_range.end} "
            f"cpu_children={[child.id for child in self.cpu_children]} cuda_time={self.cuda_time_str} "
            f"name={self.name} thread={self.thread} input_shapes={self.input_shapes} "
            f"cpu_memory_usage={self.cpu_memory_usage} cuda_memory_usage={self.cuda_memory_usage} "
            f"is_async={self.is_async} is_remote={self.is_remote} seq_nr={self.sequence_nr} "
            f"is_legacy={self.is_legacy}>"
        )


class FunctionEventAvg(_Row):
    """The sum of events."""

    _row = None
    key = None
    count = 0
    cpu_time_total = self_cpu_time_total = cuda_time_total = self_cuda_time_total = 0
    cpu_memory_usage = self_cpu_memory_usage = cuda_memory_usage = self_cuda_memory_usage = 0
    flops = 0
    input_shapes = stack = scope = cpu_children = cpu_parent = None

    def _of(self, row, first):
        """Takes the engine's sum; what events do not share comes from the first of them."""
        self._take(row)
        self.scope, self.cpu_children, self.cpu_parent = first.scope, first.cpu_children, first.cpu_parent
        return self

    def add(self, other):
        assert isinstance(other, (FunctionEvent, FunctionEventAvg))
        if self.key is None:
            self._of(_C.profile_sum(other.key, [other._row]), other)
        else:
            assert other.key == self.key
            self._take(_C.profile_sum(self.key, [self._row, other._row]))
        return self

    __iadd__ = add

    def __repr__(self):
        return (
            f"<FunctionEventAvg key={self.key} self_cpu_time={self.self_cpu_time_total_str} "
            f"cpu_time={self.cpu_time_str}  self_cuda_time={self.self_cuda_time_total_str} "
            f"cuda_time={self.cuda_time_str} input_shapes={self.input_shapes} "
            f"cpu_memory_usage={self.cpu_memory_usage} cuda_memory_usage={self.cuda_memory_usage}>"
        )


class EventList(list):
    """Events or averages of events."""

    def __init__(self, *args, use_cuda=True, profile_memory=False, with_flops=False):
        super().__init__(*args)
        self._use_cuda = use_cuda
        self._profile_memory = profile_memory
        self._with_flops = with_flops
        self._tree_built = False

    def __str__(self):
        return self.table()

    def _rows(self):
        return [event._row for event in self]

    @property
    def self_cpu_time_total(self):
        return sum(event.self_cpu_time_total for event in self)

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
        """A table with a row for each event, the largest `sort_by` first."""
        events = self
        if sort_by is not None:
            events = sorted(self, key=lambda event: getattr(event, sort_by), reverse=True)
        return _C.profile_table(
            [event._row for event in events],
            self._profile_memory,
            self._with_flops,
            row_limit,
            max_src_column_width,
            max_name_column_width,
            max_shapes_column_width,
            header,
            top_level_events_only,
        )

    def export_chrome_trace(self, path):
        """Writes the events for `chrome://tracing` or Perfetto, to a file beside the program or a file object."""
        _write(path, _C.profile_trace(self._rows()))

    def supported_export_stacks_metrics(self):
        return ["self_cpu_time_total", "self_cuda_time_total"]

    def export_stacks(self, path, metric):
        """Writes stacks with their times, as flame graphs are made of."""
        if metric not in self.supported_export_stacks_metrics():
            raise ValueError("metric should be one of: " + str(self.supported_export_stacks_metrics()))
        _write(path, _C.profile_stacks(self._rows(), metric == "self_cuda_time_total"))

    def key_averages(self, group_by_input_shapes=False, group_by_stack_n=0):
        """Sums of the events of each name, each input shape and each stack, as far as asked for."""
        assert self._tree_built
        averages = EventList(
            use_cuda=self._use_cuda, profile_memory=self._profile_memory, with_flops=self._with_flops
        )
        rows, firsts = _C.profile_averages(self._rows(), bool(group_by_input_shapes), group_by_stack_n)
        for row, first in zip(rows, firsts):
            average = FunctionEventAvg()._of(row, self[first])
            if not group_by_input_shapes:
                average.input_shapes = ""
            averages.append(average)
        return averages

    def total_average(self):
        """The sum of all events."""
        total = FunctionEventAvg()
        if self:
            total._of(_C.profile_sum("Total", self._rows()), self[0])
        total.key = "Total"
        return total


def _write(path, text):
    if hasattr(path, "write"):
        path.write(text)
        return
    from gzip import open as open_compressed

    with open_compressed(path, "wt") if str(path).endswith(".gz") else open(path, "w") as file:
        file.write(text)


def _events_of(rows, use_cuda, profile_memory, with_flops):
    """The engine's events as Python's."""
    events = EventList(use_cuda=use_cuda, profile_memory=profile_memory, with_flops=with_flops)
    parents = _C.profile_parents(rows)
    for row, parent in zip(rows, parents):
        event = FunctionEvent(row)
        if parent >= 0:
            event.cpu_parent = events[parent]
            events[parent].cpu_children.append(event)
        events.append(event)
    events._tree_built = True
    return events
