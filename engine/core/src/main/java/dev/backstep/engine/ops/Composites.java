package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Operators made of other differentiable ones.
public final class Composites {
    private Composites() {}

    public static Tensor to(Tensor self, @Nullable Device device, @Nullable DType dtype, boolean copy) {
        boolean sameType = dtype == null || dtype == self.dtype();
        Device there = device == null ? null : self.engine().devices().resolve(device);
        boolean samePlace = there == null || there.equals(self.device());
        return sameType && samePlace && !copy ? self : self._to_copy(dtype, there);
    }

    public static Tensor reshape(Tensor self, int[] shape) {
        int[] sizes = Shapes.infer(shape, self.numel());
        if (Views.canView(self, sizes)) return self._reshape_alias(sizes);
        return self.contiguous_copy()._unsafe_view(sizes);
    }

    public static Tensor flatten(Tensor self, int start, int end) {
        int[] sizes = Views.flattened(self, start, end);
        return self.dim() > 0 && sizes.length == self.dim() ? self : self.reshape(sizes);
    }

    public static Tensor unflatten(Tensor self, int dim, int[] sizes) {
        int d = Shapes.dimension(dim, self.dim());
        int[] inner;
        try {
            inner = Shapes.infer(sizes, self.size(d));
        } catch (EngineException problem) {
            throw EngineException.runtime(
                    ("unflatten: Provided sizes %s don't multiply up to the size of dim %d (%d) in "
                                    + "the input tensor")
                            .formatted(Shapes.text(sizes), d, self.size(d)));
        }
        var shape = new int[self.dim() - 1 + inner.length];
        System.arraycopy(self.sizes(), 0, shape, 0, d);
        System.arraycopy(inner, 0, shape, d, inner.length);
        System.arraycopy(self.sizes(), d + 1, shape, d + inner.length, self.dim() - d - 1);
        return self.view(shape);
    }

    public static Tensor narrow(Tensor self, int dim, int start, int length) {
        Views.narrow(self, dim, start, length);
        int from = start < 0 ? start + self.size(dim) : start;
        return self.slice(dim, from, from + length, 1);
    }

    public static Tensor movedim(Tensor self, int[] source, int[] destination) {
        if (source.length != destination.length) {
            throw EngineException.runtime("movedim: Invalid source or destination dims: source ("
                    + Shapes.text(source) + " dims) should contain the same number of dims as destination ("
                    + Shapes.text(destination) + " dims)");
        }
        if (self.dim() == 0) {
            for (int i = 0; i < source.length; i++) {
                Shapes.dimension(source[i], 0);
                Shapes.dimension(destination[i], 0);
            }
            return self.alias();
        }
        var order = new int[self.dim()];
        Arrays.fill(order, -1);
        var rest = new ArrayList<Integer>();
        for (int i = 0; i < self.dim(); i++) rest.add(i);
        for (int i = 0; i < source.length; i++) {
            int from = Shapes.dimension(source[i], self.dim());
            order[Shapes.dimension(destination[i], self.dim())] = from;
            rest.remove(Integer.valueOf(from));
        }
        for (int i = 0; i < order.length; i++) if (order[i] < 0) order[i] = rest.removeFirst();
        return self.permute(order);
    }

    public static Tensor reversed(Tensor self) {
        var order = new int[self.dim()];
        for (int i = 0; i < order.length; i++) order[i] = order.length - 1 - i;
        return self.permute(order);
    }

    public static Tensor[] chunk(Tensor self, int chunks, int dim) {
        int size = Views.chunkSize(self, chunks, dim);
        if (size == 0) {
            var sizes = new int[chunks];
            return self.split_with_sizes(sizes, dim);
        }
        return self.split(size, dim);
    }

    public static Tensor tile(Tensor self, int[] dims) {
        if (dims.length >= self.dim()) return self.repeat(dims);
        var repeats = new int[self.dim()];
        Arrays.fill(repeats, 1);
        System.arraycopy(dims, 0, repeats, self.dim() - dims.length, dims.length);
        return self.repeat(repeats);
    }

    public static Tensor sumToSize(Tensor self, int[] size) {
        if (Arrays.equals(self.sizes(), size)) return self;
        if (!Shapes.isExpandable(size, self.sizes())) {
            throw EngineException.runtime("size {%s} is not expandable to size {%s}."
                    .formatted(Shapes.text(size), Shapes.text(self.sizes())));
        }
        int lead = self.dim() - size.length;
        int count = 0;
        var dims = new int[self.dim()];
        for (int i = 0; i < self.dim(); i++) {
            if (i < lead || size[i - lead] == 1 && self.sizes()[i] != 1) dims[count++] = i;
        }
        Tensor result = count == 0 ? self : self.sum(Arrays.copyOf(dims, count), true);
        return lead > 0 ? result.view(size) : result;
    }

    // Stacking

