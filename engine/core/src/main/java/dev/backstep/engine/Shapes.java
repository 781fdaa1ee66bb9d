package dev.backstep.engine;

import java.util.Arrays;

/// Arithmetic on sizes, strides and dimension numbers, with PyTorch's errors.
public final class Shapes {
    /// Sizes (and strides) of a 0-dimensional tensor.
    public static final int[] SCALAR = {};

    private Shapes() {}

    /// The number of elements.
    public static int numel(int[] sizes) {
        long n = 1;
        for (int size : sizes) n *= size;
        if (n > Integer.MAX_VALUE || n < 0) {
            throw EngineException.runtime("a tensor of " + n + " elements is too large: the limit is 2147483647");
        }
        return (int) n;
    }

    public static int[] contiguousStrides(int[] sizes) {
        if (sizes.length == 0) return SCALAR;
        var strides = new int[sizes.length];
        int step = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(sizes[i], 1);
        }
        return strides;
    }

    static boolean isContiguous(int[] sizes, int[] strides) {
        int step = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            if (sizes[i] == 1) continue;
            if (sizes[i] == 0) return true;
            if (strides[i] != step) {
                for (int size : sizes) if (size == 0) return true;
                return false;
            }
            step *= sizes[i];
        }
        return true;
    }

    /// The sizes that `a` and `b` broadcast to.
    public static int[] broadcast(int[] a, int[] b) {
        if (a == b || Arrays.equals(a, b)) return a;
        int rank = Math.max(a.length, b.length);
        var sizes = new int[rank];
        for (int i = 0; i < rank; i++) {
            int x = i < rank - a.length ? 1 : a[i - rank + a.length];
            int y = i < rank - b.length ? 1 : b[i - rank + b.length];
            if (x != y && x != 1 && y != 1) {
                throw EngineException.runtime(("The size of tensor a (%d) must match the size of tensor b (%d) at "
                                + "non-singleton dimension %d")
                        .formatted(x, y, i));
            }
            sizes[i] = x == 1 ? y : x;
        }
        return sizes;
    }

    /// Whether a tensor of `sizes` can be expanded to `target`.
    public static boolean isExpandable(int[] sizes, int[] target) {
        if (sizes.length > target.length) return false;
        for (int i = 1; i <= sizes.length; i++) {
            int size = sizes[sizes.length - i];
            if (size != 1 && size != target[target.length - i]) return false;
        }
        return true;
    }

    /// Strides with which a tensor of `sizes` and `strides` looks like one of `target`.
    public static int[] expandedStrides(int[] sizes, int[] strides, int[] target) {
        var result = new int[target.length];
        int shift = target.length - sizes.length;
        for (int i = shift; i < target.length; i++) {
            result[i] = sizes[i - shift] == 1 && target[i] != 1 ? 0 : strides[i - shift];
        }
        return result;
    }

    /// A dimension number counted from the front. A 0-dimensional tensor accepts 0 and -1.
    public static int dimension(int dim, int rank) {
        int limit = Math.max(rank, 1);
        if (dim < -limit || dim >= limit) {
            throw EngineException.index("Dimension out of range (expected to be in range of [%d, %d], but got %d)"
                    .formatted(-limit, limit - 1, dim));
        }
        return dim < 0 ? dim + limit : dim;
    }

    /// Which dimensions a reduction over `dims` reduces; all if `dims` is empty or null.
    public static boolean[] mask(int @org.jspecify.annotations.Nullable [] dims, int rank) {
        var mask = new boolean[rank];
        if (dims == null || dims.length == 0) {
            Arrays.fill(mask, true);
            return mask;
        }
        for (int d : dims) {
            int dim = dimension(d, rank);
            if (rank == 0) continue;
            if (mask[dim]) throw EngineException.runtime("dim " + dim + " appears multiple times in the list of dims");
            mask[dim] = true;
        }
        return mask;
    }

    /// Fills in a size of -1 so that `numel` elements fit.
    public static int[] infer(int[] shape, int numel) {
        int unknown = -1;
        long known = 1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == -1) {
                if (unknown >= 0) throw EngineException.runtime("only one dimension can be inferred");
                unknown = i;
            } else if (shape[i] < 0) {
                throw EngineException.runtime("invalid shape dimension " + shape[i]);
            } else {
                known *= shape[i];
            }
        }
        boolean fits = unknown < 0 ? known == numel : known > 0 && numel % known == 0;
        if (unknown >= 0 && known == 0 && numel == 0) {
            throw EngineException.runtime(("cannot reshape tensor of 0 elements into shape %s because the unspecified "
                            + "dimension size -1 can be any value and is ambiguous")
                    .formatted(text(shape)));
        }
        if (!fits) {
            throw EngineException.runtime("shape '%s' is invalid for input of size %d".formatted(text(shape), numel));
        }
        if (unknown < 0) return shape;
        var sizes = shape.clone();
        sizes[unknown] = (int) (numel / known);
        return sizes;
    }

    /// Strides of a view with other sizes, or null if only a copy can have them.
    public static int @org.jspecify.annotations.Nullable [] viewStrides(int[] sizes, int[] strides, int[] target) {
        int numel = numel(sizes);
        if (numel == 0) return contiguousStrides(target);
        var result = new int[target.length];
        int t = target.length - 1;
        int chunkBase = sizes.length == 0 ? 1 : strides[sizes.length - 1];
        long tensorNumel = 1;
        long viewNumel = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            tensorNumel *= sizes[i];
            boolean chunkEnds = i == 0 || sizes[i - 1] != 1 && strides[i - 1] != tensorNumel * chunkBase;
            if (!chunkEnds) continue;
            while (t >= 0 && (viewNumel < tensorNumel || target[t] == 1)) {
                result[t] = (int) (viewNumel * chunkBase);
                viewNumel *= target[t];
                t--;
            }
            if (viewNumel != tensorNumel) return null;
            if (i > 0) {
                chunkBase = strides[i - 1];
                tensorNumel = 1;
                viewNumel = 1;
            }
        }
        if (sizes.length == 0) {
            Arrays.fill(result, 1);
            return result;
        }
        return t == -1 ? result : null;
    }

    /// As PyTorch prints sizes: `[2, 3]`.
    public static String text(int[] sizes) {
        return Arrays.toString(sizes);
    }

    /// Whether the elements fill a block of memory without holes or overlaps, in some order.
    public static boolean isDense(int[] sizes, int[] strides) {
        var order = new int[sizes.length];
        for (int d = 0; d < order.length; d++) {
            int place = d;
            for (; place > 0 && strides[order[place - 1]] > strides[d]; place--) order[place] = order[place - 1];
            order[place] = d;
        }
        int step = 1;
        for (int d : order) {
            if (sizes[d] == 1) continue;
            if (strides[d] != step) return false;
            step *= sizes[d];
        }
        return true;
    }
}
