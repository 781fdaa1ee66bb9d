"""What the files of `torch.save` name: functions that put tensors together, and types of storages."""


def _rebuild_tensor_v2(storage, offset, size, stride, requires_grad=False, hooks=None, metadata=None):
    return storage.as_strided(size, stride, offset).detach().clone().requires_grad_(requires_grad)


def _rebuild_parameter(data, requires_grad, hooks):
    from torch.nn.parameter import Parameter

    return Parameter(data, requires_grad)


# The storage type of each dtype, by its name in files.
STORAGE_DTYPES = {
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
storage_types = {name: type(name, (), {"__module__": "torch"}) for name in STORAGE_DTYPES}
storage_type_of = {STORAGE_DTYPES[name]: kind for name, kind in storage_types.items()}
