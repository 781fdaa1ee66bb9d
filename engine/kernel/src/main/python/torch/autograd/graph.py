"""What programs may do to the graph while it is built: hooks on saved tensors, and hooks on several tensors at once."""

from _weakref import ref

from torch import _C
from torch._node import Node
from torch._node import SavedTensor as _SavedTensor

_disabled = []


class saved_tensors_hooks:
    """Inside, what operations save goes through `pack_hook`, and through `unpack_hook` when it is needed."""

    def __init__(self, pack_hook, unpack_hook):
        self.pack_hook = pack_hook
        self.unpack_hook = unpack_hook

    def __enter__(self):
        if _disabled:
            raise RuntimeError(_disabled[-1])
        if not (callable(self.pack_hook) and callable(self.unpack_hook)):
            raise TypeError(
                "_push_saved_tensors_default_hooks(): incompatible function arguments. The following argument types "
                "are supported:\n    1. (arg0: function, arg1: function) -> None\n\n"
                f"Invoked with: {self.pack_hook!r}, {self.unpack_hook!r}"
            )
        _C.push_saved_tensors_hooks(self.pack_hook, self.unpack_hook)

    def __exit__(self, *error):
        _C.pop_saved_tensors_hooks()
        return False


class save_on_cpu(saved_tensors_hooks):
    """Inside, saved tensors wait for the backward pass on the CPU."""

    def __init__(self, pin_memory=False, device_type="cuda"):
        # A copy, as PyTorch makes one: what is saved does not share elements with the tensor it is of.
        super().__init__(
            lambda tensor: (tensor.device, tensor.detach().clone() if tensor.device.type == "cpu" else tensor.cpu()),
            lambda packed: packed[1].to(packed[0]),
        )


class disable_saved_tensors_hooks:
    """Inside, saved-tensor hooks are refused with `error_message`."""

    def __init__(self, error_message):
        self.error_message = error_message

    def __enter__(self):
        if _C.saved_tensors_hooks_depth():
            raise RuntimeError(self.error_message)
        _disabled.append(self.error_message)

    def __exit__(self, *error):
        _disabled.pop()
        return False


class allow_mutation_on_saved_tensors:
    """Inside, tensors that are saved may be changed in place: the backward pass sees what they were."""

    def __init__(self):
        self._hooks = None
        self._copies = []

    def __enter__(self):
        self._hooks = saved_tensors_hooks(self._pack, self._unpack)
        self._hooks.__enter__()
        return self

    def __exit__(self, *error):
        self.clear()
        return self._hooks.__exit__(*error)

    def clear(self):
        self._copies.clear()

    def _pack(self, tensor):
        index = len(self._copies)
        self._copies.append(tensor.detach().clone())
        return self._copies, index

    def _unpack(self, packed):
        copies, index = packed
        if index >= len(copies):
            raise RuntimeError(
                "Trying to backward outside of the 'allow_mutation_on_saved_tensors' contextin which the graph was "
                "originally recorded."
            )
        return copies[index]


class GradientEdge(tuple):
    """Where a tensor's gradient goes: a node, and the number of its output."""

    __slots__ = ()

    def __new__(cls, node, output_nr):
        return tuple.__new__(cls, (node, output_nr))

    node = property(lambda self: self[0])
    output_nr = property(lambda self: self[1])

    def __repr__(self):
        return f"GradientEdge(node={self[0]!r}, output_nr={self[1]!r})"


def get_gradient_edge(tensor):
    if not tensor.requires_grad:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    node = tensor.grad_fn if tensor.grad_fn is not None else tensor.view_as(tensor).grad_fn.next_functions[0][0]
    return GradientEdge(node, tensor.output_nr)


class _MultiHandle:
    def __init__(self, handles):
        self.handles = tuple(handles)

    def remove(self):
        for handle in self.handles:
            handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


def register_multi_grad_hook(tensors, fn, *, mode="all"):
    """Calls `fn` once a backward pass: with all gradients when the last has arrived, or with the first."""
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    tensors = tuple(tensors)
    arrived, expected, done = {}, {}, set()

    def hook(index):
        def seen(gradient):
            pass_ = _C.pass_number()
            if mode == "any":
                if pass_ not in done:
                    done.add(pass_)
                    fn(gradient)
                return
            if pass_ not in arrived:
                arrived[pass_] = [None] * len(tensors)
                expected[pass_] = sum(_C.will_run(one) for one in tensors)
            arrived[pass_][index] = gradient
            expected[pass_] -= 1
            if expected[pass_] == 0:
                del expected[pass_]
                fn(arrived.pop(pass_))

        return seen

    return _MultiHandle([one.register_hook(hook(i)) for i, one in enumerate(tensors)])
