"""Function transforms: `grad`, `vjp`, `jvp`, `jacrev`, `jacfwd`, `hessian` and `vmap` make functions of functions.

A transform differentiates by fresh copies of the inputs, so that transforms can be nested: the copies of the inner one
are part of the outer one's graph. What leaves a transform is cut off from its copies unless something further out asks
for gradients of it too.
"""

import functools

import torch
from torch import _C
from torch._tensor import Tensor
from torch.autograd._jacobians import unit_vectors
from torch.autograd.grad_mode import enable_grad, is_grad_enabled
from torch.utils._pytree import broadcast_to_and_flatten, tree_flatten, tree_map, tree_unflatten

__all__ = [
    "grad",
    "grad_and_value",
    "vjp",
    "jvp",
    "jacrev",
    "jacfwd",
    "hessian",
    "vmap",
    "functional_call",
]

_JVP = "jvp(f, primals, tangents)"


def grad(func, argnums=0, has_aux=False):
    """The function that computes the gradient of the scalar `func` by its arguments at `argnums`."""

    @functools.wraps(func)
    def gradient(*args, **kwargs):
        found, value = grad_and_value(func, argnums, has_aux)(*args, **kwargs)
        return (found, value[1]) if has_aux else found

    return gradient


def grad_and_value(func, argnums=0, has_aux=False):
    """The function that computes the gradient and the value: `(gradient, value)`, or
    `(gradient, (value, aux))` if `func` returns `(value, aux)`."""

    @functools.wraps(func)
    def both(*args, **kwargs):
        with _Level() as level:
            args = level.track(args, argnums)
            output = func(*args, **kwargs)
            output, aux = _without_aux(output, has_aux, "grad_and_value(f)(*args)")
            if not isinstance(output, Tensor):
                raise RuntimeError(
                    f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(output)}"
                )
            if output.dim() != 0:
                raise RuntimeError(
                    "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with "
                    f"{output.dim()} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
                )
            # Outer transforms go through this graph once more.
            found = _products((output,), level.tracked, None, retain_graph=True, create_graph=True)
            found = level.release(tree_unflatten(found, level.spec))
            output = level.release(output)
        return found, ((output, level.release(aux)) if has_aux else output)

    return both


def vjp(func, *primals, has_aux=False):
    """The outputs of `func(*primals)` and the function from cotangents (as the outputs) to their product with the
    Jacobian (as the primals); with `has_aux` also what else `func` returned."""
    return _vjp(func, primals, None, has_aux)


def _vjp(func, primals, argnums, has_aux):
    with _Level() as level:
        made = func(*level.track(primals, argnums))
        made, aux = _without_aux(made, has_aux, "vjp(f, *primals)")
        outputs, output_spec = tree_flatten(made)
        _check_output(outputs, "vjp(f, *primals)")
        for one in outputs:
            if not one.is_floating_point():
                raise RuntimeError(
                    "vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got Tensor with dtype "
                    f"{one.dtype}"
                )
        results = level.release(made)

    def product(cotangents, retain_graph=True, create_graph=None):
        weights, spec = tree_flatten(cotangents)
        if spec != output_spec:
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the "
                f"function. cotangents: {_pretty(spec)}, primal output: {_pretty(output_spec)}"
            )
        if create_graph is None:
            create_graph = is_grad_enabled()
        found = _products(outputs, level.tracked, weights, retain_graph, create_graph)
        return level.release(tree_unflatten(found, level.spec))

    return (results, product, level.release(aux)) if has_aux else (results, product)


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    """The outputs of `func(*primals)` and the product of its Jacobian with `tangents`, by forward mode."""
    return _jvp(func, primals, tangents, None, strict, has_aux)


