package dev.backstep.engine.backend.cpu;

import static dev.backstep.engine.backend.reference.Elements.host;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Batched matrix products: tiny ones in plain loops, others by OpenBLAS, which reads transposed matrices in place.
final class CpuMatmul {
    /// Fewer multiplications than these are quicker done than handed over.
    private static final int SMALL = 1000;

    private final @Nullable VectorLoops vectors;
    private final boolean blas;

    CpuMatmul(@Nullable VectorLoops vectors, boolean blas) {
        this.vectors = vectors;
        this.blas = blas;
    }

    /// See [dev.backstep.engine.backend.Backend#matmul]; float32 and float64.
    void run(Strided out, Strided a, Strided b, double alpha, double beta) {
        int batches = out.sizes()[0];
        int m = out.sizes()[1];
        int n = out.sizes()[2];
        int k = a.sizes()[2];
        if (batches == 0 || m == 0 || n == 0) {
            return;
        }
        // One right-hand side for all: the batch is just more rows.
        if (batches > 1 && b.strides()[0] == 0 && stacks(a) && stacks(out)) {
            m *= batches;
            batches = 1;
        }
        boolean single = out.dtype() == DType.FLOAT32;
        long multiplications = (long) m * n * k;
        if (multiplications <= SMALL || !blas && !single) {
            for (int i = 0; i < batches; i++) {
                plain(out, i, a, b, m, n, k, alpha, beta);
            }
            return;
        }
        Operand left = Operand.of(a, m, k);
        Operand right = Operand.of(b, k, n);
        Operand target = Operand.layout(out, m, n);
        if (target == null || target.transposed && m != 1 && n != 1) {
            // Neither rows nor columns are in one piece, or columns are: through a temporary.
            viaTemporary(out, a, b, alpha, beta);
            return;
        }
        for (int i = 0; i < batches; i++) {
            int c = out.offset() + i * out.strides()[0];
            int x = left.offset + i * left.batchStride;
            int y = right.offset + i * right.batchStride;
            if (!single) {
                OpenBlas.gemm(
                        host(out).doubles(),
                        c,
                        target.ld,
                        left.storage.doubles(),
                        x,
                        left.ld,
                        left.transposed,
                        right.storage.doubles(),
                        y,
                        right.ld,
                        right.transposed,
                        m,
                        n,
                        k,
                        alpha,
                        beta);
            } else if (blas) {
                OpenBlas.gemm(
                        host(out).floats(),
                        c,
                        target.ld,
                        left.storage.floats(),
                        x,
                        left.ld,
                        left.transposed,
                        right.storage.floats(),
                        y,
                        right.ld,
                        right.transposed,
                        m,
                        n,
                        k,
                        (float) alpha,
                        (float) beta);
            } else {
                rows(
                        host(out).floats(),
                        c,
                        target.ld,
                        left.storage.floats(),
                        x,
                        left.ld,
                        left.transposed,
                        right.storage.floats(),
                        y,
                        right.ld,
                        right.transposed,
                        m,
                        n,
                        k,
                        (float) alpha,
                        (float) beta);
            }
        }
    }

    /// Whether the matrices of a batch lie one below the other.
    private static boolean stacks(Strided s) {
        return s.strides()[0] == s.sizes()[1] * s.strides()[1];
    }

    private void viaTemporary(Strided out, Strided a, Strided b, double alpha, double beta) {
        Strided temporary = View.contiguous(Storage.Host.allocate(out.dtype(), out.numel()), out.sizes());
        if (beta != 0) {
            CpuCopy.copy(temporary, out);
        }
        run(temporary, a, b, alpha, beta);
        CpuCopy.copy(out, temporary);
    }

    /// How BLAS is to read the matrices of a batch.
    private record Operand(Storage.Host storage, int offset, int batchStride, int ld, boolean transposed) {
        /// In place if possible, else a copy.
        static Operand of(Strided s, int rows, int columns) {
            Operand inPlace = layout(s, rows, columns);
            if (inPlace != null) {
                return inPlace;
            }
            // A batch of one matrix seen many times is copied once.
            boolean fixed = s.strides()[0] == 0;
            int[] sizes = {fixed ? 1 : s.sizes()[0], s.sizes()[1], s.sizes()[2]};
            View part = View.of(s, s.offset(), sizes, s.strides());
            View copy = View.contiguous(Storage.Host.allocate(s.dtype(), part.numel()), sizes);
            CpuCopy.copy(copy, part);
            return new Operand(host(copy), 0, fixed ? 0 : sizes[1] * sizes[2], sizes[2], false);
        }

