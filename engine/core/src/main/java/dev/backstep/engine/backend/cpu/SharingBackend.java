package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.NativeMemory;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Reuse;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import org.jspecify.annotations.Nullable;

/// Stands before a backend of the host while there are [shared][NativeMemory] storages: their elements are copied to
/// arrays before a primitive, and from arrays after it. Of each tensor just its own elements are, once each if they are
/// broadcast.
public final class SharingBackend implements Backend {
    private final Backend inner;

    public SharingBackend(Backend inner) {
        this.inner = inner;
    }

    /// The backend that computes.
    public Backend inner() {
        return inner;
    }

    @Override
    public String toString() {
        return inner.toString();
    }

    private static boolean isShared(Strided s) {
        return s.storage() instanceof Storage.Host host && host.isShared();
    }

    private Strided in(Strided s) {
        return isShared(s) ? copied(s) : s;
    }

    private @Nullable Strided inIfAny(@Nullable Strided s) {
        return s == null ? null : in(s);
    }

    private Strided copied(Strided s) {
        int[] sizes = s.sizes().clone();
        var strides = new int[sizes.length];
        int count = 1;
        for (int d = sizes.length - 1; d >= 0; d--) {
            if (s.strides()[d] == 0 && sizes[d] > 1) {
                sizes[d] = 1;
            } else {
                strides[d] = count;
            }
            count *= sizes[d];
        }
        Storage storage = inner.allocate(s.dtype(), count);
        NativeElements.read(
                new View(s.storage(), s.offset(), sizes, s.strides()), new View(storage, 0, sizes, strides));
        return new View(storage, 0, s.sizes(), strides);
    }

    /// Where to write a result that overwrites all there is.
    private Strided out(Strided s) {
        return isShared(s) ? View.contiguous(inner.allocate(s.dtype(), s.numel()), s.sizes()) : s;
    }

    private @Nullable Strided outIfAny(@Nullable Strided s) {
        return s == null ? null : out(s);
    }

    /// Ends the use of a result.
    private void written(@Nullable Strided used, @Nullable Strided s) {
        if (used == s || used == null || s == null) {
            return;
        }
        NativeElements.write(used, s);
        read(used, s);
    }

    /// Ends the use of an operand.
    private void read(@Nullable Strided used, @Nullable Strided s) {
        if (used != s && used != null && used.storage().isCounted()) {
            inner.release(used.storage());
        }
    }

    // Storages

    @Override
    public Device device() {
        return inner.device();
    }

    @Override
    public boolean has(DType dtype) {
        return inner.has(dtype);
    }

    @Override
    public Storage allocate(DType dtype, int length) {
        return inner.allocate(dtype, length);
    }

    @Override
    public void setReuse(Reuse reuse) {
        inner.setReuse(reuse);
    }

    @Override
    public void release(Storage storage) {
        if (storage instanceof Storage.Host host && host.isShared()) {
            ((NativeMemory) host.giveUp()).close();
        } else {
            inner.release(storage);
        }
    }

    @Override
    public void emptyCache() {
        inner.emptyCache();
    }

    @Override
    public Storage upload(Storage.Host host) {
        if (!host.isShared()) {
            return inner.upload(host);
        }
        var copy = Storage.Host.allocate(host.dtype(), host.length());
        NativeElements.read(host.nativeMemory().segment(), copy);
        return copy;
    }

    @Override
    public Storage.Host download(Storage storage) {
        return (Storage.Host) upload((Storage.Host) storage);
    }

    @Override
    public double[] readDoubles(Strided s) {
        Strided in = in(s);
        double[] elements = inner.readDoubles(in);
        read(in, s);
        return elements;
    }

    @Override
    public long[] readLongs(Strided s) {
        Strided in = in(s);
        long[] elements = inner.readLongs(in);
        read(in, s);
        return elements;
    }

    // Primitives

    @Override
    public void pointwise(
            ScalarFunction f, Strided out, Strided a, @Nullable Strided b, @Nullable Strided c, double p, double q) {
        if (!isShared(out) && !isShared(a) && (b == null || !isShared(b)) && (c == null || !isShared(c))) {
            inner.pointwise(f, out, a, b, c, p, q);
            return;
        }
        Strided x = in(a);
        Strided y = inIfAny(b);
        Strided z = inIfAny(c);
        // In place the result may take the place of the operand.
        Strided o = out == a ? x : out(out);
        inner.pointwise(f, o, x, y, z, p, q);
        written(o, out);
        if (o != x) {
            read(x, a);
        }
        read(y, b);
        read(z, c);
    }

    @Override
    public void copy(Strided dst, Strided src) {
        boolean from = isShared(src);
        boolean to = isShared(dst);
        if (from && !to && src.dtype() == dst.dtype()) {
            NativeElements.read(src, dst);
        } else if (to && !from && src.dtype() == dst.dtype()) {
            NativeElements.write(src, dst);
        } else {
            Strided o = out(dst);
            Strided in = in(src);
            inner.copy(o, in);
            written(o, dst);
            read(in, src);
        }
    }

    @Override
    public void fill(Strided dst, double value, long bits) {
        Strided o = out(dst);
        inner.fill(o, value, bits);
        written(o, dst);
    }

    @Override
    public void arange(Strided out, double start, double step) {
        Strided o = out(out);
        inner.arange(o, start, step);
        written(o, out);
    }

