"""Results of several named tensors, such as `torch.return_types.max(values=…, indices=…)`."""

_kinds = {}


class _Named(tuple):
    """A tuple whose elements have names."""

    __slots__ = ()
    __module__ = "torch.return_types"
    _fields = ()

    def __repr__(self):
        shown = ",\n".join([f"{name}={value!r}" for name, value in zip(self._fields, self)])
        return f"torch.return_types.{type(self).__name__}(\n{shown})"


def _field(place):
    return property(lambda self: self[place])


def named_tuple(name, fields, values):
    """The values under these names, in a class that bears the operator's name."""
    kind = _kinds.get(name)
    if kind is None:
        members = {field: _field(place) for place, field in enumerate(fields)}
        kind = type(name, (_Named,), {"__slots__": (), "_fields": fields, "__module__": "torch.return_types", **members})
        _kinds[name] = kind
    return tuple.__new__(kind, values)