def _jvp(func, primals, tangents, argnums, strict, has_aux):
    if not isinstance(primals, tuple):
        raise RuntimeError(
            f"{_JVP}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals)."
        )
    chosen = primals if argnums is None else _chosen(primals, argnums)
    values, spec = tree_flatten(chosen)
    directions, tangent_spec = tree_flatten(tangents)
    if spec != tangent_spec:
        raise RuntimeError(
            f"{_JVP}: Expected primals and tangents to have the same python structure. For example, if primals is a "
            f"tuple of 3 tensors, tangents also must be. Got primals with structure {spec} and tangents with "
            f"structure {tangent_spec}"
        )
    for name, several in (("primals", values), ("tangents", directions)):
        if not several:
            raise RuntimeError(f"{_JVP}: Expected {name} to contain at least one Tensor.")
        for one in several:
            if not isinstance(one, Tensor):
                raise RuntimeError(f"{_JVP}: Expected {name} to only contain Tensors, got {type(one)}")
    level = _C.enter_inner_dual_level()
    try:
        duals = [_C.make_dual(value, direction, level) for value, direction in zip(values, directions)]
        made, aux = _without_aux(func(*_replaced(primals, argnums, tree_unflatten(duals, spec))), has_aux, _JVP)
        outputs, output_spec = tree_flatten(made)
        _check_output(outputs, _JVP)
        pairs = [_C.unpack_dual(one, level) for one in outputs]
        if has_aux:
            aux = tree_map(lambda one: _C.unpack_dual(one, level)[0] if isinstance(one, Tensor) else one, aux)
    finally:
        _C.exit_dual_level(level)
    if strict and any(tangent is None for _, tangent in pairs):
        raise RuntimeError(
            "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not allowed "
            "with strict=True."
        )
    primal_out = [primal for primal, _ in pairs]
    tangent_out = [torch.zeros_like(primal) if tangent is None else tangent for primal, tangent in pairs]
    result = tree_unflatten(primal_out, output_spec), tree_unflatten(tangent_out, output_spec)
    return (*result, aux) if has_aux else result


def _replaced(primals, argnums, chosen):
    if argnums is None:
        return chosen
    numbers = (argnums,) if isinstance(argnums, int) else argnums
    args = list(primals)
    for number, value in zip(numbers, chosen):
        args[number] = value
    return args


def jacrev(func, argnums=0, *, has_aux=False):
    """The function that computes the Jacobian of `func` by its arguments at `argnums`, a row at a time: for each output
    a tensor of shape (*output, *input)."""

    @functools.wraps(func)
    def jacobian(*args):
        output, product, *aux = _vjp(func, args, argnums, has_aux)
        outputs, output_spec = tree_flatten(output)
        sizes = [one.numel() for one in outputs]
        rows = [tree_flatten(product(tree_unflatten(one, output_spec)))[0] for one in unit_vectors(outputs)]
        inputs, input_spec = tree_flatten(_chosen(args, argnums))
        by_input = [
            (torch.stack([row[i] for row in rows]) if rows else one.new_zeros((0, *one.shape))).split(sizes)
            for i, one in enumerate(inputs)
        ]
        by_output = [
            [parts[i].view(made.shape + one.shape) for parts, one in zip(by_input, inputs)]
            for i, made in enumerate(outputs)
        ]
        found = _nested(by_output, input_spec, output_spec, argnums)
        return (found, aux[0]) if has_aux else found

    return jacobian


def jacfwd(func, argnums=0, has_aux=False, *, randomness="error"):
    """As `jacrev`, but by forward mode, a column at a time."""

    @functools.wraps(func)
    def jacobian(*args):
        inputs, input_spec = tree_flatten(_chosen(args, argnums))
        sizes = [one.numel() for one in inputs]
        columns, output_spec, outputs, aux = [], None, None, ()
        for direction in unit_vectors(inputs):
            made, pushed, *aux = _jvp(func, args, tree_unflatten(direction, input_spec), argnums, False, has_aux)
            outputs, output_spec = tree_flatten(made)
            columns.append(tree_flatten(pushed)[0])
        by_output = [
            [
                part.reshape(made.shape + one.shape)
                for part, one in zip(torch.stack([c[i] for c in columns], -1).split(sizes, -1), inputs)
            ]
            for i, made in enumerate(outputs)
        ]
        found = _nested(by_output, input_spec, output_spec, argnums)
        return (found, aux[0]) if has_aux else found

    return jacobian


def hessian(func, argnums=0):
    """The function that computes the Hessian of `func`: forward mode over reverse mode."""
    return jacfwd(jacrev(func, argnums), argnums)


