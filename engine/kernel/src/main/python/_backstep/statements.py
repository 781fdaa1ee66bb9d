"""The statements of a program, for the recorder."""

import ast

# Calls whose result is no tensor, whatever computed it.
_LEAVE_TENSORS = {"item", "tolist", "numpy", "size", "dim", "numel", "backward", "state_dict", "parameters"}

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def tables(source, name):
    """The statements of a program and its loops, as texts of a line each: see `_statements` and `_loops`. And where the
    loops are, for `lines`."""
    tree = ast.parse(source, name)
    rows, heads = [], []
    _loops(tree.body, -1, rows, heads)
    return _table(tree), "\n".join(rows), heads


def _table(tree):
    """Each statement as "line column end-line end-column names…": of a compound statement its head, with the plain names
    that it binds. Columns count from 0; -1 is the end of the line."""
    return "\n".join(_statements(tree.body, []))


def _loops(body, parent, rows, heads):
    """Each loop statement as "line column end-line end-column last-line-of-body number-of-the-loop-around-it"; the first
    four of its head, with columns as in `_table`. For each its number, its node, the last line of its head, and what else
    loops in these lines."""
    for node in body:
        inside = parent
        if isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            inside = len(rows)
            first = node.body[0]
            end = (first.lineno - 1, -1) if first.lineno > node.lineno else (first.lineno, first.col_offset)
            rows.append(f"{node.lineno} {node.col_offset} {end[0]} {end[1]} {node.body[-1].end_lineno} {parent}")
            others = [one for one in ast.walk(node) if isinstance(one, _COMPREHENSIONS) and one.lineno <= end[0]]
            heads.append((inside, node, end[0], others))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            inside = -1
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                _loops(block, parent if field == "orelse" else inside, rows, heads)
        for field in ("handlers", "cases"):
            for part in getattr(node, field, ()):
                _loops(part.body, inside, rows, heads)


def _statements(body, out):
    for node in body:
        inner = getattr(node, "body", None)
        first = inner[0] if isinstance(inner, list) and inner else None
        if first is None:
            end = (node.end_lineno, node.end_col_offset)
        elif first.lineno > node.lineno:
            end = (first.lineno - 1, -1)
        else:
            end = (first.lineno, first.col_offset)
        names = " ".join(_bound(node))
        out.append(f"{node.lineno} {node.col_offset} {end[0]} {end[1]} {names}")
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                _statements(block, out)
        for field in ("handlers", "cases"):
            for part in getattr(node, field, ()):
                _statements(part.body, out)
    return out


def _bound(node):
    out = []
    match node:
        case ast.Assign(value=value) | ast.AnnAssign(value=value) if _leaves_tensors(value):
            pass
        case ast.Assign(targets=targets):
            for target in targets:
                _targets(target, out)
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target) | ast.For(target=target):
            _targets(target, out)
        case ast.With(items=items):
            for item in items:
                if item.optional_vars is not None:
                    _targets(item.optional_vars, out)
    return out


def _leaves_tensors(value):
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _LEAVE_TENSORS


def _targets(node, out):
    match node:
        case ast.Name(id=name):
            out.append(name)
        case ast.Starred(value=value):
            _targets(value, out)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element in elements:
                _targets(element, out)