    /// At least so many dimensions, as `atleast_1d` to `atleast_3d` add them.
    public static Tensor atLeast(Tensor self, int rank) {
        return switch (rank) {
            case 1 -> self.dim() == 0 ? self.reshape(1) : self;
            case 2 -> self.dim() >= 2 ? self : atLeast(self, 1).unsqueeze(0);
            default -> self.dim() >= 3 ? self : atLeast(self, 2).unsqueeze(-1);
        };
    }

    private static Tensor[] atLeast(Tensor[] tensors, int rank) {
        var result = new Tensor[tensors.length];
        for (int i = 0; i < result.length; i++) result[i] = atLeast(tensors[i], rank);
        return result;
    }

    public static Tensor hstack(Tensor[] tensors) {
        var parts = atLeast(tensors, 1);
        return joined(parts, parts.length > 0 && parts[0].dim() == 1 ? 0 : 1, "hstack");
    }

    public static Tensor vstack(Tensor[] tensors) {
        return joined(atLeast(tensors, 2), 0, "vstack");
    }

    public static Tensor dstack(Tensor[] tensors) {
        return joined(atLeast(tensors, 3), 2, "dstack");
    }

    public static Tensor columnStack(Tensor[] tensors) {
        var columns = new Tensor[tensors.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = tensors[i].dim() <= 1 ? tensors[i].reshape(tensors[i].numel(), 1) : tensors[i];
        }
        return hstack(columns);
    }

    private static Tensor joined(Tensor[] parts, int dim, String name) {
        if (parts.length == 0) throw EngineException.runtime(name + " expects a non-empty TensorList");
        return parts[0].engine().cat(parts, dim);
    }

    /// Differences of neighbours, `n` times.
    public static Tensor diff(Tensor self, int n, int dim, @Nullable Tensor prepend, @Nullable Tensor append) {
        if (self.dim() == 0) {
            throw EngineException.runtime("diff expects input to be at least one-dimensional");
        }
        if (n < 0) throw EngineException.runtime("order must be non-negative but got " + n);
        int d = Shapes.dimension(dim, self.dim());
        var parts = new ArrayList<Tensor>();
        if (prepend != null) parts.add(prepend);
        parts.add(self);
        if (append != null) parts.add(append);
        Tensor result = parts.size() == 1 ? self : self.engine().cat(parts.toArray(new Tensor[0]), d);
        for (int i = 0; i < n; i++) {
            int size = result.size(d);
            if (size == 0) break;
            Tensor later = result.narrow(d, 1, size - 1);
            Tensor earlier = result.narrow(d, 0, size - 1);
            result = result.dtype() == DType.BOOL ? later.logical_xor(earlier) : later.sub(earlier);
        }
        return result;
    }

    public static Tensor cross(Tensor self, Tensor other, @Nullable Integer dim) {
        int[] sizes = Shapes.broadcast(self.sizes(), other.sizes());
        int d = -1;
        if (dim != null) {
            d = Shapes.dimension(dim, sizes.length);
        } else {
            for (int i = 0; i < sizes.length && d < 0; i++) if (sizes[i] == 3) d = i;
            if (d < 0) throw EngineException.runtime("no dimension of size 3 in input");
        }
        if (self.size(d) != 3 || other.size(d) != 3) {
            throw EngineException.runtime("linalg.cross: inputs dimension %d must have length 3. Got %d and %d"
                    .formatted(d, self.size(d), other.size(d)));
        }
        return self.linalg_cross(other, d);
    }

    public static Tensor repeatInterleave(Tensor self, int repeats, @Nullable Integer dim) {
        if (repeats < 0) throw EngineException.runtime("repeats can not be negative");
        Tensor source = dim == null ? self.reshape(-1) : self;
        int d = dim == null ? 0 : Shapes.dimension(dim, self.dim());
        int size = source.size(d);
        var places = new long[size * repeats];
        for (int i = 0; i < places.length; i++) places[i] = i / repeats;
        return source.index_select(
                d, source.engine().tensor(places, places.length).to(source.device()));
    }

    public static Tensor repeatInterleave(Tensor self, Tensor repeats, @Nullable Integer dim) {
        Tensor source = dim == null ? self.reshape(-1) : self;
        int d = dim == null ? 0 : Shapes.dimension(dim, self.dim());
        long[] counts = repeats.toLongs();
        int size = source.size(d);
        if (counts.length != size && counts.length != 1) {
            throw EngineException.runtime("repeats must have the same size as input along dim");
        }
        var places = new ArrayList<Integer>();
        for (int i = 0; i < size; i++) {
            long count = counts[counts.length == 1 ? 0 : i];
            if (count < 0) throw EngineException.runtime("repeats can not be negative");
            for (long k = 0; k < count; k++) places.add(i);
        }
        long[] index = places.stream().mapToLong(Integer::longValue).toArray();
        return source.index_select(
                d, source.engine().tensor(index, index.length).to(source.device()));
    }

