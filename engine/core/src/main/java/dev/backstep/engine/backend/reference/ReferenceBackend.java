package dev.backstep.engine.backend.reference;

import static dev.backstep.engine.backend.reference.Elements.host;
import static dev.backstep.engine.backend.reference.Elements.positions;
import static dev.backstep.engine.backend.reference.Elements.readDouble;
import static dev.backstep.engine.backend.reference.Elements.readLong;
import static dev.backstep.engine.backend.reference.Elements.writeDouble;
import static dev.backstep.engine.backend.reference.Elements.writeLong;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Reuse;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Every primitive in plain loops over host storages of any dtype and strides.
///
/// Each method first lists where the elements of its tensors are, in row-major order, and then speaks of the i-th
/// element only. Work along a dimension sees those lists as `(outer, size, inner)`.
public class ReferenceBackend implements Backend {
    private @Nullable ArrayPool pool;

    @Override
    public Device device() {
        return Device.CPU;
    }

    @Override
    public Storage.Host allocate(DType dtype, int length) {
        return pool == null ? Storage.Host.allocate(dtype, length) : pool.allocate(dtype, length);
    }

    @Override
    public void setReuse(Reuse reuse) {
        pool = reuse == Reuse.NONE ? null : new ArrayPool(reuse);
    }

    @Override
    public void release(Storage storage) {
        if (pool != null) pool.release((Storage.Host) storage);
    }

    /// The arrays that came back; null if none do.
    public @Nullable ArrayPool pool() {
        return pool;
    }

    @Override
    public void emptyCache() {
        if (pool != null) pool.clear();
    }

    @Override
    public Storage upload(Storage.Host host) {
        Storage.Host copy = allocate(host.dtype(), host.length());
        System.arraycopy(host.array(), 0, copy.array(), 0, host.length());
        return copy;
    }

    @Override
    public Storage.Host download(Storage storage) {
        return (Storage.Host) upload((Storage.Host) storage);
    }

    @Override
    public void pointwise(
            ScalarFunction f, Strided out, Strided a, @Nullable Strided b, @Nullable Strided c, double p, double q) {
        // WHERE's condition is bool; the dtype of the others decides how it is computed.
        DType dtype = (b == null ? a : b).dtype();
        Strided second = b == null ? a : b;
        Strided third = c == null ? a : c;
        int[] to = positions(out);
        int[] atA = positions(a);
        int[] atB = positions(second);
        int[] atC = positions(third);
        if (dtype.isFloating()) {
            double roundedP = Elements.parameter(p, dtype);
            double roundedQ = Elements.parameter(q, dtype);
            for (int i = 0; i < to.length; i++) {
                double x = readDouble(host(a), atA[i]);
                double y = readDouble(host(second), atB[i]);
                double z = readDouble(host(third), atC[i]);
                writeDouble(host(out), to[i], ScalarFunctions.apply(f, x, y, z, roundedP, roundedQ));
            }
        } else {
            // On bool PyTorch's ~ is "not"; every other function is that of 0 and 1.
            ScalarFunction g = f == ScalarFunction.BITWISE_NOT && dtype == DType.BOOL ? ScalarFunction.LOGICAL_NOT : f;
            for (int i = 0; i < to.length; i++) {
                long x = readLong(host(a), atA[i]);
                long y = readLong(host(second), atB[i]);
                long z = readLong(host(third), atC[i]);
                writeLong(host(out), to[i], ScalarFunctions.apply(g, x, y, z, p, q));
            }
        }
    }

    @Override
    public void copy(Strided dst, Strided src) {
        int[] to = positions(dst);
        int[] from = positions(src);
        for (int i = 0; i < to.length; i++) {
            convert(host(dst), to[i], host(src), from[i]);
        }
    }

    private static void convert(Storage.Host dst, int to, Storage.Host src, int from) {
        if (dst.dtype() == src.dtype()) {
            System.arraycopy(src.array(), from, dst.array(), to, 1);
        } else if (src.dtype().isFloating()) {
            writeDouble(dst, to, readDouble(src, from));
        } else {
            writeLong(dst, to, readLong(src, from));
        }
    }

    @Override
    public void fill(Strided dst, double value, long bits) {
        for (int i : positions(dst)) {
            if (dst.dtype().isFloating()) {
                writeDouble(host(dst), i, value);
            } else {
                writeLong(host(dst), i, bits);
            }
        }
    }

    @Override
    public void arange(Strided out, double start, double step) {
        int[] to = positions(out);
        for (int i = 0; i < to.length; i++) {
            if (out.dtype().isFloating()) {
                writeDouble(host(out), to[i], start + i * step);
            } else {
                writeLong(host(out), to[i], (long) start + i * (long) step);
            }
        }
    }

