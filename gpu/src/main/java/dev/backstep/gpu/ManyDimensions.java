package dev.backstep.gpu;

import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.Backend.Scan;
import dev.backstep.engine.backend.Backend.Scatter;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Tensors of more dimensions than a [Walk] has, of which PyTorch allows 64: the primitives on copies that lie one
/// element after the other, and are looked at as having one to three dimensions.
final class ManyDimensions {
    private final OpenClBackend backend;

    ManyDimensions(OpenClBackend backend) {
        this.backend = backend;
    }

    static boolean has(@Nullable Strided... tensors) {
        return Arrays.stream(tensors).anyMatch(s -> s != null && s.sizes().length > Walk.MAX_RANK);
    }

    /// A copy, row-major.
    private View dense(Strided s) {
        View copy = like(s);
        backend.copy(copy, s);
        return copy;
    }

    private View like(Strided s) {
        return View.contiguous(backend.allocate(s.dtype(), s.numel()), s.sizes());
    }

    private @Nullable View likeIfAny(@Nullable Strided s) {
        return s == null ? null : like(s);
    }

    private void copyIfAny(@Nullable Strided dst, @Nullable View src) {
        if (dst != null && src != null) {
            backend.copy(dst, src);
        }
    }

    private static View flat(View dense) {
        return View.contiguous(dense.storage(), dense.numel());
    }

    /// The dimensions before one, it, and those after it.
    private static View around(View dense, int dim) {
        int[] sizes = dense.sizes();
        int before = Lines.product(Arrays.copyOf(sizes, dim));
        int after = Lines.product(Arrays.copyOfRange(sizes, dim + 1, sizes.length));
        return View.contiguous(dense.storage(), before, sizes[dim], after);
    }

    private static @Nullable View aroundIfAny(@Nullable View dense, int dim) {
        return dense == null ? null : around(dense, dim);
    }

    /// The corner of a tensor, of which only `dim` is as it is.
    private static View corner(Strided s, int dim, int[] sizes) {
        int[] smaller = sizes.clone();
        smaller[dim] = s.sizes()[dim];
        return View.of(s, s.offset(), smaller, s.strides());
    }

    void pointwise(
            ScalarFunction f, Strided out, Strided a, @Nullable Strided b, @Nullable Strided c, double p, double q) {
        View result = like(out);
        View second = b == null ? null : flat(dense(b));
        View third = c == null ? null : flat(dense(c));
        backend.pointwise(f, flat(result), flat(dense(a)), second, third, p, q);
        backend.copy(out, result);
    }

    /// Part by part, along the shortest dimension.
    void copy(Strided dst, Strided src) {
        int dim = shortest(dst.sizes());
        for (int i = 0; i < dst.sizes()[dim]; i++) {
            backend.copy(part(dst, dim, i), part(src, dim, i));
        }
    }

    void fill(Strided dst, double value, long bits) {
        int dim = shortest(dst.sizes());
        for (int i = 0; i < dst.sizes()[dim]; i++) {
            backend.fill(part(dst, dim, i), value, bits);
        }
    }

    /// A tensor at an index of a dimension, without it.
    private static View part(Strided s, int dim, int i) {
        int[] others =
                IntStream.range(0, s.sizes().length).filter(d -> d != dim).toArray();
        int[] sizes = IntStream.of(others).map(d -> s.sizes()[d]).toArray();
        int[] strides = IntStream.of(others).map(d -> s.strides()[d]).toArray();
        return View.of(s, s.offset() + i * s.strides()[dim], sizes, strides);
    }

    private static int shortest(int[] sizes) {
        int dim = -1;
        for (int d = 0; d < sizes.length; d++) {
            if (dim < 0 || sizes[d] < sizes[dim]) {
                dim = d;
            }
        }
        return dim;
    }

    void reduce(Reduction r, Strided out, Strided in, boolean[] reduced) {
        int rank = reduced.length;
        int[] order = IntStream.concat(
                        IntStream.range(0, rank).filter(d -> !reduced[d]),
                        IntStream.range(0, rank).filter(d -> reduced[d]))
                .toArray();
        int[] sizes = IntStream.of(order).map(d -> in.sizes()[d]).toArray();
        int[] strides = IntStream.of(order).map(d -> in.strides()[d]).toArray();
        View lines = dense(View.of(in, in.offset(), sizes, strides));
        int count = out.numel();
        View result = like(out);
        backend.reduce(
                r,
                View.contiguous(result.storage(), count, 1),
                View.contiguous(lines.storage(), count, count == 0 ? 0 : lines.numel() / count),
                new boolean[] {false, true});
        backend.copy(out, result);
    }

    void argReduce(boolean max, @Nullable Strided values, @Nullable Strided indices, Strided in, int dim) {
        View extremes = likeIfAny(values);
        View places = likeIfAny(indices);
        backend.argReduce(max, aroundIfAny(extremes, dim), aroundIfAny(places, dim), around(dense(in), dim), 1);
        copyIfAny(values, extremes);
        copyIfAny(indices, places);
    }

    void scan(Scan s, Strided out, @Nullable Strided indices, Strided in, int dim) {
        View result = like(out);
        View places = likeIfAny(indices);
        backend.scan(s, around(result, dim), aroundIfAny(places, dim), around(dense(in), dim), 1);
        backend.copy(out, result);
        copyIfAny(indices, places);
    }

    void sort(Strided values, Strided indices, Strided in, int dim, boolean descending) {
        View sorted = like(values);
        View places = like(indices);
        backend.sort(around(sorted, dim), around(places, dim), around(dense(in), dim), 1, descending);
        backend.copy(values, sorted);
        backend.copy(indices, places);
    }

    void gather(Strided out, Strided in, int dim, Strided index) {
        View result = like(out);
        View from = dense(corner(in, dim, index.sizes()));
        backend.gather(around(result, dim), around(from, dim), 1, around(dense(index), dim));
        backend.copy(out, result);
    }

    void scatter(Strided dst, int dim, Strided index, Strided src, Scatter mode) {
        View target = corner(dst, dim, index.sizes());
        View result = dense(target);
        View from = dense(View.of(src, src.offset(), index.sizes(), src.strides()));
        backend.scatter(around(result, dim), 1, around(dense(index), dim), around(from, dim), mode);
        backend.copy(target, result);
    }

    void take(Strided out, Strided in, Strided index) {
        View result = like(out);
        backend.take(flat(result), flat(dense(in)), flat(dense(index)));
        backend.copy(out, result);
    }

    void put(Strided dst, Strided index, Strided src, boolean accumulate) {
        View result = dense(dst);
        backend.put(flat(result), flat(dense(index)), flat(dense(src)), accumulate);
        backend.copy(dst, result);
    }
}