    public static Tensor tensordot(Tensor self, Tensor other, int[] dimsSelf, int[] dimsOther) {
        if (dimsSelf.length != dimsOther.length) {
            throw EngineException.runtime("both dimension lists should have same length");
        }
        int[] a = lastly(self.dim(), dimsSelf, false);
        int[] b = lastly(other.dim(), dimsOther, true);
        int summed = 1;
        for (int i = 0; i < dimsSelf.length; i++) {
            int left = self.size(dimsSelf[i]);
            int right = other.size(dimsOther[i]);
            if (left != right) {
                throw EngineException.runtime(
                        ("contracted dimensions need to match, but first has size %d in dim %d and "
                                        + "second has size %d in dim %d")
                                .formatted(left, dimsSelf[i], right, dimsOther[i]));
            }
            summed *= left;
        }
        Tensor left = self.permute(a);
        Tensor right = other.permute(b);
        int[] lead = Arrays.copyOf(left.sizes(), left.dim() - dimsSelf.length);
        int[] rest = Arrays.copyOfRange(right.sizes(), dimsOther.length, right.dim());
        int[] sizes = Arrays.copyOf(lead, lead.length + rest.length);
        System.arraycopy(rest, 0, sizes, lead.length, rest.length);
        return left.reshape(Shapes.numel(lead), summed)
                .mm(right.reshape(summed, Shapes.numel(rest)))
                .reshape(sizes);
    }

    /// All dimensions with the given ones at one end.
    private static int[] lastly(int rank, int[] dims, boolean first) {
        var chosen = new ArrayList<Integer>();
        for (int d : dims) chosen.add(Shapes.dimension(d, rank));
        var order = new ArrayList<Integer>();
        for (int i = 0; i < rank; i++) if (!chosen.contains(i)) order.add(i);
        order.addAll(first ? 0 : order.size(), chosen);
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    public static Tensor nanToNum(
            Tensor self, @Nullable Double nan, @Nullable Double positive, @Nullable Double negative) {
        if (!self.dtype().isFloating()) return Creation.clone(self);
        double largest = self.dtype() == DType.FLOAT64 ? Double.MAX_VALUE : Float.MAX_VALUE;
        if (self.dtype() == DType.FLOAT16) largest = 65504;
        Tensor result = self.masked_fill(self.isnan(), nan == null ? 0 : nan);
        result = result.masked_fill(self.eq(Double.POSITIVE_INFINITY), positive == null ? largest : positive);
        return result.masked_fill(self.eq(Double.NEGATIVE_INFINITY), negative == null ? -largest : negative);
    }

    public static Tensor pixelShuffle(Tensor self, int factor) {
        int rank = self.dim();
        if (rank < 3) {
            throw EngineException.runtime(
                    "pixel_shuffle expects input to have at least 3 dimensions, but got input with " + rank
                            + " dimension(s)");
        }
        int[] s = self.sizes();
        int channels = s[rank - 3] / (factor * factor);
        if (channels * factor * factor != s[rank - 3]) {
            throw EngineException.runtime(
                    ("pixel_shuffle expects its input's 'channel' dimension to be divisible by the "
                                    + "square of upscale_factor, but input.size(-3)=%d is not divisible by %d")
                            .formatted(s[rank - 3], factor * factor));
        }
        int lead = Shapes.numel(Arrays.copyOf(s, rank - 3));
        int[] sizes = s.clone();
        sizes[rank - 3] = channels;
        sizes[rank - 2] *= factor;
        sizes[rank - 1] *= factor;
        return self.reshape(lead, channels, factor, factor, s[rank - 2], s[rank - 1])
                .permute(0, 1, 4, 2, 5, 3)
                .reshape(sizes);
    }

    public static Tensor pixelUnshuffle(Tensor self, int factor) {
        int rank = self.dim();
        int[] s = self.sizes();
        int lead = Shapes.numel(Arrays.copyOf(s, rank - 3));
        int[] sizes = s.clone();
        sizes[rank - 3] *= factor * factor;
        sizes[rank - 2] /= factor;
        sizes[rank - 1] /= factor;
        return self.reshape(lead, s[rank - 3], sizes[rank - 2], factor, sizes[rank - 1], factor)
                .permute(0, 1, 3, 5, 2, 4)
                .reshape(sizes);
    }

    public static Tensor cosineSimilarity(Tensor x1, Tensor x2, int dim, double eps) {
        Tensor a = x1.div(
                x1.linalg_vector_norm(Scalar.of(2L), new int[] {dim}, true).clamp_min(eps));
        Tensor b = x2.div(
                x2.linalg_vector_norm(Scalar.of(2L), new int[] {dim}, true).clamp_min(eps));
        return a.mul(b).sum(dim);
    }
}
