"""Saving and loading: a program has no files to write, and reads weights through the kernel."""

from torch import _C

# What was saved to file objects in memory, by the object's id, with the object itself so that the id stays its own.
_kept = {}


def save(obj, f, *args, **kwargs):
    if not hasattr(f, "write"):
        raise RuntimeError(
            f"torch.save: a program in Backstep cannot write files (asked for {f!r}). Use io.BytesIO() to keep a "
            "state in memory, or File ▸ Export to write what the window shows."
        )
    _kept[id(f)] = (f, _copied(obj))
    f.write(b"backstep")


def load(f, map_location=None, *args, **kwargs):
    if hasattr(f, "read"):
        kept = _kept.get(id(f))
        if kept is not None:
            return _copied(kept[1])
        return _read_zip(f.read(), "the file object")
    import _backstep

    return _read_zip(_backstep.file_data(f), f)


def _copied(value):
    from copy import deepcopy

    return deepcopy(value)


def _read_zip(data, name):
    """What `torch.save` wrote, tensors on the CPU; a pickle may name only what tensors and state dicts are made of."""
    from io import BytesIO

    import pickle

    weights = _C.open_weights(data)

    # The interpreter's native Unpickler does not ask a subclass for its classes; the one in Python does.
    class Reader(pickle._Unpickler):
        def find_class(self, module, kind):
            found = _ALLOWED.get((module, kind))
            if found is None and module == "torch" and kind.endswith("Storage"):
                found = _STORAGES.get(kind)
            if found is None:
                raise pickle.UnpicklingError(
                    f"torch.load: {name!r} holds a {module}.{kind}. Backstep loads tensors and state dicts only; save "
                    "model.state_dict() instead of the model."
                )
            return found

        def persistent_load(self, saved):
            _, dtype, key, _, _ = saved
            return _C.weights_storage(weights, key, dtype)

    return Reader(BytesIO(bytes(_C.weights_pickle(weights)))).load()


def _rebuild_tensor(storage, offset, size, stride, requires_grad=False, hooks=None, metadata=None):
    return storage.as_strided(size, stride, offset).detach().clone().requires_grad_(requires_grad)


def _rebuild_parameter(data, requires_grad, hooks):
    from torch.nn.parameter import Parameter

    return Parameter(data, requires_grad)


def _state_dict(*pairs):
    from torch.nn.modules.module import StateDict

    return StateDict(*pairs)


_STORAGES = {
    "FloatStorage": "float32",
    "DoubleStorage": "float64",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
}
_ALLOWED = {
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
    ("collections", "OrderedDict"): _state_dict,
    ("torch", "Size"): tuple,
}
