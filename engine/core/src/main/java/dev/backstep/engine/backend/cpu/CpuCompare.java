package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;

/// Comparisons of float32 and int64 numbers.
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

    /// As [#floats].
    static boolean longs(
            ScalarFunction f, byte[] out, int o, int so, long[] a, int ia, int sa, long[] b, int ib, int sb, int n) {
        switch (f) {
            case EQ -> equal(out, o, so, a, ia, sa, b, ib, sb, n, 1);
            case NE -> equal(out, o, so, a, ia, sa, b, ib, sb, n, 0);
            case GT -> greater(out, o, so, a, ia, sa, b, ib, sb, n, 1);
            case LE -> greater(out, o, so, a, ia, sa, b, ib, sb, n, 0);
            case LT -> greater(out, o, so, b, ib, sb, a, ia, sa, n, 1);
            case GE -> greater(out, o, so, b, ib, sb, a, ia, sa, n, 0);
            default -> {
                return false;
            }
        }
        return true;
    }

    /// @param yes what is written where they are equal; elsewhere the other one of 0 and 1
    private static void equal(
            byte[] out, int o, int so, long[] a, int ia, int sa, long[] b, int ib, int sb, int n, int yes) {
        for (int i = 0; i < n; i++) {
            out[o + i * so] = (byte) (a[ia + i * sa] == b[ib + i * sb] ? yes : 1 - yes);
        }
    }

    private static void greater(
            byte[] out, int o, int so, long[] a, int ia, int sa, long[] b, int ib, int sb, int n, int yes) {
        for (int i = 0; i < n; i++) {
            out[o + i * so] = (byte) (a[ia + i * sa] > b[ib + i * sb] ? yes : 1 - yes);
        }
    }
}
