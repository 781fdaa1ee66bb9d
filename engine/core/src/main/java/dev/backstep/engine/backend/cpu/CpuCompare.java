package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;

/// Comparisons of float32 numbers.
final class CpuCompare {
    private CpuCompare() {}

    /// Answers whether `f` is one of them.
    static boolean floats(
            ScalarFunction f, byte[] out, int o, int so, float[] a, int ia, int sa, float[] b, int ib, int sb, int n) {
        switch (f) {
            case EQ -> equal(out, o, so, a, ia, sa, b, ib, sb, n);
            case NE -> notEqual(out, o, so, a, ia, sa, b, ib, sb, n);
            case GT -> greater(out, o, so, a, ia, sa, b, ib, sb, n);
            case GE -> greaterOrEqual(out, o, so, a, ia, sa, b, ib, sb, n);
            case LT -> greater(out, o, so, b, ib, sb, a, ia, sa, n);
            case LE -> greaterOrEqual(out, o, so, b, ib, sb, a, ia, sa, n);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void equal(byte[] out, int o, int so, float[] a, int ia, int sa, float[] b, int ib, int sb, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i * so] = (byte) (a[ia + i * sa] == b[ib + i * sb] ? 1 : 0);
        }
    }

    private static void notEqual(
            byte[] out, int o, int so, float[] a, int ia, int sa, float[] b, int ib, int sb, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i * so] = (byte) (a[ia + i * sa] != b[ib + i * sb] ? 1 : 0);
        }
    }

    private static void greater(
            byte[] out, int o, int so, float[] a, int ia, int sa, float[] b, int ib, int sb, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i * so] = (byte) (a[ia + i * sa] > b[ib + i * sb] ? 1 : 0);
        }
    }

    private static void greaterOrEqual(
            byte[] out, int o, int so, float[] a, int ia, int sa, float[] b, int ib, int sb, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i * so] = (byte) (a[ia + i * sa] >= b[ib + i * sb] ? 1 : 0);
        }
    }
}
