"""As much of torchvision as the tutorials use: the ResNet models."""

__version__ = "0.14.1"


def __getattr__(name):
    if name in ("models", "datasets", "transforms", "utils", "ops", "io"):
        if name != "models":
            raise AttributeError(f"Backstep's torchvision has only models, not {name}")
        return __import__("torchvision.models", None, None, ["*"])
    raise AttributeError(f"module 'torchvision' has no attribute '{name}'")
