package dev.backstep.engine.random;

/// Turns blocks of 16 uniform numbers into normal ones (Box-Muller): element `j` and `j + 8` make the pair.
///
/// Float32 numbers go through the Cephes polynomials of `avx_mathfun.h` with the multiply-adds fused, because that is
/// what PyTorch's AVX2 build computes; the JDK's functions would differ in the last bit of one number in six.
final class NormalBlock {
    private NormalBlock() {}

    static void transform(float[] data, int from, float mean, float std) {
        for (int j = from; j < from + 8; j++) {
            float u1 = 1 - data[j];
            float u2 = data[j + 8];
            float radius = (float) Math.sqrt(-2 * log(u1));
            float theta = (float) (2 * Math.PI) * u2;
            sinCos(theta, radius, mean, std, data, j);
        }
    }

    static void transform(double[] data, int from, double mean, double std) {
        for (int j = from; j < from + 8; j++) {
            double u1 = 1 - data[j];
            double u2 = data[j + 8];
            double radius = Math.sqrt(-2 * Math.log(u1));
            double theta = 2 * Math.PI * u2;
            data[j] = Math.fma(radius * Math.cos(theta), std, mean);
            data[j + 8] = Math.fma(radius * Math.sin(theta), std, mean);
        }
    }

    /// For `x` in (0, 1].
    private static float log(float x) {
        int bits = Float.floatToRawIntBits(Math.max(x, Float.MIN_NORMAL));
        float e = (bits >>> 23) - 126;
        float m = Float.intBitsToFloat(bits & 0x807fffff | 0x3f000000);
        if (m < 0.707106781186547524f) {
            e -= 1;
            m = m - 1 + m;
        } else {
            m -= 1;
        }
        float z = m * m;
        float y = 7.0376836292e-2f;
        y = Math.fma(y, m, -1.1514610310e-1f);
        y = Math.fma(y, m, 1.1676998740e-1f);
        y = Math.fma(y, m, -1.2420140846e-1f);
        y = Math.fma(y, m, 1.4249322787e-1f);
        y = Math.fma(y, m, -1.6668057665e-1f);
        y = Math.fma(y, m, 2.0000714765e-1f);
        y = Math.fma(y, m, -2.4999993993e-1f);
        y = Math.fma(y, m, 3.3333331174e-1f);
        y *= m;
        y = Math.fma(y, z, e * -2.12194440e-4f);
        y = Math.fma(z, -0.5f, y);
        return Math.fma(e, 0.693359375f, m + y);
    }

    /// Writes `radius * cos(theta) * std + mean` to `data[j]` and the same of the sine to `data[j + 8]`; `theta` is
    /// not negative.
    private static void sinCos(float theta, float radius, float mean, float std, float[] data, int j) {
        int octant = (int) (theta * 1.27323954473516f) + 1 & ~1;
        float x = Math.fma((float) octant, -0.78515625f, theta);
        x = Math.fma((float) octant, -2.4187564849853515625e-4f, x);
        x = Math.fma((float) octant, -3.77489497744594108e-8f, x);
        float z = x * x;

        float c = 2.443315711809948e-5f;
        c = Math.fma(c, z, -1.388731625493765e-3f);
        c = Math.fma(c, z, 4.166664568298827e-2f);
        c *= z;
        c = Math.fma(c, z, z * -0.5f) + 1;

        float s = -1.9515295891e-4f;
        s = Math.fma(s, z, 8.3321608736e-3f);
        s = Math.fma(s, z, -1.6666654611e-1f);
        s *= z;
        s = Math.fma(s, x, x);

        boolean swapped = (octant & 2) != 0;
        float sine = swapped ? c : s;
        float cosine = swapped ? s : c;
        sine = (octant & 4) != 0 ? -sine : sine;
        cosine = (octant - 2 & 4) == 0 ? -cosine : cosine;
        data[j] = Math.fma(radius * cosine, std, mean);
        data[j + 8] = Math.fma(radius * sine, std, mean);
    }
}