    @Override
    public void reduce(Reduction r, Strided out, Strided in, boolean[] reduced) {
        int[] from = positions(in);
        // in's element i goes to the place of out that has index 0 in the reduced dimensions
        int[] outStrides = out.strides().clone();
        for (int d = 0; d < reduced.length; d++) {
            if (reduced[d]) {
                outStrides[d] = 0;
            }
        }
        int[] to = positions(View.of(out, out.offset(), in.sizes(), outStrides));
        int[] places = positions(out);
        int end = Arrays.stream(places).max().orElse(-1) + 1;
        DType dtype = out.dtype();
        if (dtype.isFloating()) {
            double[] sums = new double[end];
            Arrays.fill(sums, Reductions.neutral(r));
            for (int i = 0; i < from.length; i++) {
                sums[to[i]] = Reductions.combine(r, sums[to[i]], readDouble(host(in), from[i]));
            }
            for (int place : places) {
                writeDouble(host(out), place, sums[place]);
            }
        } else {
            long[] sums = new long[end];
            Arrays.fill(sums, Reductions.neutral(r, dtype));
            for (int i = 0; i < from.length; i++) {
                long value = Reductions.read(host(in), from[i], dtype);
                sums[to[i]] = Reductions.combine(r, sums[to[i]], value);
            }
            for (int place : places) {
                writeLong(host(out), place, sums[place]);
            }
        }
    }

    @Override
    public void argReduce(boolean max, @Nullable Strided values, @Nullable Strided indices, Strided in, int dim) {
        int[] from = positions(in);
        int[] toValues = values == null ? from : positions(values);
        int[] toIndices = indices == null ? from : positions(indices);
        int inner = innerSize(in, dim);
        int size = in.sizes().length == 0 ? 1 : in.sizes()[dim];
        for (int line = 0; size > 0 && line < from.length / size; line++) {
            int first = line / inner * size * inner + line % inner;
            int best = 0;
            for (int i = 1; i < size; i++) {
                if (beats(in, from[first + i * inner], from[first + best * inner], max)) {
                    best = i;
                }
            }
            if (values != null) {
                convert(host(values), toValues[line], host(in), from[first + best * inner]);
            }
            if (indices != null) {
                writeLong(host(indices), toIndices[line], best);
            }
        }
    }

    private static boolean beats(Strided s, int challenger, int best, boolean max) {
        if (isNan(s, best)) {
            return false;
        }
        int order = compare(host(s), challenger, best);
        return isNan(s, challenger) || (max ? order > 0 : order < 0);
    }

    @Override
    public void scan(Scan s, Strided out, @Nullable Strided indices, Strided in, int dim) {
        int[] from = positions(in);
        int[] to = positions(out);
        int[] toIndices = indices == null ? to : positions(indices);
        int inner = innerSize(in, dim);
        int size = in.sizes().length == 0 ? 1 : in.sizes()[dim];
        boolean sums = out.dtype().isFloating() && s != Scan.MAX && s != Scan.MIN;
        double[] running = new double[sums ? from.length : 0];
        for (int i = 0; i < from.length; i++) {
            int index = i / inner % size;
            int previous = i - inner;
            convert(host(out), to[i], host(in), from[i]);
            if (sums) {
                double value = readDouble(host(out), to[i]);
                running[i] = index == 0 ? value : combineWide(s, out.dtype(), value, running[previous]);
                writeDouble(host(out), to[i], running[i]);
                continue;
            }
            boolean keeps = index > 0 && combineScan(s, host(out), to[i], to[previous]);
            if (indices != null) {
                writeLong(host(indices), toIndices[i], keeps ? readLong(host(indices), toIndices[previous]) : index);
            }
        }
    }

    /// What runs is wider than what is written: float64, or float32 for the halves.
    private static double combineWide(Scan s, DType dtype, double value, double running) {
        double result = s == Scan.SUM ? value + running : s == Scan.PROD ? value * running : logAddExp(value, running);
        return dtype == DType.FLOAT16 || dtype == DType.BFLOAT16 ? (float) result : result;
    }

