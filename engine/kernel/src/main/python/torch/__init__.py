"""Backstep's `torch`: PyTorch's Python API on the Java engine.

All numbers are made in Java; this package parses nothing but Python. What a program may not need is loaded when it is
first asked for: functions of the operator table by name, and the submodules.
"""

import sys as _sys

import _backstep
import torch._C as _C
from torch._types import Generator, Size, device, dtype, dtypes, finfo, iinfo, layout, memory_format
from torch._errors import error, explain
from torch._tensor import Tensor
from torch._types import _make_device
from torch._node import node_type
from torch._results import named_tuple

__version__ = "1.13.1"

inf = float("inf")
nan = float("nan")
pi = 3.141592653589793
e = 2.718281828459045

strided = layout("strided")
sparse_coo = layout("sparse_coo")
contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")



def from_numpy(array):
    """A tensor over the memory of an array of numpy's."""
    from torch._numpy import from_numpy

    return from_numpy(array)


_C.register(
    {
        "error": error,
        "explain": explain,
        "device": _make_device,
        "node_type": node_type,
        "from_numpy": from_numpy,
        "not_implemented": NotImplemented,
        "tensor_type": Tensor,
        "size_type": Size,
        "named_tuple": named_tuple,
    },
    dtypes,
)

from torch.autograd.grad_mode import (  # noqa: E402  (the host must know the types first)
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)


def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """A new leaf with a copy of `data`: numbers, nested sequences of numbers, or a tensor."""
    if isinstance(data, Tensor):
        import warnings

        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.clone().detach() "
            "or sourceTensor.clone().detach().requires_grad_(True), rather than torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
    return _C.tensor(_of_numpys(data), dtype, device, requires_grad)


def as_tensor(data, dtype=None, device=None):
    """`data` itself if it is a tensor of that dtype and device already, a tensor over the memory of an array, else a
    copy."""
    if not isinstance(data, Tensor):
        data = _of_numpys(data)
    if isinstance(data, Tensor):
        return _C.to(data, (), dtype, device, False)
    return _C.tensor(data, dtype, device, False)


def _of_numpys(data):
    """A tensor for what is numpy's, which few programs load; anything else as it is."""
    if "numpy" in _sys.modules:
        from torch._numpy import adopted

        found = adopted(data)
        if found is not None:
            return found
    return data


asarray = as_tensor


def scalar_tensor(value, *, dtype=None, device=None, requires_grad=False):
    return _C.tensor(value, _C.get_default_dtype() if dtype is None else dtype, device, requires_grad)


def is_tensor(value):
    return isinstance(value, Tensor)


def is_storage(value):
    return False


def is_inference(input):
    return input.is_inference()


def is_anomaly_enabled():
    from torch.autograd import anomaly_mode

    return anomaly_mode.is_anomaly_enabled()


def is_anomaly_check_nan_enabled():
    from torch.autograd import anomaly_mode

    return anomaly_mode.is_anomaly_check_nan_enabled()


def set_anomaly_enabled(mode, check_nan=True):
    from torch.autograd import anomaly_mode

    anomaly_mode.set_anomaly_enabled(mode, check_nan)


def is_floating_point(input):
    return input.is_floating_point()


def is_complex(input):
    return False


def is_nonzero(input):
    return bool(input)


def numel(input):
    return input.numel()


def typename(value):
    if isinstance(value, Tensor):
        return value.type()
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


# Session state


default_generator = object.__new__(Generator)
_C.adopt(default_generator, _C.default_generator())


def manual_seed(seed):
    """Seeds the default generator."""
    return default_generator.manual_seed(seed)


def initial_seed():
    return default_generator.initial_seed()


def seed():
    return default_generator.seed()


def get_rng_state():
    return default_generator.get_state()


def set_rng_state(new_state):
    default_generator.set_state(new_state)


def set_default_dtype(d):
    if not (isinstance(d, dtype) and d.is_floating_point):
        raise TypeError(
            "only floating-point types are supported as the default type"
            if isinstance(d, dtype)
            else "invalid dtype object: only floating-point types are supported as the default type"
        )
    _C.set_default_dtype(d)


def get_default_dtype():
    return _C.get_default_dtype()


def set_default_tensor_type(t):
    name = t if isinstance(t, str) else t.__module__ + "." + t.__name__
    set_default_dtype(_C.dtype_of_type_name(name))
    _C.set_default_device("cuda" if name.startswith("torch.cuda.") else "cpu")


def set_default_device(device):
    _C.set_default_device(device)


def get_default_device():
    return _C.get_default_device()


def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None):
    """How tensors print; `profile` is one of `default`, `short` and `full`, which the other options then refine."""
    if profile is not None:
        if profile == "default":
            chosen = (4, 1000, 3, 80)
        elif profile == "short":
            chosen = (2, 1000, 2, 80)
        elif profile == "full":
            chosen = (4, inf, 3, 80)
        else:
            chosen = (None,) * 4
        _C.set_print_options(*chosen)
    _C.set_print_options(precision, threshold, edgeitems, linewidth)
    _C.set_sci_mode(sci_mode)


