"""GPUs, as PyTorch names them: `cuda` is whatever accelerator the engine found.

A program sees GPUs if it was started with one. The engine has one queue a device, which keeps the order of the program:
streams are names for it.
"""

from torch import _C, _typed
from torch._types import device as _Device

class OutOfMemoryError(RuntimeError):
    """The device has no memory for a tensor."""

    __module__ = "torch.cuda"


def is_available():
    return device_count() > 0


def device_count():
    return _C.gpu_count()


def init():
    _C.current_gpu()


def is_initialized():
    return is_available()


def is_bf16_supported():
    return is_available()


def _index(device):
    """The number of a device that may be given as a number, a text or a `torch.device`."""
    current = _C.current_gpu()
    if device is None:
        return current
    if isinstance(device, int) and not isinstance(device, bool):
        return current if device < 0 else _C.resolve_device(device).index
    found = _Device(device)
    if found.type != "cuda":
        raise ValueError(f"Expected a cuda device, but got: {found}")
    return current if found.index is None else found.index


# -- which --------------------------------------------------------------------------------------------------------


def current_device():
    return _C.current_gpu()


def set_device(device):
    """`cuda` without a number means this GPU from now on; so does the default device, if it is a GPU."""
    if isinstance(device, int) and device < 0:
        return
    index = _index(device)
    _C.set_current_gpu(index)
    if _C.get_default_device().type == "cuda":
        _C.set_default_device(index)


class device:
    """Inside, `cuda` without a number means this GPU."""

    def __init__(self, device):
        self.idx = -1 if device is None else _index(device) if is_available() else -1
        self.prev_idx = -1

    def __enter__(self):
        if self.idx >= 0:
            self.prev_idx = _C.current_gpu()
            set_device(self.idx)

    def __exit__(self, *error):
        if self.idx >= 0:
            set_device(self.prev_idx)
        return False


class device_of(device):
    """Inside, `cuda` without a number means the GPU of a tensor."""

    def __init__(self, obj):
        super().__init__(obj.get_device() if obj.is_cuda else None)


# -- what it is ---------------------------------------------------------------------------------------------------


class _CudaDeviceProperties:
    """What the engine knows of a GPU."""

    major, minor = 0, 0
    multi_processor_count = 0

    def __init__(self, index):
        self.name = _C.gpu_name(index)
        self.total_memory = _C.total_memory(index)

    def __repr__(self):
        return f"_CudaDeviceProperties(name='{self.name}', total_memory={self.total_memory // 2**20}MB)"


def get_device_name(device=None):
    return _C.gpu_name(_index(device))


def get_device_properties(device=None):
    return _CudaDeviceProperties(_index(device))


def get_device_capability(device=None):
    """NVIDIA's numbers, of which the engine knows nothing: (0, 0), so that no program expects what is not there."""
    _index(device)
    return (0, 0)


def get_arch_list():
    return []


# -- memory -------------------------------------------------------------------------------------------------------


def memory_allocated(device=None):
    return _C.memory_allocated(_index(device)) if is_available() else 0


def max_memory_allocated(device=None):
    return _C.max_memory_allocated(_index(device)) if is_available() else 0


def memory_reserved(device=None):
    return _C.memory_reserved(_index(device)) if is_available() else 0


def max_memory_reserved(device=None):
    return _C.max_memory_reserved(_index(device)) if is_available() else 0


memory_cached = memory_reserved
max_memory_cached = max_memory_reserved


def reset_peak_memory_stats(device=None):
    if is_available():
        _C.reset_peak_memory(_index(device))


reset_max_memory_allocated = reset_max_memory_cached = reset_peak_memory_stats


def empty_cache():
    _C.empty_cache()


def mem_get_info(device=None):
    """Bytes that are free and that there are: of the free ones the engine knows only what it does not hold itself."""
    index = _index(device)
    total = _C.total_memory(index)
    return (total - _C.memory_reserved(index), total)


def memory_stats(device=None):
    return {
        "allocated_bytes.all.current": memory_allocated(device),
        "allocated_bytes.all.peak": max_memory_allocated(device),
        "reserved_bytes.all.current": memory_reserved(device),
        "reserved_bytes.all.peak": max_memory_reserved(device),
    }


