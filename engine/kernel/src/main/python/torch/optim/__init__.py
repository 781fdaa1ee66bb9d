"""Optimisers, each loaded when first asked for."""

from torch.optim.optimizer import Optimizer

_HOME_OF = {
    "SGD": "sgd",
    "Adam": "adam",
    "AdamW": "adam",
    "NAdam": "adam",
    "RAdam": "adam",
    "Adamax": "adam",
    "RMSprop": "adaptive",
    "Adagrad": "adaptive",
    "Adadelta": "adaptive",
    "Rprop": "rprop",
}
_SUBMODULES = frozenset(("lr_scheduler", "optimizer", *_HOME_OF.values()))


def __getattr__(name):
    home = _HOME_OF.get(name)
    if home is not None:
        found = getattr(__import__("torch.optim." + home, None, None, ["*"]), name)
        globals()[name] = found
        return found
    if name in _SUBMODULES:
        return __import__("torch.optim." + name, None, None, ["*"])
    raise AttributeError(f"module 'torch.optim' has no attribute '{name}'")
