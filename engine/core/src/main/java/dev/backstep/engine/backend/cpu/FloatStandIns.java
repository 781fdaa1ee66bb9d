package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;

/// Functions of float32 for which vector loops are better where they are warm, as plain loops, which compute one
/// element after the other. See Note [Until vectors are warm].
final class FloatStandIns {
    private FloatStandIns() {}

    /// The functions that choose by a condition, as [FloatLoops#run]. The JIT compiler does them one by
    /// one, so that vector loops are better where they are warm.
    static boolean choose(ScalarFunction f, float[] out, float[] a, float[] b, int from, int to, float p, float q) {
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
    static boolean standIn(ScalarFunction f, float[] out, float[] a, int from, int to) {
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
    private static void relu(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            int bits = Float.floatToRawIntBits(a[i]);
            int negative = bits - 1 & bits - (0xff800001);
            out[i] = Float.intBitsToFloat(bits & ~(negative >> 31));
        }
    }

    private static void leakyRelu(float[] out, float[] a, int from, int to, float p) {
        for (int i = from; i < to; i++) {
            float x = a[i];
            out[i] = x > 0 ? x : x * p;
        }
    }

    private static void threshold(float[] out, float[] a, int from, int to, float p, float q) {
        for (int i = from; i < to; i++) {
            float x = a[i];
            out[i] = x <= p ? q : x;
        }
    }

    private static void thresholdBackward(float[] out, float[] a, float[] b, int from, int to, float p) {
        if (p == 0) {
            reluBackward(out, a, b, from, to);
            return;
        }
        for (int i = from; i < to; i++) {
            float x = a[i];
            out[i] = b[i] <= p ? 0 : x;
        }
    }

    /// `b <= 0 ? 0 : a`, as [#relu]: what stays is above 0 or NaN.
    private static void reluBackward(float[] out, float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            int bits = Float.floatToRawIntBits(b[i]);
            int positive = -bits & ~bits;
            int negativeNaN = bits & 0xff800000 - bits;
            int mask = (positive | negativeNaN) >> 31;
            out[i] = Float.intBitsToFloat(Float.floatToRawIntBits(a[i]) & mask);
        }
    }

    private static void exponential(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = (float) Math.exp(a[i]);
        }
    }

    private static void logarithm(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = (float) Math.log(a[i]);
        }
    }

    private static void sine(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = (float) Math.sin(a[i]);
        }
    }

    private static void cosine(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = (float) Math.cos(a[i]);
        }
    }

    private static void hyperbolicTangent(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = (float) Math.tanh(a[i]);
        }
    }

    private static void sigmoid(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = 1 / ((float) Math.exp(-a[i]) + 1);
        }
    }
}
