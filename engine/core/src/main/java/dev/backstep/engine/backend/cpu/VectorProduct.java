package dev.backstep.engine.backend.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// The matrix product whose sums have a defined order, on vectors of neighbouring columns: the order is that of a
/// single
/// element, so that the result does not depend on the width of the vectors. A tile of the result stays in registers
/// while all of `k` is walked through.
final class VectorProduct {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    /// Rows of a tile: with two vectors a row, twelve of sixteen registers.
    private static final int ROWS = 4;

    private VectorProduct() {}

    static void run(
            float[] c,
            int offsetC,
            int ldC,
            float @Nullable [] start,
            float[] a,
            int offsetA,
            int ldA,
            float[] b,
            int offsetB,
            int ldB,
            int m,
            int n,
            int[] order,
            boolean fused) {
        for (int i = 0; i < m; i += ROWS) {
            int rows = Math.min(ROWS, m - i);
            // Rows beyond the last are the last again: computed in vain, never stored.
            int r1 = Math.min(1, rows - 1);
            int r2 = Math.min(2, rows - 1);
            int r3 = Math.min(3, rows - 1);
            int a0 = offsetA + i * ldA;
            float s0 = start == null ? 0 : start[i];
            float s1 = start == null ? 0 : start[i + r1];
            float s2 = start == null ? 0 : start[i + r2];
            float s3 = start == null ? 0 : start[i + r3];
            int row = offsetC + i * ldC;
            int j = 0;
            for (; j + 2 * LANES <= n; j += 2 * LANES) {
                FloatVector c00 = FloatVector.broadcast(SPECIES, s0);
                FloatVector c01 = c00;
                FloatVector c10 = FloatVector.broadcast(SPECIES, s1);
                FloatVector c11 = c10;
                FloatVector c20 = FloatVector.broadcast(SPECIES, s2);
                FloatVector c21 = c20;
                FloatVector c30 = FloatVector.broadcast(SPECIES, s3);
                FloatVector c31 = c30;
                if (fused) {
                    for (int l : order) {
                        FloatVector b0 = FloatVector.fromArray(SPECIES, b, offsetB + l * ldB + j);
                        FloatVector b1 = FloatVector.fromArray(SPECIES, b, offsetB + l * ldB + j + LANES);
                        FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + l]);
                        FloatVector x1 = FloatVector.broadcast(SPECIES, a[a0 + r1 * ldA + l]);
                        FloatVector x2 = FloatVector.broadcast(SPECIES, a[a0 + r2 * ldA + l]);
                        FloatVector x3 = FloatVector.broadcast(SPECIES, a[a0 + r3 * ldA + l]);
                        c00 = x0.fma(b0, c00);
                        c01 = x0.fma(b1, c01);
                        c10 = x1.fma(b0, c10);
                        c11 = x1.fma(b1, c11);
                        c20 = x2.fma(b0, c20);
                        c21 = x2.fma(b1, c21);
                        c30 = x3.fma(b0, c30);
                        c31 = x3.fma(b1, c31);
                    }
                } else {
                    for (int l : order) {
                        FloatVector b0 = FloatVector.fromArray(SPECIES, b, offsetB + l * ldB + j);
                        FloatVector b1 = FloatVector.fromArray(SPECIES, b, offsetB + l * ldB + j + LANES);
                        float x0 = a[a0 + l];
                        float x1 = a[a0 + r1 * ldA + l];
                        float x2 = a[a0 + r2 * ldA + l];
                        float x3 = a[a0 + r3 * ldA + l];
                        c00 = c00.add(b0.mul(x0));
                        c01 = c01.add(b1.mul(x0));
                        c10 = c10.add(b0.mul(x1));
                        c11 = c11.add(b1.mul(x1));
                        c20 = c20.add(b0.mul(x2));
                        c21 = c21.add(b1.mul(x2));
                        c30 = c30.add(b0.mul(x3));
                        c31 = c31.add(b1.mul(x3));
                    }
                }
                store(c, row + j, ldC, rows, c00, c10, c20, c30);
                store(c, row + j + LANES, ldC, rows, c01, c11, c21, c31);
            }
            for (; j < n; j += LANES) {
                VectorMask<Float> columns = SPECIES.indexInRange(j, n);
                FloatVector c0 = FloatVector.broadcast(SPECIES, s0);
                FloatVector c1 = FloatVector.broadcast(SPECIES, s1);
                FloatVector c2 = FloatVector.broadcast(SPECIES, s2);
                FloatVector c3 = FloatVector.broadcast(SPECIES, s3);
                for (int l : order) {
                    FloatVector b0 = FloatVector.fromArray(SPECIES, b, offsetB + l * ldB + j, columns);
                    if (fused) {
                        c0 = b0.fma(FloatVector.broadcast(SPECIES, a[a0 + l]), c0);
                        c1 = b0.fma(FloatVector.broadcast(SPECIES, a[a0 + r1 * ldA + l]), c1);
                        c2 = b0.fma(FloatVector.broadcast(SPECIES, a[a0 + r2 * ldA + l]), c2);
                        c3 = b0.fma(FloatVector.broadcast(SPECIES, a[a0 + r3 * ldA + l]), c3);
                    } else {
                        c0 = c0.add(b0.mul(a[a0 + l]));
                        c1 = c1.add(b0.mul(a[a0 + r1 * ldA + l]));
                        c2 = c2.add(b0.mul(a[a0 + r2 * ldA + l]));
                        c3 = c3.add(b0.mul(a[a0 + r3 * ldA + l]));
                    }
                }
                c0.intoArray(c, row + j, columns);
                if (rows > 1) c1.intoArray(c, row + ldC + j, columns);
                if (rows > 2) c2.intoArray(c, row + 2 * ldC + j, columns);
                if (rows > 3) c3.intoArray(c, row + 3 * ldC + j, columns);
            }
        }
    }

    private static void store(
            float[] c, int to, int ldC, int rows, FloatVector c0, FloatVector c1, FloatVector c2, FloatVector c3) {
        c0.intoArray(c, to);
        if (rows > 1) c1.intoArray(c, to + ldC);
        if (rows > 2) c2.intoArray(c, to + 2 * ldC);
        if (rows > 3) c3.intoArray(c, to + 3 * ldC);
    }
}
