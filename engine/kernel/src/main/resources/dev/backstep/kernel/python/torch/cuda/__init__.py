"""GPUs, as PyTorch names them: `cuda` is whatever accelerator the engine found."""

from torch import _C


def is_available():
    return device_count() > 0


def device_count():
    return _C.gpu_count()


def is_initialized():
    return is_available()


def current_device():
    _require()
    return 0


def get_device_name(device=None):
    _require()
    return _C.gpu_name(0)


def set_device(device):
    _require()


def manual_seed(seed):
    """The engine has one generator for all devices."""


manual_seed_all = manual_seed


def synchronize(device=None):
    """Reading a tensor waits for its device; nothing else needs to."""


def empty_cache():
    """The engine frees device memory when tensors go."""


def memory_allocated(device=None):
    return 0


max_memory_allocated = memory_reserved = memory_allocated


def _require():
    if not is_available():
        raise AssertionError("Torch not compiled with CUDA enabled")

