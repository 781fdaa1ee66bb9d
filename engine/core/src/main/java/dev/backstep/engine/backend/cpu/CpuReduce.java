package dev.backstep.engine.backend.cpu;

import static dev.backstep.engine.backend.reference.Elements.host;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.reference.Elements;
import dev.backstep.engine.backend.reference.Reductions;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reductions. The walk goes through the input and, with steps of 0 in the reduced dimensions, through a row of
/// accumulators for the output: a line then either ends up in one accumulator or adds to a row of them.
final class CpuReduce {
    /// From here on a vector loop is worth its compilation. See Note [Plain loops first].
    static final int LONG = 16384;

    private final @Nullable VectorLoops vectors;
    private final WideSums wide = new WideSums();

    CpuReduce(@Nullable VectorLoops vectors) {
        this.vectors = vectors;
    }

    void run(Reduction r, Strided out, Strided in, boolean[] reduced) {
        if (out.numel() == 1 && in.isContiguous() && out.dtype().isFloating()) {
            // The common case, everything to one number, is one line.
            double[] sum = {Reductions.neutral(r)};
            floatingLine(r, sum, 0, 0, host(in), in.offset(), 1, in.numel());
            Elements.writeDouble(host(out), out.offset(), sum[0]);
            return;
        }
        int[] kept = new int[reduced.length];
        int step = 1;
        for (int d = reduced.length - 1; d >= 0; d--) {
            if (!reduced[d]) {
                kept[d] = step;
                step *= in.sizes()[d];
            }
        }
        if (step == 0) {
            return;
        }
        var walk = new Walk(in.sizes(), new int[][] {kept, in.strides()}, new int[] {0, in.offset()});
        DType dtype = out.dtype();
        if (dtype.isFloating()) {
            double[] sums = new double[step];
            Arrays.fill(sums, Reductions.neutral(r));
            if (walk.length > 0) {
                do {
                    floatingLine(r, sums, walk.at[0], walk.step[0], host(in), walk.at[1], walk.step[1], walk.length);
                } while (walk.next());
            }
            CpuCopy.copy(out, accumulators(new Storage.Host(DType.FLOAT64, sums, step), out));
        } else {
            long[] sums = new long[step];
            Arrays.fill(sums, Reductions.neutral(r, dtype));
            if (walk.length > 0) {
                do {
                    integerLine(
                            r, dtype, sums, walk.at[0], walk.step[0], host(in), walk.at[1], walk.step[1], walk.length);
                } while (walk.next());
            }
            CpuCopy.copy(out, accumulators(new Storage.Host(DType.INT64, sums, step), out));
        }
    }

    private static Strided accumulators(Storage.Host sums, Strided out) {
        return View.contiguous(sums, out.sizes());
    }

    private void floatingLine(
            Reduction r, double[] sums, int to, int stepTo, Storage.Host in, int from, int step, int n) {
        if (r == Reduction.SUM && in.dtype() == DType.FLOAT32) {
            float[] a = in.floats();
            if (stepTo != 0) {
                addRow(sums, to, stepTo, a, from, step, n);
            } else if (step == 1 && n >= LONG && vectors != null) {
                sums[to] += vectors.sum(a, from, n);
            } else {
                sums[to] += wide.sum(a, from, step, n);
            }
            return;
        }
        if (r == Reduction.SUM && in.dtype() == DType.FLOAT64) {
            if (stepTo != 0) {
                addRow(sums, to, stepTo, in.doubles(), from, step, n);
            } else {
                sums[to] += sum(in.doubles(), from, step, n);
            }
            return;
        }
        boolean extreme = r == Reduction.MAX || r == Reduction.MIN;
        if (extreme && in.dtype() == DType.FLOAT32 && stepTo == 0 && step == 1 && n > 0) {
            boolean max = r == Reduction.MAX;
            float found = n >= LONG && vectors != null
                    ? vectors.extreme(in.floats(), from, n, max)
                    : max ? largest(in.floats(), from, n) : smallest(in.floats(), from, n);
            sums[to] = max ? Math.max(sums[to], found) : Math.min(sums[to], found);
            return;
        }
        for (int i = 0; i < n; i++) {
            int at = to + i * stepTo;
            sums[at] = Reductions.combine(r, sums[at], Elements.readDouble(in, from + i * step));
        }
    }

    private static double sum(double[] a, int from, int step, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        int at = from;
        for (; i < n - 3; i += 4, at += 4 * step) {
            s0 += a[at];
            s1 += a[at + step];
            s2 += a[at + 2 * step];
            s3 += a[at + 3 * step];
        }
        for (; i < n; i++, at += step) {
            s0 += a[at];
        }
        return s0 + s1 + (s2 + s3);
    }

    static float largest(float[] a, int from, int n) {
        float extreme = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
            extreme = Math.max(extreme, a[i]);
        }
        return extreme;
    }

    private static float smallest(float[] a, int from, int n) {
        float extreme = Float.POSITIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
            extreme = Math.min(extreme, a[i]);
        }
        return extreme;
    }

    private static void addRow(double[] sums, int to, int stepTo, float[] a, int from, int step, int n) {
        if (stepTo == 1 && step == 1) {
            WideSums.addRow(sums, to, a, from, n);
        } else {
            for (int i = 0; i < n; i++) {
                sums[to + i * stepTo] += a[from + i * step];
            }
        }
    }

    private static void addRow(double[] sums, int to, int stepTo, double[] a, int from, int step, int n) {
        for (int i = 0; i < n; i++) {
            sums[to + i * stepTo] += a[from + i * step];
        }
    }

    private static void integerLine(
            Reduction r, DType dtype, long[] sums, int to, int stepTo, Storage.Host in, int from, int step, int n) {
        if (r == Reduction.SUM && stepTo == 0 && in.dtype() == DType.BOOL && dtype == DType.INT64) {
            byte[] a = in.bytes();
            long sum = 0;
            for (int i = 0; i < n; i++) {
                sum += a[from + i * step];
            }
            sums[to] += sum;
            return;
        }
        for (int i = 0; i < n; i++) {
            int at = to + i * stepTo;
            sums[at] = Reductions.combine(r, sums[at], Reductions.read(in, from + i * step, dtype));
        }
    }
}
