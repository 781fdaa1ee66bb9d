"""Nested lists, tuples, named tuples and dictionaries as a flat list of leaves and their structure."""

from collections import OrderedDict


class TreeSpec:
    """The structure of a tree: what kind of container, with what keys, and the structures of its children."""

    def __init__(self, type, context, children_specs):
        self.type = type
        self.context = context
        self.children_specs = children_specs
        self.num_leaves = sum(child.num_leaves for child in children_specs)

    def __eq__(self, other):
        return (
            type(other) is type(self)
            and (self.type, self.context, self.children_specs)
            == (other.type, other.context, other.children_specs)
        )

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash((self.type, self.num_leaves))

    def __repr__(self):
        return f"TreeSpec({self.type.__name__}, {self.context}, {self.children_specs})"


class LeafSpec(TreeSpec):
    """The structure of anything that is no container."""

    def __init__(self):
        super().__init__(None, None, [])
        self.num_leaves = 1

    def __repr__(self):
        return "*"


def _is_namedtuple(tree):
    return isinstance(tree, tuple) and hasattr(tree, "_fields")


def _children(tree):
    """The kind, its keys, and the children of a container; None for a leaf."""
    kind = type(tree)
    if kind is dict or kind is OrderedDict:
        return kind, list(tree), list(tree.values())
    if _is_namedtuple(tree):
        return kind, kind, list(tree)
    if kind is list or kind is tuple:
        return kind, None, list(tree)
    return None


def _assemble(spec, children):
    if spec.type is dict or spec.type is OrderedDict:
        return spec.type(zip(spec.context, children))
    if spec.type is list or spec.type is tuple:
        return spec.type(children)
    return spec.type(*children)


def tree_flatten(tree):
    """The leaves, from left to right, and the structure."""
    container = _children(tree)
    if container is None:
        return [tree], LeafSpec()
    kind, context, children = container
    leaves, specs = [], []
    for child in children:
        below, spec = tree_flatten(child)
        leaves += below
        specs.append(spec)
    return leaves, TreeSpec(kind, context, specs)


def tree_unflatten(values, spec):
    """The tree of that structure with these leaves."""
    values = list(values)
    if len(values) != spec.num_leaves:
        raise ValueError(
            f"tree_unflatten(values, spec): `values` has length {len(values)} but the spec refers to a pytree that "
            f"holds {spec.num_leaves} items ({spec})."
        )
    return _unflatten(iter(values), spec)


def _unflatten(values, spec):
    if isinstance(spec, LeafSpec):
        return next(values)
    return _assemble(spec, [_unflatten(values, child) for child in spec.children_specs])


def tree_map(fn, tree):
    leaves, spec = tree_flatten(tree)
    return tree_unflatten([fn(leaf) for leaf in leaves], spec)


def tree_map_only(kind, fn, tree):
    return tree_map(lambda leaf: fn(leaf) if isinstance(leaf, kind) else leaf, tree)


def tree_all(predicate, tree):
    return all(map(predicate, tree_flatten(tree)[0]))


def tree_any(predicate, tree):
    return any(map(predicate, tree_flatten(tree)[0]))


def broadcast_to_and_flatten(tree, spec):
    """The leaves of `tree` spread over a structure: a leaf stands for all below it. None if they do not fit."""
    if isinstance(spec, LeafSpec):
        return [tree] if _children(tree) is None else None
    container = _children(tree)
    if container is None:
        return [tree] * spec.num_leaves
    kind, context, children = container
    if (kind, context, len(children)) != (spec.type, spec.context, len(spec.children_specs)):
        return None
    leaves = []
    for child, child_spec in zip(children, spec.children_specs):
        below = broadcast_to_and_flatten(child, child_spec)
        if below is None:
            return None
        leaves += below
    return leaves
