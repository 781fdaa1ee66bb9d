"""What PyTorch's backends are asked most often."""


class _Backend:
    deterministic = True
    benchmark = False
    enabled = False

    def __init__(self, available):
        self._available = available

    def is_available(self):
        return self._available

    def is_built(self):
        return self._available


cuda = cudnn = mps = _Backend(False)
mkl = mkldnn = openmp = _Backend(False)
