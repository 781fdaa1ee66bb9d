"""Handles that remove a hook again."""


class RemovableHandle:
    """Removes an entry of a dictionary of hooks; also as a context manager."""

    _next_id = 0

    def __init__(self, hooks, *, extra_dict=None):
        self._hooks = hooks
        self._extra = extra_dict
        self.id = RemovableHandle._next_id
        RemovableHandle._next_id += 1

    def remove(self):
        self._hooks.pop(self.id, None)
        if self._extra is not None:
            self._extra.pop(self.id, None)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


class EngineHandle:
    """Removes a hook that the engine holds."""

    def __init__(self, remove):
        self._remove = remove

    def remove(self):
        self._remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()