    /// Combines the element at `at` with the running value, of integers or for an extreme; answers whether an extreme
    /// stays what it was.
    private static boolean combineScan(Scan s, Storage.Host out, int at, int running) {
        boolean floating = out.dtype().isFloating();
        switch (s) {
            case SUM -> combine(ScalarFunction.ADD, out, at, out, running);
            case PROD -> combine(ScalarFunction.MUL, out, at, out, running);
            case LOGSUMEXP -> throw new IllegalArgumentException("the logarithm of a sum is a floating number");
            case MAX, MIN -> {
                // The last of equals counts, and a NaN stays, as in PyTorch's cummax.
                int order = compare(out, at, running);
                boolean runningNan = floating && Double.isNaN(readDouble(out, running));
                boolean nan = floating && Double.isNaN(readDouble(out, at));
                if (!nan && (runningNan || (s == Scan.MAX ? order < 0 : order > 0))) {
                    System.arraycopy(out.array(), running, out.array(), at, 1);
                    return true;
                }
            }
        }
        return false;
    }

    private static double logAddExp(double x, double y) {
        double low = Math.min(x, y);
        double high = Math.max(x, y);
        return low == high && Double.isInfinite(low) ? low : high + Math.log1p(Math.exp(low - high));
    }

    @Override
    public void matmul(Strided out, Strided a, Strided b, double alpha, double beta) {
        int[] to = positions(out);
        int[] atA = positions(a);
        int[] atB = positions(b);
        int m = a.sizes()[1];
        int k = a.sizes()[2];
        int n = b.sizes()[2];
        for (int i = 0; i < to.length; i++) {
            int batch = i / (m * n);
            int row = (batch * m + i / n % m) * k;
            int column = batch * k * n + i % n;
            if (out.dtype().isFloating()) {
                double sum = 0;
                for (int j = 0; j < k; j++) {
                    sum += readDouble(host(a), atA[row + j]) * readDouble(host(b), atB[column + j * n]);
                }
                double before = beta == 0 ? 0 : beta * readDouble(host(out), to[i]);
                writeDouble(host(out), to[i], alpha * sum + before);
            } else {
                long sum = 0;
                for (int j = 0; j < k; j++) {
                    sum += readLong(host(a), atA[row + j]) * readLong(host(b), atB[column + j * n]);
                }
                long before = beta == 0 ? 0 : (long) beta * readLong(host(out), to[i]);
                writeLong(host(out), to[i], (long) alpha * sum + before);
            }
        }
    }

    @Override
    public void gather(Strided out, Strided in, int dim, Strided index) {
        int[] to = positions(out);
        int[] from = indexed(in, dim, index);
        for (int i = 0; i < to.length; i++) {
            convert(host(out), to[i], host(in), from[i]);
        }
    }

    @Override
    public void scatter(Strided dst, int dim, Strided index, Strided src, Scatter mode) {
        int[] to = indexed(dst, dim, index);
        // index may be smaller than src: the corner of index's sizes counts
        int[] from = positions(View.of(src, src.offset(), index.sizes(), src.strides()));
        for (int i = 0; i < to.length; i++) {
            switch (mode) {
                case SET -> convert(host(dst), to[i], host(src), from[i]);
                case ADD -> combine(ScalarFunction.ADD, host(dst), to[i], host(src), from[i]);
                case MUL -> combine(ScalarFunction.MUL, host(dst), to[i], host(src), from[i]);
                case MIN -> combine(ScalarFunction.MINIMUM, host(dst), to[i], host(src), from[i]);
                case MAX -> combine(ScalarFunction.MAXIMUM, host(dst), to[i], host(src), from[i]);
            }
        }
    }

    /// For each element of `index` its place in `s`, whose index along `dim` the element says.
    private static int[] indexed(Strided s, int dim, Strided index) {
        if (s.sizes().length == 0) {
            return new int[] {s.offset()};
        }
        int[] strides = s.strides().clone();
        strides[dim] = 0;
        int[] places = positions(View.of(s, s.offset(), index.sizes(), strides));
        int[] at = positions(index);
        for (int i = 0; i < places.length; i++) {
            places[i] += (int) readLong(host(index), at[i]) * s.strides()[dim];
        }
        return places;
    }

    private static void combine(ScalarFunction f, Storage.Host dst, int to, Storage.Host src, int from) {
        if (dst.dtype().isFloating()) {
            writeDouble(dst, to, ScalarFunctions.apply(f, readDouble(dst, to), readDouble(src, from), 0, 0, 0));
        } else {
            writeLong(dst, to, ScalarFunctions.apply(f, readLong(dst, to), readLong(src, from), 0, 0, 0));
        }
    }

    @Override
    public void take(Strided out, Strided in, Strided index) {
        int[] to = positions(out);
        int[] from = positions(in);
        int[] at = positions(index);
        for (int i = 0; i < to.length; i++) {
            convert(host(out), to[i], host(in), from[(int) readLong(host(index), at[i])]);
        }
    }