# -- random numbers: one generator, on the CPU, for all devices ---------------------------------------------------


def manual_seed(seed):
    if is_available():
        _default_generator().manual_seed(seed)


def manual_seed_all(seed):
    manual_seed(seed)


def seed():
    if is_available():
        _default_generator().seed()


seed_all = seed


def initial_seed():
    _C.current_gpu()
    return _default_generator().initial_seed()


def get_rng_state(device="cuda"):
    _index(device)
    return _default_generator().get_state()


def get_rng_state_all():
    return [get_rng_state(index) for index in range(device_count())]


def set_rng_state(new_state, device="cuda"):
    _index(device)
    _default_generator().set_state(new_state)


def set_rng_state_all(new_states):
    for index, state in enumerate(new_states):
        set_rng_state(state, index)


def _default_generator():
    from torch import default_generator

    return default_generator


# -- order and time -----------------------------------------------------------------------------------------------


def synchronize(device=None):
    _C.synchronize(_index(device))


class Event:
    """A point in the order of what a GPU was asked for."""

    def __init__(self, enable_timing=False, blocking=False, interprocess=False):
        self._timing = enable_timing
        self._mark = None

    def record(self, stream=None):
        self._mark = _C.mark(current_device() if stream is None else stream.device_index)

    def query(self):
        return self._mark is None or _C.mark_reached(self._mark)

    def synchronize(self):
        if self._mark is not None:
            _C.mark_await(self._mark)

    def wait(self, stream=None):
        """The queue keeps the order of the program: what comes later comes later."""

    def elapsed_time(self, end_event):
        """Milliseconds from this point to a later one, by the GPU's clock."""
        if not self._timing or not end_event._timing:
            raise RuntimeError("Both events must be created with argument 'enable_timing=True'.")
        if self._mark is None or end_event._mark is None:
            raise RuntimeError("Both events must be recorded before calculating elapsed time.")
        return _C.millis_between(self._mark, end_event._mark)

    def __repr__(self):
        return "<torch.cuda.Event uninitialized>" if self._mark is None else f"<torch.cuda.Event {id(self):#x}>"


class Stream:
    """A name for a GPU's one queue."""

    def __init__(self, device=None, priority=0, **kwargs):
        self.device_index = _index(device)
        self.device = _Device("cuda", self.device_index)
        self.priority = priority
        self.cuda_stream = 0

    def synchronize(self):
        synchronize(self.device_index)

    def query(self):
        return _C.mark_reached(_C.mark(self.device_index))

    def record_event(self, event=None):
        event = Event() if event is None else event
        event.record(self)
        return event

    def wait_event(self, event):
        pass

    def wait_stream(self, stream):
        pass

    def __eq__(self, other):
        return isinstance(other, Stream) and self.device == other.device

    def __hash__(self):
        return hash(self.device)

    def __repr__(self):
        return f"<torch.cuda.Stream device={self.device} cuda_stream={self.cuda_stream:#x}>"


def current_stream(device=None):
    return Stream(device)


default_stream = current_stream


class stream:
    """Inside, the GPU of a stream is the current one; its queue is always the same."""

    def __init__(self, stream):
        self.stream = stream
        self._device = device(None if stream is None else stream.device_index)

    def __enter__(self):
        self._device.__enter__()

    def __exit__(self, *error):
        return self._device.__exit__(*error)


StreamContext = stream


def set_stream(stream):
    if stream is not None:
        set_device(stream.device_index)


# -- tensor types -------------------------------------------------------------------------------------------------

FloatTensor = _typed("FloatTensor", "float32", "torch.cuda")
DoubleTensor = _typed("DoubleTensor", "float64", "torch.cuda")
HalfTensor = _typed("HalfTensor", "float16", "torch.cuda")
BFloat16Tensor = _typed("BFloat16Tensor", "bfloat16", "torch.cuda")
LongTensor = _typed("LongTensor", "int64", "torch.cuda")
IntTensor = _typed("IntTensor", "int32", "torch.cuda")
ShortTensor = _typed("ShortTensor", "int16", "torch.cuda")
CharTensor = _typed("CharTensor", "int8", "torch.cuda")
ByteTensor = _typed("ByteTensor", "uint8", "torch.cuda")
BoolTensor = _typed("BoolTensor", "bool", "torch.cuda")
