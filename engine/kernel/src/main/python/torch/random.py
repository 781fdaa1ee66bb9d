"""The default generator."""

from torch import default_generator, get_rng_state, initial_seed, manual_seed, seed, set_rng_state


class fork_rng:
    """Inside, random numbers may be drawn without a trace: the generator's state comes back at the end."""

    def __init__(self, devices=None, enabled=True, **others):
        self._enabled = enabled

    def __enter__(self):
        self._state = get_rng_state()

    def __exit__(self, *error):
        if self._enabled:
            set_rng_state(self._state)
        return False
