"""Replaces functions that Python's audit hook does not see."""

import os
import signal  # noqa: F401  (copies functions that are replaced)
import sys
import types


def install(replacements):
    """Puts for each pair the second in the place of the first, in every module that has it.

    It runs before the first program.
    """
    from _backstep import state

    by_id = {id(original): replacement for original, replacement in [*replacements, *state.replacements()]}
    for module in list(sys.modules.values()):
        if isinstance(module, types.ModuleType) and module is not state:
            for name, value in list(vars(module).items()):
                replacement = by_id.get(id(value))
                if replacement is not None:
                    setattr(module, name, replacement)
    # What is opened by a descriptor of a folder does not say which folder it is: such names are not resolved then.
    os.supports_dir_fd.clear()
