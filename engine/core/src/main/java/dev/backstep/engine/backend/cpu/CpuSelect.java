package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.Storage;

/// Choosing between two tensors by a condition.
final class CpuSelect {
    private CpuSelect() {}

    static void where(
            Storage.Host out,
            int o,
            int so,
            byte[] condition,
            int at,
            int step,
            Storage.Host b,
            int ib,
            int sb,
            Storage.Host c,
            int ic,
            int sc,
            int n) {
        switch (out.dtype()) {
            case FLOAT32 -> floats(out.floats(), o, so, condition, at, step, b.floats(), ib, sb, c.floats(), ic, sc, n);
            default -> {
                for (int i = 0; i < n; i++) {
                    boolean first = condition[at + i * step] != 0;
                    Object from = first ? b.array() : c.array();
                    System.arraycopy(from, first ? ib + i * sb : ic + i * sc, out.array(), o + i * so, 1);
                }
            }
        }
    }

    private static void floats(
            float[] out,
            int o,
            int so,
            byte[] condition,
            int at,
            int step,
            float[] b,
            int ib,
            int sb,
            float[] c,
            int ic,
            int sc,
            int n) {
        // Without a branch, which could not be predicted.
        for (int i = 0; i < n; i++) {
            int mask = -condition[at + i * step];
            int x = Float.floatToRawIntBits(b[ib + i * sb]);
            int y = Float.floatToRawIntBits(c[ic + i * sc]);
            out[o + i * so] = Float.intBitsToFloat(x & mask | y & ~mask);
        }
    }
}