        static @Nullable Operand layout(Strided s, int rows, int columns) {
            int rowStride = s.strides()[1];
            int columnStride = s.strides()[2];
            if (columns == 1 || columnStride == 1) {
                int ld = rows == 1 ? Math.max(1, columns) : rowStride;
                if (ld >= Math.max(1, columns)) {
                    return new Operand(host(s), s.offset(), s.strides()[0], ld, false);
                }
            }
            if (rows == 1 || rowStride == 1) {
                int ld = columns == 1 ? Math.max(1, rows) : columnStride;
                if (ld >= Math.max(1, rows)) {
                    return new Operand(host(s), s.offset(), s.strides()[0], ld, true);
                }
            }
            return null;
        }
    }

    /// Without BLAS: a row of the result is a sum of rows of the right-hand side.
    private void rows(
            float[] c,
            int offsetC,
            int ldC,
            float[] a,
            int offsetA,
            int ldA,
            boolean transA,
            float[] b,
            int offsetB,
            int ldB,
            boolean transB,
            int m,
            int n,
            int k,
            float alpha,
            float beta) {
        for (int i = 0; i < m; i++) {
            int row = offsetC + i * ldC;
            if (beta == 0) {
                Arrays.fill(c, row, row + n, 0);
            } else {
                for (int j = 0; j < n; j++) {
                    c[row + j] *= beta;
                }
            }
            if (transB) {
                for (int j = 0; j < n; j++) {
                    float sum = 0;
                    if (vectors != null && !transA) {
                        c[row + j] += alpha * vectors.dot(a, offsetA + i * ldA, b, offsetB + j * ldB, k);
                        continue;
                    }
                    for (int l = 0; l < k; l++) {
                        sum += a[transA ? offsetA + l * ldA + i : offsetA + i * ldA + l] * b[offsetB + j * ldB + l];
                    }
                    c[row + j] += alpha * sum;
                }
            } else {
                for (int l = 0; l < k; l++) {
                    float factor = alpha * a[transA ? offsetA + l * ldA + i : offsetA + i * ldA + l];
                    if (vectors != null) {
                        vectors.addScaled(c, row, b, offsetB + l * ldB, factor, n);
                    } else {
                        for (int j = 0; j < n; j++) {
                            c[row + j] += factor * b[offsetB + l * ldB + j];
                        }
                    }
                }
            }
        }
    }

    private static void plain(
            Strided out, int batch, Strided a, Strided b, int m, int n, int k, double alpha, double beta) {
        int c = out.offset() + batch * out.strides()[0];
        int x = a.offset() + batch * a.strides()[0];
        int y = b.offset() + batch * b.strides()[0];
        if (out.dtype() == DType.FLOAT32) {
            plain(
                    host(out).floats(),
                    c,
                    out.strides(),
                    host(a).floats(),
                    x,
                    a.strides(),
                    host(b).floats(),
                    y,
                    b.strides(),
                    m,
                    n,
                    k,
                    (float) alpha,
                    (float) beta);
        } else {
            plain(
                    host(out).doubles(),
                    c,
                    out.strides(),
                    host(a).doubles(),
                    x,
                    a.strides(),
                    host(b).doubles(),
                    y,
                    b.strides(),
                    m,
                    n,
                    k,
                    alpha,
                    beta);
        }
    }

    private static void plain(
            float[] c,
            int offsetC,
            int[] stridesC,
            float[] a,
            int offsetA,
            int[] stridesA,
            float[] b,
            int offsetB,
            int[] stridesB,
            int m,
            int n,
            int k,
            float alpha,
            float beta) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                int x = offsetA + i * stridesA[1];
                int y = offsetB + j * stridesB[2];
                for (int l = 0; l < k; l++) {
                    sum += a[x] * b[y];
                    x += stridesA[2];
                    y += stridesB[1];
                }
                int at = offsetC + i * stridesC[1] + j * stridesC[2];
                c[at] = beta == 0 ? alpha * sum : alpha * sum + beta * c[at];
            }
        }
    }

    private static void plain(
            double[] c,
            int offsetC,
            int[] stridesC,
            double[] a,
            int offsetA,
            int[] stridesA,
            double[] b,
            int offsetB,
            int[] stridesB,
            int m,
            int n,
            int k,
            double alpha,
            double beta) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                int x = offsetA + i * stridesA[1];
                int y = offsetB + j * stridesB[2];
                for (int l = 0; l < k; l++) {
                    sum += a[x] * b[y];
                    x += stridesA[2];
                    y += stridesB[1];
                }
                int at = offsetC + i * stridesC[1] + j * stridesC[2];
                c[at] = beta == 0 ? alpha * sum : alpha * sum + beta * c[at];
            }
        }
    }
}
