"""Tells the recorder when lines of the program begin and functions end, as long as a program is recorded."""

import sys
import types

from _backstep.host import frame_ended, frame_started, line_started

_monitoring = sys.monitoring
_events = _monitoring.events


def watch(code):
    """All code that a program is made of is to be told of."""
    if _monitoring.get_tool(_monitoring.DEBUGGER_ID) is None:
        _monitoring.use_tool_id(_monitoring.DEBUGGER_ID, "backstep")
    _monitoring.register_callback(_monitoring.DEBUGGER_ID, _events.LINE, line_started)
    _monitoring.register_callback(_monitoring.DEBUGGER_ID, _events.PY_START, frame_started)
    _monitoring.register_callback(_monitoring.DEBUGGER_ID, _events.PY_RETURN, frame_ended)
    _watch(code)


def _watch(code):
    _monitoring.set_local_events(_monitoring.DEBUGGER_ID, code, _events.LINE | _events.PY_START | _events.PY_RETURN)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            _watch(constant)
