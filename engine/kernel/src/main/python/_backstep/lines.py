"""Tells the recorder when lines of the program begin, functions end and loops turn, as long as a program is recorded."""

import ast
import sys
import types

# Functions of Java's: at the limit of recursion one of Python's could not be called.
from _backstep.host import frame_ended, frame_failed, frame_started, jumped, line_started

_monitoring = sys.monitoring
_events = _monitoring.events
_heads = {}  # a line of a loop's head: the loop, see `statements._loops`


def watch(code, heads):
    """All code that a program is made of is to be told of."""
    _heads.clear()
    for head in reversed(heads):
        for line in range(head[1].lineno, head[2] + 1):
            _heads[line] = head
    if _monitoring.get_tool(_monitoring.DEBUGGER_ID) is None:
        _monitoring.use_tool_id(_monitoring.DEBUGGER_ID, "backstep")
    for event, callback in (
        (_events.LINE, line_started),
        (_events.PY_START, frame_started),
        (_events.PY_RETURN, frame_ended),
        (_events.PY_UNWIND, frame_failed),
        (_events.JUMP, jumped),
    ):
        _monitoring.register_callback(_monitoring.DEBUGGER_ID, event, callback)
    # Python cannot tell of it for some code only.
    _monitoring.set_events(_monitoring.DEBUGGER_ID, _events.PY_UNWIND)
    _watch(code)


def _watch(code):
    wanted = _events.LINE | _events.PY_START | _events.PY_RETURN | _events.JUMP
    _monitoring.set_local_events(_monitoring.DEBUGGER_ID, code, wanted)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            _watch(constant)


def loop_at(code, place):
    """The number of the loop whose turns begin at a place of a code object, where a jump leads back to; None of others."""
    line, end_line, column, end_column = list(code.co_positions())[place // 2]
    found = _heads.get(line)
    if found is None:
        return None
    number, node, _, others = found
    if isinstance(node, ast.While):
        inside = any(
            (one.lineno, one.col_offset) <= (line, column)
            and (end_line, end_column) <= (one.end_lineno, one.end_col_offset)
            for one in others
        )
        return None if inside else number
    # The place is that of what is looped over.
    over = node.iter
    whole = (over.lineno, over.end_lineno, over.col_offset, over.end_col_offset)
    return number if not others or whole == (line, end_line, column, end_column) else None