    @Override
    public void put(Strided dst, Strided index, Strided src, boolean accumulate) {
        int[] to = positions(dst);
        int[] from = positions(src);
        int[] at = positions(index);
        for (int i = 0; i < at.length; i++) {
            int place = to[(int) readLong(host(index), at[i])];
            if (accumulate) {
                combine(ScalarFunction.ADD, host(dst), place, host(src), from[i]);
            } else {
                convert(host(dst), place, host(src), from[i]);
            }
        }
    }

    @Override
    public void sort(Strided values, Strided indices, Strided in, int dim, boolean descending) {
        int[] from = positions(in);
        int[] toValues = positions(values);
        int[] toIndices = positions(indices);
        int inner = innerSize(in, dim);
        int size = in.sizes().length == 0 ? 1 : in.sizes()[dim];
        // Read first: values may be in.
        Storage.Host line = allocate(in.dtype(), size);
        for (int l = 0; size > 0 && l < from.length / size; l++) {
            int first = l / inner * size * inner + l % inner;
            Integer[] order = new Integer[size];
            for (int i = 0; i < size; i++) {
                order[i] = i;
                convert(line, i, host(in), from[first + i * inner]);
            }
            Arrays.sort(order, (i, j) -> descending ? compare(line, j, i) : compare(line, i, j));
            for (int i = 0; i < size; i++) {
                convert(host(values), toValues[first + i * inner], line, order[i]);
                writeLong(host(indices), toIndices[first + i * inner], order[i]);
            }
        }
    }

    /// The order of two elements; NaN is above all and -0 equals 0.
    private static int compare(Storage.Host s, int i, int j) {
        if (s.dtype().isFloating()) {
            return Double.compare(readDouble(s, i) + 0.0, readDouble(s, j) + 0.0);
        }
        return Long.compare(readLong(s, i), readLong(s, j));
    }

    private static boolean isNan(Strided s, int at) {
        return s.dtype().isFloating() && Double.isNaN(readDouble(host(s), at));
    }

    private static int innerSize(Strided s, int dim) {
        int inner = 1;
        for (int d = dim + 1; d < s.sizes().length; d++) {
            inner *= s.sizes()[d];
        }
        return inner;
    }

    @Override
    public void unfold(Strided out, Strided in, Window window) {
        int[] to = positions(out);
        int[] from = positions(in);
        var places = new WindowPlaces(window, in.sizes());
        for (int i = 0; i < to.length; i++) {
            int w = i % places.windows;
            int k = i / places.windows % places.kernel;
            int channel = i / places.windows / places.kernel;
            int place = places.of(w, k);
            if (place < 0) {
                writeLong(host(out), to[i], 0);
            } else {
                convert(host(out), to[i], host(in), from[channel * places.spatial + place]);
            }
        }
    }

    @Override
    public void fold(Strided out, Strided columns, Window window) {
        int[] to = positions(out);
        int[] from = positions(columns);
        var places = new WindowPlaces(window, out.sizes());
        fill(out, 0, 0);
        for (int i = 0; i < from.length; i++) {
            int w = i % places.windows;
            int k = i / places.windows % places.kernel;
            int channel = i / places.windows / places.kernel;
            int place = places.of(w, k);
            if (place >= 0) {
                combine(ScalarFunction.ADD, host(out), to[channel * places.spatial + place], host(columns), from[i]);
            }
        }
    }

    @Override
    public void maxPool(Strided out, Strided indices, Strided in, Window window) {
        int[] to = positions(out);
        int[] toIndices = positions(indices);
        int[] from = positions(in);
        var places = new WindowPlaces(window, in.sizes());
        for (int i = 0; i < to.length; i++) {
            int channel = i / places.windows * places.spatial;
            int best = -1;
            for (int k = 0; k < places.kernel; k++) {
                int place = places.of(i % places.windows, k);
                if (place >= 0
                        && (best < 0
                                || isNan(in, from[channel + place])
                                || compare(host(in), from[channel + place], from[channel + best]) > 0)) {
                    best = place;
                }
            }
            if (best < 0) writeDouble(host(out), to[i], Double.NEGATIVE_INFINITY);
            else convert(host(out), to[i], host(in), from[channel + best]);
            writeLong(host(indices), toIndices[i], best);
        }
    }

    @Override
    public double[] readDoubles(Strided in) {
        return Arrays.stream(positions(in))
                .mapToDouble(i -> readDouble(host(in), i))
                .toArray();
    }

    @Override
    public long[] readLongs(Strided in) {
        return Arrays.stream(positions(in))
                .mapToLong(i -> readLong(host(in), i))
                .toArray();
    }
}
