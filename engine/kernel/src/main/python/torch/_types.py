"""The small value types of the API: dtype, device, Size, Generator and the printing and number limits."""

from torch import _C


class _Fixed(_C.Object):
    """A value that programs share, so that none may change it."""

    __slots__ = ()

    def __setattr__(self, name, value):
        raise AttributeError(f"attribute '{name}' of 'torch.{type(self).__name__}' objects is not writable")

    def __delattr__(self, name):
        raise AttributeError(f"attribute '{name}' of 'torch.{type(self).__name__}' objects is not writable")


_set = object.__setattr__


class dtype(_Fixed):
    """An element type. There is one object for each, so `is` and `==` agree."""

    __slots__ = ("_name", "is_floating_point", "is_complex", "itemsize")
    __module__ = "torch"

    def __repr__(self):
        return "torch." + self._name

    def __reduce__(self):
        return self._name

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


class device(_Fixed):
    """Where a tensor lives: `device('cpu')`, `device('cuda:0')`, `device('cuda', 0)`."""

    __slots__ = ("type", "index")
    __module__ = "torch"

    def __new__(cls, kind, index=None):
        if type(kind) is device:
            return kind
        return _C.make_device(kind, index)

    def __repr__(self):
        if self.index is None:
            return f"device(type='{self.type}')"
        return f"device(type='{self.type}', index={self.index})"

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other):
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self):
        return hash((self.type, self.index))

    def __reduce__(self):
        return device, (self.type,) if self.index is None else (self.type, self.index)

    def __enter__(self):
        """Inside `with torch.device(...)` new tensors are made there."""
        _C.enter_device(self)
        return self

    def __exit__(self, *error):
        _C.exit_device()
        return False


def _make_device(kind, index):
    result = object.__new__(device)
    _set(result, "type", kind)
    _set(result, "index", index)
    return result


class Size(tuple):
    """The sizes of a tensor, one a dimension."""

    __slots__ = ()
    __module__ = "torch"

    def numel(self):
        count = 1
        for size in self:
            count *= size
        return count

    def __repr__(self):
        return "torch.Size([" + ", ".join([str(size) for size in self]) + "])"

    __str__ = __repr__

    def __getitem__(self, index):
        found = tuple.__getitem__(self, index)
        return Size(found) if type(index) is slice else found

    def __add__(self, other):
        return Size(tuple.__add__(self, tuple(other)))

    def __mul__(self, times):
        return Size(tuple.__mul__(self, times))

    __rmul__ = __mul__


class _Named:
    """A constant that prints as its name: layouts and memory formats."""

    __slots__ = ("_name",)

    def __init__(self, name):
        _set(self, "_name", name)

    __setattr__ = _Fixed.__setattr__
    __delattr__ = _Fixed.__delattr__

    def __repr__(self):
        return "torch." + self._name


class layout(_Named):
    __slots__ = ()
    __module__ = "torch"


class memory_format(_Named):
    __slots__ = ()
    __module__ = "torch"


class Generator(_C.Object):
    """A stream of random numbers of its own: `Generator().manual_seed(3)`. All draw on the CPU, for whatever device: the
    same seed gives the same numbers everywhere."""

    __slots__ = ("device",)
    __module__ = "torch"

    def __init__(self, device="cpu"):
        self.device = _C.resolve_device(device)
        _C.adopt(self, _C.new_generator())

    def manual_seed(self, seed):
        _C.generator_seed(self, int(seed))
        return self

    def initial_seed(self):
        return _C.generator_initial_seed(self)

    def seed(self):
        return _C.generator_fresh_seed(self)

    def get_state(self):
        return _C.generator_get_state(self)

    def set_state(self, state):
        _C.generator_set_state(self, state)
        return self

    def __repr__(self):
        return f"<torch._C.Generator object at {hex(id(self))}>"


_LIMITS = {
    "float16": (16, -65504.0, 65504.0, 0.0009765625, 6.103515625e-05, 0.001),
    "bfloat16": (16, -3.3895313892515355e38, 3.3895313892515355e38, 0.0078125, 1.1754943508222875e-38, 0.01),
    "float32": (
        32,
        -3.4028234663852886e38,
        3.4028234663852886e38,
        1.1920928955078125e-07,
        1.1754943508222875e-38,
        1e-06,
    ),
    "float64": (
        64,
        -1.7976931348623157e308,
        1.7976931348623157e308,
        2.220446049250313e-16,
        2.2250738585072014e-308,
        1e-15,
    ),
}


class finfo:
    """Limits of a floating-point dtype."""

    __module__ = "torch"

    def __init__(self, dtype=None):
        if dtype is None:
            dtype = _C.get_default_dtype()
        if not dtype.is_floating_point:
            raise TypeError(
                f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle '{_C_name(dtype)}'"
            )
        self.dtype = dtype._name
        self.bits, self.min, self.max, self.eps, self.tiny, self.resolution = _LIMITS[dtype._name]
        self.smallest_normal = self.tiny

    def __repr__(self):
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, eps={self.eps:g}, "
            f"smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, dtype={self.dtype})"
        )


class iinfo:
    """Limits of an integer dtype."""

    __module__ = "torch"

    def __init__(self, dtype):
        if dtype.is_floating_point:
            raise TypeError(
                f"torch.iinfo() requires an integer input type. Use torch.finfo to handle '{_C_name(dtype)}'"
            )
        self.dtype = dtype._name
        self.bits = dtype.itemsize * 8
        signed = dtype._name.startswith("int")
        self.min = -(2 ** (self.bits - 1)) if signed else 0
        self.max = 2 ** (self.bits - 1) - 1 if signed else 2**self.bits - 1

    def __repr__(self):
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"


def _C_name(dtype):
    return "torch." + dtype._name


def _make_dtypes():
    """One object for each dtype of the engine, registered with the host, which hands them out again."""
    made = {}
    for raw, name, floating, size in _C.dtypes():
        one = _C.adopt(object.__new__(dtype), raw)
        _set(one, "_name", name)
        _set(one, "is_floating_point", floating)
        _set(one, "is_complex", False)
        _set(one, "itemsize", size)
        made[name] = one
    return made


dtypes = _make_dtypes()
