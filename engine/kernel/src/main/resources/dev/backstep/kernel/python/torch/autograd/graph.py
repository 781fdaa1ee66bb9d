"""What programs may do to the graph while it is built: hooks on saved tensors."""

from torch import _C
from torch._node import Node


class saved_tensors_hooks:
    """Inside, what operations save goes through `pack_hook`, and through `unpack_hook` when it is needed."""

    def __init__(self, pack_hook, unpack_hook):
        self.pack_hook = pack_hook
        self.unpack_hook = unpack_hook

    def __enter__(self):
        _C.push_saved_tensors_hooks(self.pack_hook, self.unpack_hook)

    def __exit__(self, *error):
        _C.pop_saved_tensors_hooks()
        return False


class save_on_cpu(saved_tensors_hooks):
    """Inside, saved tensors wait for the backward pass on the CPU."""

    def __init__(self, pin_memory=False, device_type="cuda"):
        super().__init__(lambda tensor: (tensor.device, tensor.cpu()), lambda packed: packed[1].to(packed[0]))
