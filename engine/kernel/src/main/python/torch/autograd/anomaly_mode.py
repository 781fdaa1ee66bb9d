"""Anomaly detection: a backward pass that fails, or makes a NaN, names the forward operation that is to blame."""

import sys

import _backstep
from torch import _C

_enabled = False
_check_nan = True


def is_anomaly_enabled():
    return _enabled


def is_anomaly_check_nan_enabled():
    return _check_nan


def set_anomaly_enabled(mode, check_nan=True):
    global _enabled, _check_nan
    for value in (mode, check_nan):
        if not isinstance(value, bool):
            raise TypeError(f"enabled must be a bool (got {type(value).__name__})")
    _enabled, _check_nan = mode, check_nan
    _C.set_anomaly_mode(mode, check_nan, _created, _failed)


def _created(parent):
    """The traceback of the program where a node is made, as lines, with the node whose evaluation makes it."""
    return _backstep.stack(), parent


def _failed(node):
    import warnings

    # What is to blame is the forward operation, wherever the pass was called.
    with _backstep.blamed(_C.node_line(node)):
        _warn_of(warnings, node)


def _warn_of(warnings, node):
    made = _C.node_created(node)
    if made is None:
        warnings.warn(
            f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly during "
            "forward pass for more information.",
            stacklevel=3,
        )
        return
    stack, parent = made
    warnings.warn(
        f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n{''.join(stack)}",
        stacklevel=3,
    )
    last = node.name()
    while parent is not None:
        name, made = parent.name(), _C.node_created(parent)
        if made is None:
            warnings.warn(
                f"\n\nPrevious calculation was induced by {name}. No forward pass information available. Enable "
                "detect anomaly during forward pass for more information.",
                stacklevel=3,
            )
            return
        warnings.warn(
            f"\n\nPrevious calculation was induced by {name}. Traceback of forward call that induced the previous "
            f"calculation:\n{''.join(made[0])}",
            stacklevel=3,
        )
        last, parent = name, made[1]


class set_detect_anomaly:
    """Switches anomaly detection at once; as a context manager it switches back at the end."""

    def __init__(self, mode, check_nan=True):
        self.prev, self.prev_check_nan = _enabled, _check_nan
        set_anomaly_enabled(mode, check_nan)

    def __enter__(self):
        pass

    def __exit__(self, *error):
        set_anomaly_enabled(self.prev, self.prev_check_nan)


class detect_anomaly:
    """Detects anomalies inside a `with`."""

    def __init__(self, check_nan=True):
        import warnings

        self.prev, self.prev_check_nan = _enabled, _check_nan
        self.check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging.",
            stacklevel=2,
        )

    def __enter__(self):
        set_anomaly_enabled(True, self.check_nan)

    def __exit__(self, *error):
        set_anomaly_enabled(self.prev, self.prev_check_nan)


def _reset():
    global _enabled, _check_nan
    _enabled, _check_nan = False, True
