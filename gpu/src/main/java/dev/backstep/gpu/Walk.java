package dev.backstep.gpu;

import dev.backstep.engine.backend.Strided;
import org.lwjgl.system.MemoryUtil;

/// How kernels go through up to four tensors together: `Walk` in `types.cl`. Dimensions of size 1 are left out and
/// neighbours that lie alike in all tensors are made one.
final class Walk {
    static final int BYTES = 272;
    /// The most dimensions that it can have.
    static final int MAX_RANK = 12;
    private static final int OPERANDS = 4;

    private final int[] offsets = new int[OPERANDS];
    private final int[] sizes;
    private final int[][] strides;
    private int rank;

    private Walk(int[] sizes, Strided[] operands, int[][] operandStrides) {
        this.sizes = new int[sizes.length];
        strides = new int[sizes.length][OPERANDS];
        for (int t = 0; t < operands.length; t++) {
            offsets[t] = operands[t].offset();
        }
        for (int d = 0; d < sizes.length; d++) {
            if (sizes[d] == 1) {
                continue;
            }
            int[] here = new int[OPERANDS];
            boolean joins = rank > 0;
            for (int t = 0; t < operands.length; t++) {
                here[t] = operandStrides[t][d];
                joins &= rank > 0 && strides[rank - 1][t] == here[t] * sizes[d];
            }
            if (!joins) {
                this.sizes[rank++] = sizes[d];
            } else {
                this.sizes[rank - 1] *= sizes[d];
            }
            strides[rank - 1] = here;
        }
    }

    /// Through `sizes`, with the operands' own strides.
    static Walk of(int[] sizes, Strided... operands) {
        int[][] strides = new int[operands.length][];
        for (int t = 0; t < operands.length; t++) {
            strides[t] = operands[t].strides();
        }
        return new Walk(sizes, operands, strides);
    }

    /// Whether a kernel can be given it.
    boolean fits() {
        return rank <= MAX_RANK;
    }

    /// @param to an address
    void write(long to) {
        long at = putAll(to, offsets);
        for (int d = 0; d < MAX_RANK; d++) {
            at = putAll(at, d < rank ? strides[d] : new int[OPERANDS]);
        }
        for (int d = 0; d < MAX_RANK; d++) {
            MemoryUtil.memPutInt(at, d < rank ? sizes[d] : 1);
            at += Integer.BYTES;
        }
        MemoryUtil.memPutInt(at, rank);
    }

    private static long putAll(long to, int[] values) {
        long at = to;
        for (int value : values) {
            MemoryUtil.memPutInt(at, value);
            at += Integer.BYTES;
        }
        return at;
    }
}