def _nested(by_output, input_spec, output_spec, argnums):
    rows = [tree_unflatten(row, input_spec) for row in by_output]
    if isinstance(argnums, int):
        rows = [row[0] for row in rows]
    return tree_unflatten(rows, output_spec)


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """The function that applies `func` to each slice of its inputs along `in_dims` and stacks the results along
    `out_dims`. The slices are computed one after the other."""
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(
            f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}"
        )
    name = func.__name__ if hasattr(func, "__name__") else repr(func)

    @functools.wraps(func)
    def mapped(*args, **kwargs):
        _check_out_dims(out_dims, name)
        values, dims, spec = _in_dims(name, in_dims, args)
        count = _batch_size(values, dims)
        start = torch.get_rng_state() if randomness == "same" else None
        before = torch.get_rng_state() if randomness == "error" else None
        slices = []
        for i in range(count):
            if start is not None:
                torch.set_rng_state(start)
            one = [value if dim is None else value.select(dim, i) for value, dim in zip(values, dims)]
            slices.append(func(*tree_unflatten(one, spec), **kwargs))
        if before is not None and not torch.equal(before, torch.get_rng_state()):
            torch.set_rng_state(before)
            raise RuntimeError(
                "vmap: called random operation while in randomness error mode. Please either use the 'same' or "
                "'different' randomness flags on vmap or perform the randomness operation out of vmap"
            )
        return _stacked(name, slices, out_dims)

    return mapped


def _in_dims(name, in_dims, args):
    call = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): "
    if not isinstance(in_dims, (int, tuple)):
        raise ValueError(
            f"{call}expected `in_dims` to be int or a (potentially nested) tuple matching the structure of inputs, "
            f"got: {type(in_dims)}."
        )
    if not args:
        raise ValueError(
            f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a "
            "function with no inputs. The latter is unsupported."
        )
    values, spec = tree_flatten(args)
    dims = broadcast_to_and_flatten(in_dims, spec)
    if dims is None:
        raise ValueError(
            f"{call}in_dims is not compatible with the structure of `inputs`. in_dims has structure "
            f"{tree_flatten(in_dims)[1]} but inputs has structure {spec}."
        )
    for i, (value, dim) in enumerate(zip(values, dims)):
        if dim is None:
            continue
        if not isinstance(dim, int):
            raise ValueError(
                f"{call}Got in_dim={dim} for an input but in_dim must be either an integer dimension or None."
            )
        if not isinstance(value, Tensor):
            raise ValueError(
                f"{call}Got in_dim={dim} for an input but the input is of type {type(value)}. We cannot vmap over "
                "non-Tensor arguments, please use None as the respective in_dim"
            )
        if not -value.dim() <= dim < value.dim():
            raise ValueError(
                f"{call}Got in_dim={dim} for some input, but that input is a Tensor of dimensionality {value.dim()} "
                f"so expected in_dim to satisfy -{value.dim()} <= in_dim < {value.dim()}."
            )
        dims[i] = dim % value.dim()
    return values, dims, spec


def _batch_size(values, dims):
    sizes = [value.size(dim) for value, dim in zip(values, dims) if dim is not None]
    if not sizes:
        raise ValueError("vmap: Expected at least one Tensor to vmap over")
    if any(size != sizes[0] for size in sizes):
        raise ValueError(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            f"{sizes} for the mapped dimension"
        )
    return sizes[0]


def _check_out_dims(out_dims, name):
    for dim in tree_flatten(out_dims)[0]:
        if not isinstance(dim, int):
            raise ValueError(
                f"vmap({name}, ..., out_dims={out_dims}): `out_dims` must be an int or a python collection of ints "
                "representing where in the outputs the vmapped dimension should appear."
            )


def _stacked(name, slices, out_dims):
    if not slices:
        raise RuntimeError(f"vmap({name}): the mapped dimension is empty, so that there is nothing to apply it to.")
    flat = []
    for one in slices:
        leaves, spec = tree_flatten(one)
        for leaf in leaves:
            if not isinstance(leaf, Tensor):
                raise ValueError(
                    f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(leaf)} as a return."
                )
        flat.append(leaves)
    dims = broadcast_to_and_flatten(out_dims, spec)
    if dims is None and isinstance(slices[0], Tensor) and len(out_dims) == 1:
        dims = list(out_dims)
    if dims is None:
        raise ValueError(
            f"vmap({name}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with the structure of "
            f"`outputs`. out_dims has structure {tree_flatten(out_dims)[1]} but outputs has structure {spec}."
        )
    return tree_unflatten([torch.stack(column, dim) for column, dim in zip(zip(*flat), dims)], spec)


