"""Anomaly detection: a backward pass that makes a NaN names the forward operation that is to blame."""

from torch import _C


class set_detect_anomaly:
    """Switches anomaly detection at once; as a context manager it switches back at the end."""

    def __init__(self, mode, check_nan=True):
        self._previous = _C.anomaly_mode()
        _C.set_anomaly_mode(bool(mode), bool(check_nan))

    def __enter__(self):
        return None

    def __exit__(self, *error):
        _C.set_anomaly_mode(*self._previous)
        return False


class detect_anomaly:
    """Detects anomalies inside a `with`."""

    def __init__(self, check_nan=True):
        import warnings

        self._check_nan = check_nan
        self._previous = _C.anomaly_mode()
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging.",
            stacklevel=2,
        )

    def __enter__(self):
        self._previous = _C.anomaly_mode()
        _C.set_anomaly_mode(True, self._check_nan)

    def __exit__(self, *error):
        _C.set_anomaly_mode(*self._previous)
        return False
