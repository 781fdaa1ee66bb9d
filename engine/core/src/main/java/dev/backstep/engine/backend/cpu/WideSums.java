package dev.backstep.engine.backend.cpu;

import java.util.Arrays;

/// Sums of float32 numbers in float64, many at a time: one sum alone would wait for each addition to end
/// before the next begins, and a row of sums is added to with vectors (Note [Plain loops first]: sums are
/// of another type than elements, so both may have offsets of their own).
final class WideSums {
    private static final int WIDTH = 128;

    private final double[] sums = new double[WIDTH];

    /// The sum of `n` elements that lie `step` apart.
    double sum(float[] a, int from, int step, int n) {
        int i = 0;
        double sum = 0;
        if (step == 1 && n >= 4 * WIDTH) {
            Arrays.fill(sums, 0);
            for (; i <= n - WIDTH; i += WIDTH) {
                addRow(sums, 0, a, from + i, WIDTH);
            }
            sum = total();
        }
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int at = from + i * step;
        for (; i < n - 3; i += 4, at += 4 * step) {
            s0 += a[at];
            s1 += a[at + step];
            s2 += a[at + 2 * step];
            s3 += a[at + 3 * step];
        }
        for (; i < n; i++, at += step) {
            s0 += a[at];
        }
        return sum + (s0 + s1 + (s2 + s3));
    }

    /// The sum of the squares of `a[i] - center`. Differences and squares are rounded to float32.
    double squares(float[] a, int from, int n, float center) {
        int i = from;
        int end = from + n;
        double sum = 0;
        if (n >= 2 * WIDTH) {
            Arrays.fill(sums, 0);
            for (; i <= end - WIDTH; i += WIDTH) {
                addSquares(sums, a, i, center, WIDTH);
            }
            sum = total();
        }
        double s0 = 0;
        double s1 = 0;
        for (; i < end - 1; i += 2) {
            float d0 = a[i] - center;
            float d1 = a[i + 1] - center;
            s0 += d0 * d0;
            s1 += d1 * d1;
        }
        if (i < end) {
            float distance = a[i] - center;
            s0 += distance * distance;
        }
        return sum + (s0 + s1);
    }

    /// `sums[to + i] += a[from + i]`
    static void addRow(double[] sums, int to, float[] a, int from, int n) {
        for (int i = 0; i < n; i++) {
            sums[to + i] += a[from + i];
        }
    }

    private static void addSquares(double[] sums, float[] a, int from, float center, int n) {
        for (int i = 0; i < n; i++) {
            float distance = a[from + i] - center;
            sums[i] += distance * distance;
        }
    }

    private double total() {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int i = 0; i < WIDTH; i += 4) {
            s0 += sums[i];
            s1 += sums[i + 1];
            s2 += sums[i + 2];
            s3 += sums[i + 3];
        }
        return s0 + s1 + (s2 + s3);
    }
}
