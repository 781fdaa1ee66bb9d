package dev.backstep.kernel.recorder;

import dev.backstep.recording.Statistics;
import java.util.Arrays;

/// Sums for [Statistics]. The deviation is summed around the first element, so that a large mean does not cost the
/// digits of a small spread.
final class Summary {
    /// How many sums are kept side by side. One sum alone would wait for each addition to end before the next begins; a
    /// row of sums is added to with the machine's vectors, without the Vector API.
    private static final int WIDTH = 128;

    private long count;
    private double first;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double sum;
    private double squares;
    private double deviation;
    private double deviationSquares;
    private long nans;
    private long infinities;
    private long zeros;

    void add(double element) {
        if (count++ == 0) {
            first = element;
        }
        min = Math.min(min, element);
        max = Math.max(max, element);
        sum += element;
        squares += element * element;
        double d = element - first;
        deviation += d;
        deviationSquares += d * d;
        if (element == 0) {
            zeros++;
        } else if (Double.isNaN(element)) {
            nans++;
        } else if (Double.isInfinite(element)) {
            infinities++;
        }
    }

    /// Adds `n` elements that lie one after the other.
    void add(float[] elements, int from, int n) {
        int done = 0;
        if (n >= 4 * WIDTH) {
            if (count == 0) {
                first = elements[from];
            }
            // Gradients that were just set to zero, above all. Others differ at once.
            boolean constant = Arrays.mismatch(elements, from, from + n - 1, elements, from + 1, from + n) < 0;
            done = constant ? n : n - n % WIDTH;
            if (constant) {
                addAll(elements[from], n);
            } else {
                addRows(elements, from, done);
            }
        }
        for (int i = done; i < n; i++) {
            add(elements[from + i]);
        }
    }

    private void addAll(double element, int n) {
        add(element);
        int more = n - 1;
        count += more;
        sum += more * element;
        squares += more * element * element;
        double d = element - first;
        deviation += more * d;
        deviationSquares += more * d * d;
        if (element == 0) {
            zeros += more;
        } else if (Double.isNaN(element)) {
            nans += more;
        } else if (Double.isInfinite(element)) {
            infinities += more;
        }
    }

    private void addRows(float[] elements, int from, int n) {
        var sumRow = new double[WIDTH];
        var squareRow = new double[WIDTH];
        var deviationSquareRow = new double[WIDTH];
        var minRow = new float[WIDTH];
        var maxRow = new float[WIDTH];
        var nonZeroRow = new double[WIDTH];
        Arrays.fill(minRow, Float.POSITIVE_INFINITY);
        Arrays.fill(maxRow, Float.NEGATIVE_INFINITY);
        var block = new float[WIDTH];
        for (int at = from; at < from + n; at += WIDTH) {
            System.arraycopy(elements, at, block, 0, WIDTH);
            addElements(sumRow, block);
            addSquares(squareRow, block);
            addDeviationSquares(deviationSquareRow, block, first);
            addMin(minRow, block);
            addMax(maxRow, block);
            addNonZeros(nonZeroRow, block);
        }
        count += n;
        double nonZeros = 0;
        double all = 0;
        double allSquares = 0;
        for (int i = 0; i < WIDTH; i++) {
            min = Math.min(min, minRow[i]);
            max = Math.max(max, maxRow[i]);
            all += sumRow[i];
            allSquares += squareRow[i];
            deviationSquares += deviationSquareRow[i];
            nonZeros += nonZeroRow[i];
        }
        sum += all;
        squares += allSquares;
        deviation += all - n * first;
        // The squares of finite float32 numbers are far from float64's limit.
        if (Double.isFinite(allSquares)) {
            zeros += n - (long) nonZeros;
        } else {
            countUnusual(elements, from, n);
        }
    }

    // The compiler uses vectors if there is one row in a loop, and all of a loop's arrays go from the same index.

    private static void addElements(double[] sums, float[] block) {
        for (int i = 0; i < WIDTH; i++) {
            sums[i] += block[i];
        }
    }

    private static void addSquares(double[] sums, float[] block) {
        for (int i = 0; i < WIDTH; i++) {
            double element = block[i];
            sums[i] += element * element;
        }
    }

    private static void addDeviationSquares(double[] sums, float[] block, double first) {
        for (int i = 0; i < WIDTH; i++) {
            double d = block[i] - first;
            sums[i] += d * d;
        }
    }

    private static void addMin(float[] min, float[] block) {
        for (int i = 0; i < WIDTH; i++) {
            min[i] = Math.min(min[i], block[i]);
        }
    }

    private static void addMax(float[] max, float[] block) {
        for (int i = 0; i < WIDTH; i++) {
            max[i] = Math.max(max[i], block[i]);
        }
    }

    private static void addNonZeros(double[] counts, float[] block) {
        for (int i = 0; i < WIDTH; i++) {
            counts[i] += Math.abs(Math.signum(block[i]));
        }
    }

    private void countUnusual(float[] elements, int from, int n) {
        for (int i = from; i < from + n; i++) {
            if (elements[i] == 0) {
                zeros++;
            } else if (Float.isNaN(elements[i])) {
                nans++;
            } else if (Float.isInfinite(elements[i])) {
                infinities++;
            }
        }
    }

    /// Each element was there so many times.
    void repeat(long times) {
        count *= times;
        sum *= times;
        squares *= times;
        deviation *= times;
        deviationSquares *= times;
        nans *= times;
        infinities *= times;
        zeros *= times;
    }

    Statistics finish() {
        if (count == 0) {
            return new Statistics(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0, 0, 0);
        }
        double variance = (deviationSquares - deviation * deviation / count) / (count - 1);
        double std = count < 2 ? Double.NaN : Math.sqrt(Math.max(variance, 0));
        return new Statistics(count, min, max, sum / count, std, Math.sqrt(squares), nans, infinities, zeros);
    }
}
