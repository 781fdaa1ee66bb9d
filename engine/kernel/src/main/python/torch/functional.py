"""Functions that PyTorch too composes in Python."""

import torch
from torch import _C
from torch import _ops as aten
from torch._tensor import Tensor


def norm(input, p="fro", dim=None, keepdim=False, out=None, dtype=None):
    """The p-norm; `fro` is the Frobenius norm, which for vectors is the 2-norm."""
    if p == "nuc":
        return torch.linalg.matrix_norm(input, "nuc")
    if dim is None:
        dim = list(range(input.dim()))
    elif isinstance(dim, int):
        dim = [dim]
    if dtype is not None:
        input = input.to(dtype)
    return aten.norm(input, 2 if p == "fro" or p is None else p, dim, keepdim)


def broadcast_tensors(*tensors):
    if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)):
        tensors = tensors[0]
    shape = broadcast_shapes(*[t.shape for t in tensors])
    return tuple(t if t.shape == shape else t.expand(shape) for t in tensors)


def broadcast_shapes(*shapes):
    sizes = [(shape,) if isinstance(shape, int) else tuple(shape) for shape in shapes]
    result = [1] * max((len(shape) for shape in sizes), default=0)
    for shape in sizes:
        for i in range(-1, -1 - len(shape), -1):
            if shape[i] == 1 or shape[i] == result[i]:
                continue
            if result[i] != 1:
                place = len(result) + i
                raise RuntimeError(
                    f"The size of tensor a ({result[i]}) must match the size of tensor b ({shape[i]}) at "
                    f"non-singleton dimension {place}"
                )
            result[i] = shape[i]
    return torch.Size(result)


def meshgrid(*tensors, indexing=None):
    if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)):
        tensors = tuple(tensors[0])
    shape = [t.numel() for t in tensors]
    if indexing == "xy" and len(shape) > 1:
        shape[0], shape[1] = shape[1], shape[0]
    elif indexing not in (None, "ij", "xy"):
        raise RuntimeError(f"torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: {indexing}")
    result = []
    for i, t in enumerate(tensors):
        place = 1 - i if indexing == "xy" and i < 2 and len(shape) > 1 else i
        view = [1] * len(shape)
        view[place] = t.numel()
        result.append(t.reshape(view).expand(shape))
    return tuple(result)


def tensordot(a, b, dims=2, out=None):
    if isinstance(dims, int):
        own, other = list(range(a.dim() - dims, a.dim())), list(range(dims))
    else:
        own, other = [[d] if isinstance(d, int) else list(d) for d in dims]
    own = [d % a.dim() for d in own]
    other = [d % b.dim() for d in other]
    kept_a = [d for d in range(a.dim()) if d not in own]
    kept_b = [d for d in range(b.dim()) if d not in other]
    inner = 1
    for d in own:
        inner *= a.shape[d]
    left = a.permute(*kept_a, *own).reshape(-1, inner)
    right = b.permute(*other, *kept_b).reshape(inner, -1)
    return left.mm(right).reshape([a.shape[d] for d in kept_a] + [b.shape[d] for d in kept_b])


def einsum(equation, *operands):
    """Einstein's sums, two operands at a time: each step multiplies broadcast dimensions and sums what is not kept."""
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = tuple(operands[0])
    inputs, arrow, output = equation.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if len(terms) != len(operands):
        raise RuntimeError("einsum(): the number of subscripts in the equation does not match the number of operands")
    dots = max((t.dim() - len(term.replace("...", "")) for term, t in zip(terms, operands) if "..." in term), default=0)
    # Dimensions behind an ellipsis get upper-case names that no equation can contain.
    ellipsis = [chr(0x391 + i) for i in range(dots)]
    spread = []
    for term, t in zip(terms, operands):
        own = t.dim() - len(term.replace("...", ""))
        spread.append(list(term.replace("...", "".join(ellipsis[dots - own :]))))
        if len(spread[-1]) != t.dim():
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(spread[-1])}) does not match the number of "
                f"dimensions ({t.dim()}) for operand {len(spread) - 1} and no ellipsis was given"
            )
    if arrow:
        wanted = list(output.replace("...", "".join(ellipsis)))
    else:
        every = [name for term in spread for name in term if name not in ellipsis]
        wanted = ellipsis + sorted(name for name in set(every) if every.count(name) == 1)
    result, names = _diagonals(operands[0], spread[0])
    for i in range(1, len(operands)):
        later = {name for term in spread[i + 1 :] for name in term} | set(wanted)
        result, names = _contract(result, names, *_diagonals(operands[i], spread[i]), later)
    summed = [i for i, name in enumerate(names) if name not in wanted]
    if summed:
        result = result.sum(summed)
        names = [name for name in names if name in wanted]
    for name in wanted:
        if name not in names:
            raise RuntimeError(f"einsum(): output subscript {name} does not appear in the equation for any input operand")
    return result.permute([names.index(name) for name in wanted]) if names != wanted else result


