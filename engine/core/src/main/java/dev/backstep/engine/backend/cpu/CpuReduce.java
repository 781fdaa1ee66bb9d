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

/// Reductions. The walk goes through the input and, with steps of 0 in the reduced dimensions, through a row of
/// accumulators for the output: a line then either ends up in one accumulator or adds to a row of them.
final class CpuReduce {
    private final WideSums wide = new WideSums();

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
            float found = max ? largest(in.floats(), from, n) : smallest(in.floats(), from, n);
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
        float m0 = Float.NEGATIVE_INFINITY;
        float m1 = m0;
        float m2 = m0;
        float m3 = m0;
        int end = from + n;
        int i = from;
        for (; i < end - 3; i += 4) {
            m0 = Math.max(m0, a[i]);
            m1 = Math.max(m1, a[i + 1]);
            m2 = Math.max(m2, a[i + 2]);
            m3 = Math.max(m3, a[i + 3]);
        }
        for (; i < end; i++) {
            m0 = Math.max(m0, a[i]);
        }
        return Math.max(Math.max(m0, m1), Math.max(m2, m3));
    }

    private static float smallest(float[] a, int from, int n) {
        float m0 = Float.POSITIVE_INFINITY;
        float m1 = m0;
        float m2 = m0;
        float m3 = m0;
        int end = from + n;
        int i = from;
        for (; i < end - 3; i += 4) {
            m0 = Math.min(m0, a[i]);
            m1 = Math.min(m1, a[i + 1]);
            m2 = Math.min(m2, a[i + 2]);
            m3 = Math.min(m3, a[i + 3]);
        }
        for (; i < end; i++) {
            m0 = Math.min(m0, a[i]);
        }
        return Math.min(Math.min(m0, m1), Math.min(m2, m3));
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