    @Override
    public void reduce(Reduction r, Strided out, Strided in, boolean[] reduced) {
        Strided o = out(out);
        Strided x = in(in);
        inner.reduce(r, o, x, reduced);
        written(o, out);
        read(x, in);
    }

    @Override
    public void argReduce(boolean max, @Nullable Strided values, @Nullable Strided indices, Strided in, int dim) {
        Strided v = outIfAny(values);
        Strided i = outIfAny(indices);
        Strided x = in(in);
        inner.argReduce(max, v, i, x, dim);
        written(v, values);
        written(i, indices);
        read(x, in);
    }

    @Override
    public void scan(Scan s, Strided out, @Nullable Strided indices, Strided in, int dim) {
        Strided o = out(out);
        Strided i = outIfAny(indices);
        Strided x = in(in);
        inner.scan(s, o, i, x, dim);
        written(o, out);
        written(i, indices);
        read(x, in);
    }

    @Override
    public void matmul(Strided out, Strided a, Strided b, double alpha, double beta) {
        Strided o = beta == 0 ? out(out) : in(out);
        Strided x = in(a);
        Strided y = in(b);
        inner.matmul(o, x, y, alpha, beta);
        written(o, out);
        read(x, a);
        read(y, b);
    }

    @Override
    public void gather(Strided out, Strided in, int dim, Strided index) {
        Strided o = out(out);
        Strided x = in(in);
        Strided i = in(index);
        inner.gather(o, x, dim, i);
        written(o, out);
        read(x, in);
        read(i, index);
    }

    @Override
    public void scatter(Strided dst, int dim, Strided index, Strided src, Scatter mode) {
        Strided o = in(dst);
        Strided i = in(index);
        Strided x = in(src);
        inner.scatter(o, dim, i, x, mode);
        written(o, dst);
        read(i, index);
        read(x, src);
    }

    @Override
    public void take(Strided out, Strided in, Strided index) {
        Strided o = out(out);
        Strided x = in(in);
        Strided i = in(index);
        inner.take(o, x, i);
        written(o, out);
        read(x, in);
        read(i, index);
    }

    @Override
    public void put(Strided dst, Strided index, Strided src, boolean accumulate) {
        Strided o = in(dst);
        Strided i = in(index);
        Strided x = in(src);
        inner.put(o, i, x, accumulate);
        written(o, dst);
        read(i, index);
        read(x, src);
    }

    @Override
    public void sort(Strided values, Strided indices, Strided in, int dim, boolean descending) {
        Strided v = out(values);
        Strided i = out(indices);
        Strided x = in(in);
        inner.sort(v, i, x, dim, descending);
        written(v, values);
        written(i, indices);
        read(x, in);
    }

    @Override
    public void unfold(Strided out, Strided in, Window window) {
        Strided o = out(out);
        Strided x = in(in);
        inner.unfold(o, x, window);
        written(o, out);
        read(x, in);
    }

    @Override
    public void fold(Strided out, Strided columns, Window window) {
        Strided o = out(out);
        Strided x = in(columns);
        inner.fold(o, x, window);
        written(o, out);
        read(x, columns);
    }

    @Override
    public void maxPool(Strided out, Strided indices, Strided in, Window window) {
        Strided o = out(out);
        Strided i = out(indices);
        Strided x = in(in);
        inner.maxPool(o, i, x, window);
        written(o, out);
        written(i, indices);
        read(x, in);
    }

    // Composites

    @Override
    public void softmax(Strided out, Strided in, int dim, boolean log) {
        Strided o = out(out);
        Strided x = in(in);
        inner.softmax(o, x, dim, log);
        written(o, out);
        read(x, in);
    }

    @Override
    public void softmaxBackward(Strided out, Strided grad, Strided result, int dim, boolean log) {
        Strided o = out(out);
        Strided g = in(grad);
        Strided r = in(result);
        inner.softmaxBackward(o, g, r, dim, log);
        written(o, out);
        read(g, grad);
        read(r, result);
    }

    @Override
    public void channelStatistics(Strided mean, Strided variance, Strided in) {
        Strided m = out(mean);
        Strided v = out(variance);
        Strided x = in(in);
        inner.channelStatistics(m, v, x);
        written(m, mean);
        written(v, variance);
        read(x, in);
    }

    @Override
    public void convolution(
            Strided out, Strided in, Strided weight, @Nullable Strided bias, Window window, int groups) {
        Strided o = out(out);
        Strided x = in(in);
        Strided w = in(weight);
        Strided b = inIfAny(bias);
        inner.convolution(o, x, w, b, window, groups);
        written(o, out);
        read(x, in);
        read(w, weight);
        read(b, bias);
    }

    @Override
    public void convolutionBackward(
            @Nullable Strided gradIn,
            @Nullable Strided gradWeight,
            @Nullable Strided gradBias,
            Strided grad,
            Strided in,
            Strided weight,
            Window window,
            int groups) {
        Strided i = outIfAny(gradIn);
        Strided w = outIfAny(gradWeight);
        Strided b = outIfAny(gradBias);
        Strided g = in(grad);
        Strided x = in(in);
        Strided v = in(weight);
        inner.convolutionBackward(i, w, b, g, x, v, window, groups);
        written(i, gradIn);
        written(w, gradWeight);
        written(b, gradBias);
        read(g, grad);
        read(x, in);
        read(v, weight);
    }
}
