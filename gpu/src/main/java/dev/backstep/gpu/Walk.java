package dev.backstep.gpu;

import dev.backstep.engine.backend.Strided;
import java.util.Arrays;
import org.lwjgl.system.MemoryUtil;

/// How kernels go through up to four tensors together: `Walk` in `types.cl`. Dimensions of size 1 are left out and
/// neighbours that lie alike in all tensors are made one.
final class Walk {
    static final int BYTES = 272;
    static final int OPERANDS = 4;
    /// The most dimensions that it can have.
    static final int MAX_RANK = 10;

    private static final int SHIFT_BYTES = 12;

    private final int[] offsets = new int[OPERANDS];
    private final int[] sizes = new int[MAX_RANK];
    private final int[] strides = new int[MAX_RANK * OPERANDS];
    private int rank;
    /// Dimensions in the order in which to join them.
    private int[] order = new int[MAX_RANK];

    /// Through `sizes` in row-major order, with the operands' own strides.
    static Walk of(int[] sizes, Strided... operands) {
        var walk = new Walk();
        int[][] strides = new int[operands.length][];
        for (int t = 0; t < operands.length; t++) {
            walk.offsets[t] = operands[t].offset();
            strides[t] = operands[t].strides();
        }
        walk.join(sizes, strides, operands.length, false);
        return walk;
    }

    /// Goes through `sizes` from now on, in the order that suits the first operand; offsets are 0.
    ///
    /// @param count how many of `operandStrides` there are
    Walk through(int[] sizes, int[][] operandStrides, int count) {
        Arrays.fill(offsets, 0);
        join(sizes, operandStrides, count, true);
        return this;
    }

    void offset(int operand, int offset) {
        offsets[operand] = offset;
    }

    private void join(int[] all, int[][] operandStrides, int count, boolean anyOrder) {
        rank = 0;
        int dims = 0;
        if (order.length < all.length) {
            order = new int[all.length];
        }
        for (int d = 0; d < all.length; d++) {
            if (all[d] != 1) {
                int at = dims++;
                while (anyOrder && at > 0 && operandStrides[0][order[at - 1]] < operandStrides[0][d]) {
                    order[at] = order[at - 1];
                    at--;
                }
                order[at] = d;
            }
        }
        for (int i = 0; i < dims; i++) {
            int d = order[i];
            boolean joins = rank > 0 && rank <= MAX_RANK;
            for (int t = 0; t < count && joins; t++) {
                joins = strides[(rank - 1) * OPERANDS + t] == operandStrides[t][d] * all[d];
            }
            if (joins) {
                sizes[rank - 1] *= all[d];
            } else if (rank++ < MAX_RANK) {
                sizes[rank - 1] = all[d];
            } else {
                return;
            }
            for (int t = 0; t < OPERANDS; t++) {
                strides[(rank - 1) * OPERANDS + t] = t < count ? operandStrides[t][d] : 0;
            }
        }
    }

    /// Whether a kernel can be given it.
    boolean fits() {
        return rank <= MAX_RANK;
    }

    int rank() {
        return rank;
    }

    /// The size of the dimension that runs fastest; 1 if there is none.
    int rowSize() {
        return rank == 0 ? 1 : sizes[rank - 1];
    }

    /// An operand's stride in the dimension that runs fastest; 0 if there is none.
    int rowStride(int operand) {
        return rank == 0 ? 0 : strides[(rank - 1) * OPERANDS + operand];
    }

    /// Whether an operand's other strides are multiples of `step`.
    boolean rowsStartAtMultiples(int operand, int step) {
        for (int d = 0; d < rank - 1; d++) {
            if (strides[d * OPERANDS + operand] % step != 0) {
                return false;
            }
        }
        return true;
    }

    /// The [strides of a row][#rowStride], as an `int4`.
    ///
    /// @param to an address
    void writeRow(long to) {
        for (int t = 0; t < OPERANDS; t++) {
            MemoryUtil.memPutInt(to + 4L * t, rowStride(t));
        }
    }

    /// @param to an address
    void write(long to) {
        for (int t = 0; t < OPERANDS; t++) {
            MemoryUtil.memPutInt(to + 4L * t, offsets[t]);
        }
        long at = to + 4L * OPERANDS;
        // Kernels look at the first dimension's strides in any case, and else at no more than there are.
        for (int i = 0; i < Math.max(1, rank) * OPERANDS; i++) {
            MemoryUtil.memPutInt(at + 4L * i, i < rank * OPERANDS ? strides[i] : 0);
        }
        at += 4L * MAX_RANK * OPERANDS;
        for (int d = 1; d < rank; d++) {
            // Division by multiplication, after Granlund and Montgomery: for numerators below 2^31.
            int size = sizes[d];
            int shift = size <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
            long magic = size == 0 ? 0 : ((1L << Integer.SIZE) * ((1L << shift) - size)) / size + 1;
            MemoryUtil.memPutInt(at + 4L * d, size);
            MemoryUtil.memPutInt(at + 4L * (MAX_RANK + d), (int) magic);
            MemoryUtil.memPutByte(at + 8L * MAX_RANK + d, (byte) shift);
        }
        MemoryUtil.memPutInt(at + 8L * MAX_RANK + SHIFT_BYTES, rank);
    }
}
