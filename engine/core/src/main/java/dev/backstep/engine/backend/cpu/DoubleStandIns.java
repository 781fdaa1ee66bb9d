package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;

/// Functions of float64 for which vector loops are better where they are warm, as plain loops, which compute one
/// element after the other. See Note [Until vectors are warm].
final class DoubleStandIns {
    private DoubleStandIns() {}

    /// The functions that choose by a condition, as [DoubleLoops#run]. The JIT compiler does them one by
    /// one, so that vector loops are better where they are warm.
    static boolean choose(
            ScalarFunction f, double[] out, double[] a, double[] b, int from, int to, double p, double q) {
        switch (f) {
            case RELU -> relu(out, a, from, to);
            case LEAKY_RELU -> leakyRelu(out, a, from, to, p);
            case THRESHOLD -> threshold(out, a, from, to, p, q);
            case THRESHOLD_BACKWARD -> thresholdBackward(out, a, b, from, to, p);
            default -> {
                return false;
            }
        }
        return true;
    }

    /// What stands in for vector loops of functions that are no arithmetic: rounded where those round.
    static boolean standIn(ScalarFunction f, double[] out, double[] a, int from, int to) {
        switch (f) {
            case EXP -> exponential(out, a, from, to);
            case LOG -> logarithm(out, a, from, to);
            case SIN -> sine(out, a, from, to);
            case COS -> cosine(out, a, from, to);
            case TANH -> hyperbolicTangent(out, a, from, to);
            case SIGMOID -> sigmoid(out, a, from, to);
            default -> {
                return false;
            }
        }
        return true;
    }

    /// `a < 0 ? 0 : a` by bits, since no branch could be predicted: what is below 0 lies between -0 and minus infinity,
    /// both of which, as integers, are below 0 as well.
    private static void relu(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            long bits = Double.doubleToRawLongBits(a[i]);
            long negative = bits - 1 & bits - (0xfff0000000000001L);
            out[i] = Double.longBitsToDouble(bits & ~(negative >> 63));
        }
    }

    private static void leakyRelu(double[] out, double[] a, int from, int to, double p) {
        for (int i = from; i < to; i++) {
            double x = a[i];
            out[i] = x > 0 ? x : x * p;
        }
    }

    private static void threshold(double[] out, double[] a, int from, int to, double p, double q) {
        for (int i = from; i < to; i++) {
            double x = a[i];
            out[i] = x <= p ? q : x;
        }
    }

    private static void thresholdBackward(double[] out, double[] a, double[] b, int from, int to, double p) {
        if (p == 0) {
            reluBackward(out, a, b, from, to);
            return;
        }
        for (int i = from; i < to; i++) {
            double x = a[i];
            out[i] = b[i] <= p ? 0 : x;
        }
    }

    /// `b <= 0 ? 0 : a`, as [#relu]: what stays is above 0 or NaN.
    private static void reluBackward(double[] out, double[] a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            long bits = Double.doubleToRawLongBits(b[i]);
            long positive = -bits & ~bits;
            long negativeNaN = bits & 0xfff0000000000000L - bits;
            long mask = (positive | negativeNaN) >> 63;
            out[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(a[i]) & mask);
        }
    }

    private static void exponential(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.exp(a[i]);
        }
    }

    private static void logarithm(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.log(a[i]);
        }
    }

    private static void sine(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.sin(a[i]);
        }
    }

    private static void cosine(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.cos(a[i]);
        }
    }

    private static void hyperbolicTangent(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.tanh(a[i]);
        }
    }

    private static void sigmoid(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = 1 / (Math.exp(-a[i]) + 1);
        }
    }
}