def _diagonals(t, names):
    """Repeated names of one operand mean its diagonal."""
    names = list(names)
    for name in set(names):
        while names.count(name) > 1:
            first = names.index(name)
            second = names.index(name, first + 1)
            t = t.diagonal(0, first, second)
            names = [n for i, n in enumerate(names) if i not in (first, second)] + [name]
    return t, names


def _contract(a, a_names, b, b_names, later):
    """The product of two operands, summed over the names that nobody needs later, as a batched matrix product."""
    batch = [n for n in a_names if n in b_names and n in later]
    inner = [n for n in a_names if n in b_names and n not in later]
    own_a = [n for n in a_names if n not in b_names]
    own_b = [n for n in b_names if n not in a_names]
    sizes = {}
    for t, names in ((a, a_names), (b, b_names)):
        for size, name in zip(t.shape, names):
            sizes[name] = max(size, sizes.get(name, 1))

    def matrix(t, names, rows, columns):
        t = t.permute([names.index(n) for n in (*batch, *rows, *columns)])
        t = t.expand([sizes[n] for n in (*batch, *rows, *columns)])

        def count(some):
            product = 1
            for n in some:
                product *= sizes[n]
            return product

        return t.reshape(count(batch), count(rows), count(columns))

    product = matrix(a, a_names, own_a, inner).bmm(matrix(b, b_names, inner, own_b))
    names = [*batch, *own_a, *own_b]
    return product.reshape([sizes[n] for n in names]), names


def cartesian_prod(*tensors):
    if len(tensors) == 1:
        return tensors[0]
    return torch.stack([grid.reshape(-1) for grid in meshgrid(*tensors, indexing="ij")], dim=-1)


def block_diag(*tensors):
    parts = [t.reshape(1, -1) if t.dim() < 2 else t for t in tensors]
    columns = sum(t.shape[1] for t in parts)
    rows, before = [], 0
    for t in parts:
        rows.append(torch.nn.functional.pad(t, (before, columns - before - t.shape[1])))
        before += t.shape[1]
    return torch.cat(rows)


def chain_matmul(*matrices):
    result = matrices[0]
    for matrix in matrices[1:]:
        result = result.mm(matrix)
    return result


def _at_least(tensors, spread):
    if len(tensors) == 1:
        only = tensors[0]
        return tuple(spread(t) for t in only) if isinstance(only, (list, tuple)) else spread(only)
    return tuple(spread(t) for t in tensors)


def atleast_1d(*tensors):
    return _at_least(tensors, lambda t: t.reshape(1) if t.dim() == 0 else t)


def atleast_2d(*tensors):
    return _at_least(tensors, lambda t: t.reshape(1, -1) if t.dim() < 2 else t)


def atleast_3d(*tensors):
    def spread(t):
        if t.dim() == 0:
            return t.reshape(1, 1, 1)
        if t.dim() == 1:
            return t.unsqueeze(0).unsqueeze(-1)
        return t.unsqueeze(-1) if t.dim() == 2 else t

    return _at_least(tensors, spread)


def cdist(x1, x2, p=2.0, compute_mode=None):
    return (x1.unsqueeze(-2) - x2.unsqueeze(-3)).norm(p, -1)


def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    if dim is not None:
        raise NotImplementedError("unique: Backstep supports only dim=None")
    values, inverse, counts = _C.unique(input)
    return _chosen(values, inverse, counts, return_inverse, return_counts)


def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    if dim is not None:
        raise NotImplementedError("unique_consecutive: Backstep supports only dim=None")
    flat = input.reshape(-1)
    if flat.numel() == 0:
        return _chosen(flat, flat.long(), flat.long(), return_inverse, return_counts)
    starts = torch.cat([torch.ones(1, dtype=torch.bool), flat[1:] != flat[:-1]])
    inverse = starts.long().cumsum(0) - 1
    counts = torch.zeros(int(inverse[-1]) + 1, dtype=torch.long).index_add_(0, inverse, torch.ones_like(inverse))
    return _chosen(flat[starts], inverse.view(input.shape), counts, return_inverse, return_counts)


def _chosen(values, inverse, counts, return_inverse, return_counts):
    found = (values,)
    if return_inverse:
        found += (inverse,)
    if return_counts:
        found += (counts,)
    return found if len(found) > 1 else values


def result_type(tensor1, tensor2):
    return _C.result_type(tensor1, tensor2)


def promote_types(type1, type2):
    return _C.promote_types(type1, type2)


def can_cast(from_, to):
    return _C.can_cast(from_, to)


def vander(x, N=None, increasing=False):
    count = x.shape[0] if N is None else N
    powers = torch.arange(count)
    return x.unsqueeze(-1) ** (powers if increasing else powers.flip(0))


def combinations(input, r=2, with_replacement=False):
    from itertools import combinations as plain
    from itertools import combinations_with_replacement as repeated

    chosen = list((repeated if with_replacement else plain)(range(input.numel()), r))
    if not chosen:
        return input.new_empty((0, r))
    return input[torch.tensor(chosen)]
