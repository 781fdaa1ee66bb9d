"""`torch.Tensor`: a thin handle on the engine's tensor.

The engine's tensor remembers its handle, so that `x.grad is x.grad`. Operators and methods come from the operator table;
written out here is only what Python's own protocols ask for.
"""

from torch import _C

_new = object.__new__


class Tensor(_C._TensorBase):
    """A multi-dimensional array of numbers that remembers how it was computed."""

    __module__ = "torch"

    # numpy must not take over `array * tensor`.
    __array_priority__ = 1000

    def __new__(cls, *data, device=None):
        return _C.legacy_constructor("Tensor", None, data)

    def __init__(self, *data, device=None):
        pass

    for _name, _call in _C.methods():
        if not hasattr(_C._TensorBase, _name):
            locals()[_name] = _call
    del _name, _call

    def __pos__(self):
        return self

    def __abs__(self):
        return self.abs()

    def __invert__(self):
        return self.bitwise_not()

    # Indexing and iteration

    def __iter__(self):
        if _C.dim(self) == 0:
            raise TypeError("iteration over a 0-d tensor")
        return iter(self.unbind(0))

    def __reversed__(self):
        return self if _C.dim(self) == 0 else self.flip(0)

    def __contains__(self, element):
        if isinstance(element, (Tensor, int, float)):
            return bool((element == self).any().item())
        raise RuntimeError(
            f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}."
        )

    # Numbers

    item = _C.method(_C.item)
    tolist = _C.method(_C.to_list)

    def __bool__(self):
        return _C.truth(self)

    def __float__(self):
        return float(_C.item(self))

    def __int__(self):
        return int(_C.item(self))

    def __index__(self):
        return _C.index_value(self)

    def numpy(self, *, force=False):
        from torch._numpy import array_of

        return array_of(self, force)

    def __array__(self, dtype=None, copy=None):
        array = self.numpy()
        if copy:
            array = array.copy()
        return array if dtype is None else array.astype(dtype, copy=False)

    def __array_wrap__(self, array, context=None, return_scalar=False):
        from torch._numpy import from_numpy

        if array.dtype == "bool":
            # numpy's comparisons gave uint8 when this was agreed on.
            array = array.astype("uint8")
        return from_numpy(array)

    # Text

    def __repr__(self, *, tensor_contents=None):
        return _C.tensor_text(self, "tensor(")

    def __str__(self):
        return _C.tensor_text(self, "tensor(")

    def __format__(self, spec):
        if _C.dim(self) == 0:
            return format(self.item(), spec)
        return object.__format__(self, spec)

    # Shape and type

    size = _C.method(_C.size)

    def stride(self, dim=None):
        strides = _C.strides(self)
        return strides if dim is None else strides[_C.wrap_dim(self, dim)]

    dim = ndimension = _C.method(_C.dim)

    numel = nelement = _C.method(_C.numel)

    @property
    def layout(self):
        from torch import strided

        return strided

    @property
    def T(self):
        if _C.dim(self) not in (0, 2) and _C.first_time("T"):
            import warnings

            warnings.warn(
                "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will "
                "throw an error in a future release. Consider `x.mT` to transpose batches of matrices or "
                "`x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor.",
                stacklevel=2,
            )
        return _C.transposed(self, "T")

    @property
    def mT(self):
        return _C.transposed(self, "mT")

    @property
    def H(self):
        return _C.transposed(self, "H")

    @property
    def mH(self):
        return _C.transposed(self, "mH")

    @property
    def itemsize(self):
        return _C.dtype(self).itemsize

    @property
    def nbytes(self):
        return self.itemsize * self.numel()

    def element_size(self):
        return self.itemsize

    def data_ptr(self):
        return _C.data_ptr(self)

    def storage_offset(self):
        return _C.storage_offset(self)

    def storage(self):
        from torch._storage import Storage

        return Storage(self)

    untyped_storage = storage

    def is_contiguous(self, memory_format=None):
        return _C.is_contiguous(self)

    def is_floating_point(self):
        return _C.dtype(self).is_floating_point

    def is_complex(self):
        return False

    def is_signed(self):
        return _C.dtype(self)._name not in ("bool", "uint8")

    def is_same_size(self, other):
        return self.shape == other.shape

    def is_set_to(self, other):
        return (
            _C.data_ptr(self) == _C.data_ptr(other)
            and self.shape == other.shape
            and self.stride() == other.stride()
        )

    def is_shared(self):
        return False

    def is_pinned(self):
        return False

    def pin_memory(self):
        return self

    def share_memory_(self):
        return self

    def record_stream(self, stream):
        """Nothing to do: a device has one queue."""

    def get_device(self):
        return -1 if self.device.index is None else self.device.index

    is_sparse = False
    is_quantized = False
    is_mkldnn = False
    is_meta = False
    is_nested = False
    names = property(lambda self: (None,) * _C.dim(self))
    name = None

    @property
    def is_cuda(self):
        return self.device.type == "cuda"

    @property
    def is_cpu(self):
        return self.device.type == "cpu"

    # Conversion

    def to(self, *args, **kwargs):
        if "other" in kwargs:
            args = (kwargs["other"], *args)
        return _C.to(self, args, kwargs.get("dtype"), kwargs.get("device"), kwargs.get("copy", False))

    def type(self, dtype=None, non_blocking=False, **kwargs):
        if dtype is None:
            return _C.type_name(self)
        device = None
        if isinstance(dtype, str) or isinstance(dtype, type):
            name = dtype if isinstance(dtype, str) else dtype.__module__ + "." + dtype.__name__
            device = "cuda" if name.startswith("torch.cuda.") else "cpu"
            if device == "cuda" and self.is_cuda:
                device = None
            dtype = _C.dtype_of_type_name(name)
        return _C.to(self, (), dtype, device, False)

    def type_as(self, other):
        return _C.to(self, (), other.dtype, other.device, False)

    def cpu(self, memory_format=None):
        return self.to("cpu")

    def cuda(self, device=None, non_blocking=False, memory_format=None):
        return self.to(_C.cuda_device(device))

    def _as(self, name):
        return _C.to(self, (), _C.dtype_named(name), None, False)

    def float(self, memory_format=None):
        return self._as("float32")

    def double(self, memory_format=None):
        return self._as("float64")

    def half(self, memory_format=None):
        return self._as("float16")

    def bfloat16(self, memory_format=None):
        return self._as("bfloat16")

    def long(self, memory_format=None):
        return self._as("int64")

    def int(self, memory_format=None):
        return self._as("int32")

    def short(self, memory_format=None):
        return self._as("int16")

    def char(self, memory_format=None):
        return self._as("int8")

    def byte(self, memory_format=None):
        return self._as("uint8")

    def bool(self, memory_format=None):
        return self._as("bool")

    # New tensors like this one

    def new_tensor(self, data, *, dtype=None, device=None, requires_grad=False):
        return _C.tensor(
            data, self.dtype if dtype is None else dtype, self.device if device is None else device, requires_grad
        )

    def new(self, *args):
        return _C.legacy_constructor("new", self.dtype, args).to(self.device)

    # Autograd

    _grad = _C._TensorBase.grad

    def requires_grad_(self, requires_grad=True):
        if not isinstance(requires_grad, bool):
            raise TypeError(
                "requires_grad_(): argument 'requires_grad' (position 1) must be bool, not "
                f"{type(requires_grad).__name__}"
            )
        _C.set_requires_grad(self, requires_grad)
        return self

    @property
    def retains_grad(self):
        return _C.retains_grad(self)

    @property
    def output_nr(self):
        return _C.output_nr(self)

    @property
    def _version(self):
        return _C.version(self)

    @property
    def _base(self):
        return _C.base(self)

    def _is_view(self):
        return _C.base(self) is not None

    def detach_(self):
        return _C.detach_(self)

    def retain_grad(self):
        _C.retain_grad(self)

    def is_inference(self):
        return _C.is_inference(self)

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        from torch import autograd

        autograd.backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    @property
    def _backward_hooks(self):
        return self.__dict__.get("_hooks")

    def register_hook(self, hook):
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        return _hooked(self, "_hooks", _C.register_hook, "on_tensor", hook)

    def register_post_accumulate_grad_hook(self, hook):
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self.grad_fn is not None:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        return _hooked(self, "_post_hooks", _C.register_post_accumulate_grad_hook, "after_accumulation", hook)

    def reinforce(self, reward):
        raise RuntimeError(_REINFORCE)

    def resize(self, *sizes):
        import warnings

        warnings.warn("non-inplace resize is deprecated")
        return self.reshape(*sizes)

    def __setattr__(self, name, value):
        try:
            object.__setattr__(self, name, value)
        except AttributeError:
            if isinstance(getattr(type(self), name, None), property):
                raise AttributeError(f"attribute '{name}' of 'torch._C._TensorBase' objects is not writable") from None
            raise

    # Copies

    def __copy__(self):
        copied = self.data.requires_grad_(self.requires_grad)
        copied.__dict__.update(self.__dict__)
        return copied

    def __deepcopy__(self, memo):
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment"
            )
        if id(self) in memo:
            return memo[id(self)]
        copied = _C.detach_clone(self)
        if type(self) is not Tensor:
            copied = Tensor._make_subclass(type(self), copied, self.requires_grad)
        else:
            copied.requires_grad_(self.requires_grad)
        memo[id(self)] = copied
        if self.grad is not None:
            copied.grad = self.grad.__deepcopy__(memo)
        for name, value in self.__dict__.items():
            copied.__dict__[name] = value
        return copied

    @staticmethod
    def _make_subclass(cls, data, require_grad=False):
        """A handle of class `cls` on the same elements, cut off from the graph."""
        return _C.make_subclass(_new(cls), data, require_grad)

    def as_subclass(self, cls):
        return Tensor._make_subclass(cls, self, self.requires_grad)

    # Changes of shape in place

    def t_(self):
        return _become(self, "TBackward1", lambda: self.t())

    def transpose_(self, dim0, dim1):
        return _become(self, "TransposeBackward1", lambda: self.transpose(dim0, dim1))

    swapaxes_ = swapdims_ = transpose_

    def unsqueeze_(self, dim):
        return _become(self, "UnsqueezeBackward1", lambda: self.unsqueeze(dim))

    def squeeze_(self, dim=None):
        if dim is None:
            return _become(self, "SqueezeBackward2", lambda: self.squeeze())
        return _become(self, "SqueezeBackward3", lambda: self.squeeze(dim))

    def resize_(self, *sizes, memory_format=None):
        return _C.resize_(self, sizes[0] if len(sizes) == 1 and not isinstance(sizes[0], int) else sizes)

    def resize_as_(self, other, memory_format=None):
        return _C.resize_(self, other.shape)

    def set_(self, source):
        _C.check_in_place(self)
        return _C.set_(self, source)

    # Compositions that have no row of their own

    def split(self, split_size, dim=0):
        if isinstance(split_size, (list, tuple)):
            return _C.call("split_with_sizes", self, split_size, dim)
        return _C.call("split", self, split_size, dim)

    def norm(self, p="fro", dim=None, keepdim=False, dtype=None):
        from torch import functional

        return functional.norm(self, p, dim, keepdim, dtype=dtype)

    def nonzero(self, *, as_tuple=False):
        return _C.call("nonzero_numpy" if as_tuple else "nonzero", self)

    def unflatten(self, dim, sizes):
        shape = self.shape
        dim = _C.wrap_dim(self, dim)
        return self.view(*shape[:dim], *sizes, *shape[dim + 1 :])

    def apply_(self, callable):
        flat = [callable(value) for value in self.reshape(-1).tolist()]
        with_grad_off = self.detach()
        with_grad_off.copy_(_C.tensor(flat, self.dtype, None, False).view(self.shape))
        return self


def _hooked(tensor, attribute, register, runner, hook):
    from torch.utils import hooks

    own = tensor.__dict__.get(attribute)
    if own is None:
        own = tensor.__dict__[attribute] = hooks.OrderedDict()
        register(tensor, getattr(hooks, runner)(own))
    return hooks.added(own, hook)


def _become(tensor, name, view):
    _C.check_in_place(tensor)
    return _C.become_view(tensor, view(), name)


_REINFORCE = """reinforce() was removed.
Use torch.distributions instead.
See https://pytorch.org/docs/master/distributions.html

Instead of:

probs = policy_network(state)
action = probs.multinomial()
next_state, reward = env.step(action)
action.reinforce(reward)
action.backward()

Use:

probs = policy_network(state)
# NOTE: categorical is equivalent to what used to be called multinomial
m = torch.distributions.Categorical(probs)
action = m.sample()
next_state, reward = env.step(action)
loss = -m.log_prob(action) * reward
loss.backward()
"""