def use_deterministic_algorithms(mode, *, warn_only=False):
    """Nothing to do: every operator of the engine is deterministic."""


def set_num_threads(threads):
    """Nothing to do: the engine chooses its threads by the size of the work."""


def get_num_threads():
    return 1


def compile(model=None, **options):
    """The model as it is: eager mode is what Backstep shows."""
    if model is None:
        return lambda later: later
    return model


def save(obj, f, *args, **kwargs):
    from torch.serialization import save

    save(obj, f, *args, **kwargs)


def load(f, *args, **kwargs):
    from torch.serialization import load

    return load(f, *args, **kwargs)


class _TypedMeta(type):
    """`isinstance(x, torch.FloatTensor)` asks for the dtype of a tensor, and whether it is on the CPU."""

    def __instancecheck__(cls, value):
        return isinstance(value, Tensor) and value.type() == f"{cls.__module__}.{cls.__name__}"

    def __call__(cls, *data):
        made = _C.legacy_constructor(cls.__name__, cls.dtype, data)
        return made.cuda() if cls.__module__ == "torch.cuda" else made


def _typed(name, dtype, module="torch"):
    return _TypedMeta(name, (), {"dtype": dtypes[dtype], "__module__": module})


FloatTensor = _typed("FloatTensor", "float32")
DoubleTensor = _typed("DoubleTensor", "float64")
HalfTensor = _typed("HalfTensor", "float16")
LongTensor = _typed("LongTensor", "int64")
IntTensor = _typed("IntTensor", "int32")
ShortTensor = _typed("ShortTensor", "int16")
CharTensor = _typed("CharTensor", "int8")
ByteTensor = _typed("ByteTensor", "uint8")
BoolTensor = _typed("BoolTensor", "bool")


def split(tensor, split_size_or_sections, dim=0):
    return tensor.split(split_size_or_sections, dim)


def _start_run(seed, device):
    """Everything as in a new process, as far as a program may have changed it."""
    _C.start_run(seed, device)
    modules = _sys.modules
    if "torch.serialization" in modules:
        modules["torch.serialization"]._kept.clear()
    if "torch.autograd.anomaly_mode" in modules:
        modules["torch.autograd.anomaly_mode"]._reset()
    if "torch.nn.modules.module" in modules:
        modules["torch.nn.modules.module"]._forget_global_hooks()
    names = globals()
    for name in [name for name, value in names.items() if _ORIGINALS.get(name, names) is not value]:
        if name in _ORIGINALS:
            names[name] = _ORIGINALS[name]
        elif not isinstance(names[name], type(_C)):
            # A submodule that was imported since stays; anything else was put here by a program.
            del names[name]
    for name, value in _TENSOR_ORIGINALS.items():
        if Tensor.__dict__.get(name) is not value:
            setattr(Tensor, name, value)


# Names that hide Python's own come last: nothing below may use `float`, `int` or `bool` as Python means them.
globals().update(dtypes)
float = dtypes["float32"]
double = dtypes["float64"]
half = dtypes["float16"]
short = dtypes["int16"]
int = dtypes["int32"]
long = dtypes["int64"]

_SUBMODULES = frozenset(
    """autograd backends cuda distributions fft func functional jit linalg mps nn optim profiler random serialization
    special testing utils version""".split()
)
_IN_FUNCTIONAL = frozenset(
    """norm einsum meshgrid broadcast_tensors broadcast_shapes tensordot cartesian_prod block_diag chain_matmul
    atleast_1d atleast_2d atleast_3d cdist unique unique_consecutive result_type can_cast promote_types
    vander combinations histogramdd""".split()
)


def __getattr__(name):
    """Functions of the operator table, compositions and submodules, each when first used."""
    if name in _SUBMODULES:
        return __import__("torch." + name, None, None, ["*"])
    if name.endswith("Storage"):
        from torch._utils import storage_types

        if name in storage_types:
            return storage_types[name]
    if name in _IN_FUNCTIONAL:
        from torch import functional

        found = getattr(functional, name)
    else:
        call = None if name.startswith("__") else _C.torch_function(name)
        if call is None:
            raise AttributeError(f"module 'torch' has no attribute '{name}'")
        found = call
    globals()[name] = _ORIGINALS[name] = found
    return found


def __dir__():
    return sorted({*globals(), *_C.function_names(), *_SUBMODULES, *_IN_FUNCTIONAL})


# What a program may have replaced is put back before the next one; `_start_run` compares with these.
_TENSOR_ORIGINALS = dict(Tensor.__dict__)
_ORIGINALS = {}
_ORIGINALS.update(globals())
_backstep.start_run = _start_run
