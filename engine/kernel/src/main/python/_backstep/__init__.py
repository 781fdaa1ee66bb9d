"""Where the package torch and the kernel meet.

The kernel makes the module `_backstep.host`, whose functions are Java's, before this is imported. `recording` says whether
a recorder listens, so that the calls below are worth making.
"""

from _backstep.host import begin_zero_grad, current_call, end_zero_grad, exit_module, optimizer_stepped
from _backstep.modules import enter_module
from _backstep.naming import names_of, pass_starts
from _backstep.program import blamed, changed_at, stack

recording = False
