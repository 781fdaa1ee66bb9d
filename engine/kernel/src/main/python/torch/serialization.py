"""Saving and loading, where a program may write and read files."""

from torch import _C
from torch._tensor import Tensor
from torch._types import Size, device, dtypes
from torch._utils import STORAGE_DTYPES, _rebuild_parameter, _rebuild_tensor_v2

# What was saved to file objects in memory, by the object's id, with the object itself so that the id stays its own.
_kept = {}


def save(obj, f, pickle_module=None, pickle_protocol=2, _use_new_zipfile_serialization=True):
    """Writes an object in PyTorch's zip format, to a path or a file object."""
    if hasattr(f, "write"):
        # Whatever it holds can be loaded again from the same file object.
        _kept[id(f)] = (f, _copied(obj))
    _write_zip(obj, f, pickle_protocol)


class _SavedStorage:
    """The elements that a saved tensor looks at, which are written once for all tensors that share them."""

    def __init__(self, key, tensor):
        self.key, self.tensor = key, tensor


def _write_zip(obj, f, protocol):
    from collections import OrderedDict
    from io import BytesIO
    from os.path import basename, splitext
    from pickle import Pickler
    from zipfile import ZIP_STORED, ZipFile

    from torch import _utils
    from torch.nn.modules.module import StateDict
    from torch.nn.parameter import Parameter

    storages = {}

    def storage(tensor):
        start = tensor.data_ptr() - tensor.storage_offset() * tensor.itemsize
        place = (str(tensor.device), start, tensor.dtype)
        if place not in storages:
            storages[place] = _SavedStorage(str(len(storages)), tensor.detach())
        return storages[place]

    class Writer(Pickler):
        def persistent_id(self, value):
            if type(value) is not _SavedStorage:
                return None
            tensor = value.tensor
            kind = _utils.storage_type_of[tensor.dtype._name]
            return ("storage", kind, value.key, str(tensor.device), _C.storage_length(tensor))

        def reducer_override(self, value):
            if type(value) is StateDict:
                metadata = getattr(value, "_metadata", None)
                state = None if metadata is None else {"_metadata": metadata}
                return OrderedDict, (), state, None, iter(value.items())
            if isinstance(value, Parameter):
                return _utils._rebuild_parameter, (value.data, value.requires_grad, OrderedDict())
            if isinstance(value, Tensor):
                parts = (storage(value), value.storage_offset(), tuple(value.shape), value.stride())
                return _utils._rebuild_tensor_v2, (*parts, value.requires_grad, OrderedDict())
            return NotImplemented

    pickled = BytesIO()
    Writer(pickled, protocol).dump(obj)
    name = "archive" if hasattr(f, "write") else splitext(basename(str(f)))[0]
    with ZipFile(f, "w", ZIP_STORED) as archive:
        archive.writestr(f"{name}/data.pkl", pickled.getvalue())
        for one in storages.values():
            archive.writestr(f"{name}/data/{one.key}", _C.storage_bytes(one.tensor))
        archive.writestr(f"{name}/version", "3\n")


def load(f, map_location=None, *args, **kwargs):
    if hasattr(f, "read"):
        kept = _kept.get(id(f))
        if kept is not None:
            return _placed(_copied(kept[1]), map_location)
        return _read_zip(f.read(), "the file object", map_location)
    with open(f, "rb") as file:
        return _read_zip(file.read(), f, map_location)


def _copied(value):
    from copy import deepcopy

    return deepcopy(value)


def _placed(value, map_location):
    """What was kept in memory, with its tensors where `map_location` wants them."""
    if map_location is None:
        return value
    if isinstance(value, Tensor):
        value.data = _located(value.data, str(value.device), map_location)
    elif isinstance(value, dict):
        for one in value.values():
            _placed(one, map_location)
    elif isinstance(value, (list, tuple)):
        for one in value:
            _placed(one, map_location)
    elif hasattr(value, "_apply"):
        value._apply(lambda tensor: _located(tensor, str(tensor.device), map_location))
    return value


def _located(tensor, location, map_location):
    """Where a tensor goes that was saved at `location`: by a function of both, a dict of locations, or a device; if
    nothing is said to where new tensors go, or back to its GPU."""
    if map_location is None:
        wanted = str(_C.get_default_device()) if location == "cpu" else location
    elif isinstance(map_location, dict):
        wanted = map_location.get(location, location)
    elif callable(map_location) and not isinstance(map_location, device):
        placed = map_location(tensor, location)
        if placed is not None:
            return placed
        wanted = location
    else:
        wanted = str(map_location)
    if wanted.startswith("cuda"):
        _check_gpu(wanted)
    return tensor.to(wanted)


def _check_gpu(location):
    count = _C.gpu_count()
    if count == 0:
        raise RuntimeError(
            "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are "
            "running on a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your "
            "storages to the CPU."
        )
    index = int(location.partition(":")[2] or 0)
    if index >= count:
        raise RuntimeError(
            f"Attempting to deserialize object on CUDA device {index} but torch.cuda.device_count() is {count}. Please "
            "use torch.load with map_location to map your storages to an existing device."
        )


def _read_zip(data, name, map_location):
    """What `torch.save` wrote; a pickle may name only what tensors and state dicts are made of."""
    from io import BytesIO

    import pickle

    weights = _C.open_weights(data)
    storages = {}

    # The interpreter's native Unpickler does not ask a subclass for its classes; the one in Python does.
    class Reader(pickle._Unpickler):
        def find_class(self, module, kind):
            found = _ALLOWED.get((module, kind))
            if found is None and module == "torch" and kind.endswith("Storage"):
                found = STORAGE_DTYPES.get(kind)
            if found is None and module == "torch":
                found = dtypes.get(kind)
            if found is None:
                raise pickle.UnpicklingError(
                    f"torch.load: {name!r} holds a {module}.{kind}. Backstep loads tensors and state dicts only; save "
                    "model.state_dict() instead of the model."
                )
            return found

        def persistent_load(self, saved):
            _, dtype, key, location, _ = saved
            if key not in storages:
                storages[key] = _located(_C.weights_storage(weights, key, dtype), location, map_location)
            return storages[key]

    return Reader(BytesIO(_C.weights_pickle(weights))).load()


def _state_dict(*pairs):
    from torch.nn.modules.module import StateDict

    return StateDict(*pairs)


_ALLOWED = {
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor_v2,
    ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
    ("collections", "OrderedDict"): _state_dict,
    ("torch", "Size"): Size,
}
