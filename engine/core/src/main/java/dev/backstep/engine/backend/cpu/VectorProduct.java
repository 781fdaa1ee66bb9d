package dev.backstep.engine.backend.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// The matrix product whose sums have a defined order, on vectors of neighbouring columns: the order is
/// that of a single element, so that the result does not depend on the width of the vectors. A tile of the
/// result stays in registers while all of `k` is walked through.
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
            int a0 = offsetA + i * ldA;
            int a1 = a0 + Math.min(1, rows - 1) * ldA;
            int a2 = a0 + Math.min(2, rows - 1) * ldA;
            int a3 = a0 + Math.min(3, rows - 1) * ldA;
            float s0 = start == null ? 0 : start[i];
            float s1 = start == null ? 0 : start[i + Math.min(1, rows - 1)];
            float s2 = start == null ? 0 : start[i + Math.min(2, rows - 1)];
            float s3 = start == null ? 0 : start[i + Math.min(3, rows - 1)];
            int row = offsetC + i * ldC;
            int j = 0;
            for (; j + 2 * LANES <= n; j += 2 * LANES) {
                if (fused) {
                    fusedTile(c, row + j, ldC, rows, s0, s1, s2, s3, a, a0, a1, a2, a3, b, offsetB + j, ldB, order);
                } else {
                    tile(c, row + j, ldC, rows, s0, s1, s2, s3, a, a0, a1, a2, a3, b, offsetB + j, ldB, order);
                }
            }
            for (; j < n; j += LANES) {
                // The last vector overlaps what was computed before, if there is enough.
                int column = Math.max(0, Math.min(j, n - LANES));
                int from = offsetB + column;
                int to = row + column;
                if (n < LANES) {
                    VectorMask<Float> columns = SPECIES.indexInRange(0, n);
                    masked(c, to, ldC, rows, s0, s1, s2, s3, a, a0, a1, a2, a3, b, from, ldB, order, columns, fused);
                } else if (fused) {
                    fusedNarrowTile(c, to, ldC, rows, s0, s1, s2, s3, a, a0, a1, a2, a3, b, from, ldB, order);
                } else {
                    narrowTile(c, to, ldC, rows, s0, s1, s2, s3, a, a0, a1, a2, a3, b, from, ldB, order);
                }
            }
        }
    }

    /// Two vectors of columns.
    private static void fusedTile(
            float[] c,
            int to,
            int ldC,
            int rows,
            float s0,
            float s1,
            float s2,
            float s3,
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            float[] b,
            int from,
            int ldB,
            int[] order) {
        FloatVector c00 = FloatVector.broadcast(SPECIES, s0);
        FloatVector c01 = c00;
        FloatVector c10 = FloatVector.broadcast(SPECIES, s1);
        FloatVector c11 = c10;
        FloatVector c20 = FloatVector.broadcast(SPECIES, s2);
        FloatVector c21 = c20;
        FloatVector c30 = FloatVector.broadcast(SPECIES, s3);
        FloatVector c31 = c30;
        for (int l : order) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, from + l * ldB);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, from + l * ldB + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + l]);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + l]);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + l]);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + l]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
        }
        store(c, to, ldC, rows, c00, c10, c20, c30);
        store(c, to + LANES, ldC, rows, c01, c11, c21, c31);
    }

    /// Two vectors of columns.
    private static void tile(
            float[] c,
            int to,
            int ldC,
            int rows,
            float s0,
            float s1,
            float s2,
            float s3,
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            float[] b,
            int from,
            int ldB,
            int[] order) {
        FloatVector c00 = FloatVector.broadcast(SPECIES, s0);
        FloatVector c01 = c00;
        FloatVector c10 = FloatVector.broadcast(SPECIES, s1);
        FloatVector c11 = c10;
        FloatVector c20 = FloatVector.broadcast(SPECIES, s2);
        FloatVector c21 = c20;
        FloatVector c30 = FloatVector.broadcast(SPECIES, s3);
        FloatVector c31 = c30;
        for (int l : order) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, from + l * ldB);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, from + l * ldB + LANES);
            float x0 = a[a0 + l];
            float x1 = a[a1 + l];
            float x2 = a[a2 + l];
            float x3 = a[a3 + l];
            c00 = c00.add(b0.mul(x0));
            c01 = c01.add(b1.mul(x0));
            c10 = c10.add(b0.mul(x1));
            c11 = c11.add(b1.mul(x1));
            c20 = c20.add(b0.mul(x2));
            c21 = c21.add(b1.mul(x2));
            c30 = c30.add(b0.mul(x3));
            c31 = c31.add(b1.mul(x3));
        }
        store(c, to, ldC, rows, c00, c10, c20, c30);
        store(c, to + LANES, ldC, rows, c01, c11, c21, c31);
    }

    /// One vector of columns.
    private static void fusedNarrowTile(
            float[] c,
            int to,
            int ldC,
            int rows,
            float s0,
            float s1,
            float s2,
            float s3,
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            float[] b,
            int from,
            int ldB,
            int[] order) {
        FloatVector c0 = FloatVector.broadcast(SPECIES, s0);
        FloatVector c1 = FloatVector.broadcast(SPECIES, s1);
        FloatVector c2 = FloatVector.broadcast(SPECIES, s2);
        FloatVector c3 = FloatVector.broadcast(SPECIES, s3);
        for (int l : order) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, from + l * ldB);
            c0 = b0.fma(FloatVector.broadcast(SPECIES, a[a0 + l]), c0);
            c1 = b0.fma(FloatVector.broadcast(SPECIES, a[a1 + l]), c1);
            c2 = b0.fma(FloatVector.broadcast(SPECIES, a[a2 + l]), c2);
            c3 = b0.fma(FloatVector.broadcast(SPECIES, a[a3 + l]), c3);
        }
        store(c, to, ldC, rows, c0, c1, c2, c3);
    }

    /// One vector of columns.
    private static void narrowTile(
            float[] c,
            int to,
            int ldC,
            int rows,
            float s0,
            float s1,
            float s2,
            float s3,
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            float[] b,
            int from,
            int ldB,
            int[] order) {
        FloatVector c0 = FloatVector.broadcast(SPECIES, s0);
        FloatVector c1 = FloatVector.broadcast(SPECIES, s1);
        FloatVector c2 = FloatVector.broadcast(SPECIES, s2);
        FloatVector c3 = FloatVector.broadcast(SPECIES, s3);
        for (int l : order) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, from + l * ldB);
            c0 = c0.add(b0.mul(a[a0 + l]));
            c1 = c1.add(b0.mul(a[a1 + l]));
            c2 = c2.add(b0.mul(a[a2 + l]));
            c3 = c3.add(b0.mul(a[a3 + l]));
        }
        store(c, to, ldC, rows, c0, c1, c2, c3);
    }

    /// Fewer columns than a vector has.
    private static void masked(
            float[] c,
            int to,
            int ldC,
            int rows,
            float s0,
            float s1,
            float s2,
            float s3,
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            float[] b,
            int from,
            int ldB,
            int[] order,
            VectorMask<Float> columns,
            boolean fused) {
        FloatVector c0 = FloatVector.broadcast(SPECIES, s0);
        FloatVector c1 = FloatVector.broadcast(SPECIES, s1);
        FloatVector c2 = FloatVector.broadcast(SPECIES, s2);
        FloatVector c3 = FloatVector.broadcast(SPECIES, s3);
        for (int l : order) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, from + l * ldB, columns);
            if (fused) {
                c0 = b0.fma(FloatVector.broadcast(SPECIES, a[a0 + l]), c0);
                c1 = b0.fma(FloatVector.broadcast(SPECIES, a[a1 + l]), c1);
                c2 = b0.fma(FloatVector.broadcast(SPECIES, a[a2 + l]), c2);
                c3 = b0.fma(FloatVector.broadcast(SPECIES, a[a3 + l]), c3);
            } else {
                c0 = c0.add(b0.mul(a[a0 + l]));
                c1 = c1.add(b0.mul(a[a1 + l]));
                c2 = c2.add(b0.mul(a[a2 + l]));
                c3 = c3.add(b0.mul(a[a3 + l]));
            }
        }
        c0.intoArray(c, to, columns);
        if (rows > 1) c1.intoArray(c, to + ldC, columns);
        if (rows > 2) c2.intoArray(c, to + 2 * ldC, columns);
        if (rows > 3) c3.intoArray(c, to + 3 * ldC, columns);
    }

    private static void store(
            float[] c, int to, int ldC, int rows, FloatVector c0, FloatVector c1, FloatVector c2, FloatVector c3) {
        c0.intoArray(c, to);
        if (rows > 1) c1.intoArray(c, to + ldC);
        if (rows > 2) c2.intoArray(c, to + 2 * ldC);
        if (rows > 3) c3.intoArray(c, to + 3 * ldC);
    }
}