def functional_call(module, parameters_and_buffers, args=(), kwargs=None, *, tie_weights=True, strict=False):
    """The module's output with these parameters and buffers, by name, in place of its own."""
    from torch.nn.utils.stateless import functional_call

    several = parameters_and_buffers if isinstance(parameters_and_buffers, (tuple, list)) else (parameters_and_buffers,)
    return functional_call(module, {name: value for one in several for name, value in one.items()}, args, kwargs)


class _Level:
    """One transform at work: its copies of the inputs, and the way out of it."""

    def __init__(self):
        self._transform = _C.transform()
        self.tracked = []
        self.spec = None

    def __enter__(self):
        self._recording = enable_grad()
        self._recording.__enter__()
        return self

    def __exit__(self, *error):
        self._recording.__exit__(*error)
        _C.transform_end(self._transform)

    def track(self, args, argnums):
        """The arguments with copies of those at `argnums`, or of all, which become [tracked]."""
        chosen = args if argnums is None else _chosen(args, argnums, as_tuple=False)
        values, self.spec = tree_flatten(chosen)
        for value in values:
            if not isinstance(value, Tensor):
                raise ValueError(f"Thing passed to transform API must be Tensor, got {type(value)}")
        self.tracked = [_C.transform_copy(self._transform, value) for value in values]
        copy = tree_unflatten(self.tracked, self.spec)
        if argnums is None:
            return copy
        return _replaced(args, argnums, (copy,) if isinstance(argnums, int) else copy)

    def release(self, tree):
        """What leaves the transform, cut off from its own copies."""
        return tree_map(
            lambda one: _C.transform_release(self._transform, one) if isinstance(one, Tensor) else one, tree
        )


def _chosen(args, argnums, as_tuple=True):
    """The arguments at `argnums`: one number, or a tuple of them."""
    if not isinstance(argnums, (int, tuple)):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    if isinstance(argnums, int):
        one = args[_argument(argnums, len(args))]
        return (one,) if as_tuple else one
    numbers = tuple(_argument(number, len(args)) for number in argnums)
    if not numbers:
        raise RuntimeError("argnums must be non-empty")
    if len(set(numbers)) != len(numbers):
        raise RuntimeError(f"argnums elements must be unique, got {numbers}")
    return tuple(args[number] for number in numbers)


def _argument(number, count):
    if not isinstance(number, int):
        raise RuntimeError(f"argnum must be int, got: {type(number)}")
    if not -count <= number < count:
        raise RuntimeError(f"Got argnum={number}, but only {count} positional inputs")
    return number % count


def _without_aux(output, has_aux, api):
    if not has_aux:
        return output, None
    if not (isinstance(output, tuple) and len(output) == 2):
        raise RuntimeError(f"{api}: output of function f should be a tuple: (output, aux) if has_aux is True")
    return output


def _check_output(outputs, api):
    if outputs == [None] or not outputs:
        raise RuntimeError(
            f"{api}: Expected f to be a function that has non-empty output (got output = {outputs})"
        )
    for one in outputs:
        if not isinstance(one, Tensor):
            raise RuntimeError(f"{api}: expected f(*primals) to return only tensors, got unsupported type {type(one)}")


def _products(outputs, inputs, weights, retain_graph, create_graph):
    """Vector-Jacobian products, zeros where an output does not depend on an input."""
    weights = [None] * len(outputs) if weights is None else weights
    pairs = [(output, weight) for output, weight in zip(outputs, weights) if output.requires_grad]
    if not pairs:
        return [torch.zeros_like(one) for one in inputs]
    outputs, weights = zip(*pairs)
    found = torch.autograd.grad(
        outputs, inputs, weights, retain_graph=retain_graph, create_graph=create_graph, allow_unused=True
    )
    return [torch.zeros_like(one) if value is None else value for value, one in zip(found, inputs)]


def _pretty(spec):
    return repr(tree_unflatten(["*"] * spec.num_leaves, spec)).replace("'*'", "*")
