package dev.backstep.engine.backend.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// In which order a convolution adds up, and the product that does.
///
/// Note [Order of sums in convolutions]
/// ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
/// Batch normalisation over few elements is so sensitive that a last bit in an early convolution shows in the third
/// digit of a gradient (resnet18 on one small image: 1e-7 in `conv1` becomes 1e-3 in its gradient). To print what
/// PyTorch prints, the forward pass has to round as it does, so a convolution's sums have PyTorch 1.13's order. It has
/// two, and so two rules (ATen's `ConvParams::use_mkldnn` says when which):
/// - small inputs, one sample: columns times weights, as BLAS defines it: over `(channel, window)`, the product and the
///   sum rounded one after the other;
/// - else oneDNN's direct convolution: over `(block of 16 channels, window, channel of the block)`, rounded once a
/// step.
///
/// Both are sums one after the other for each element, which vectors of elements compute together; what they give does
/// not depend on the machine. The backward pass does not amplify rounding, and uses OpenBLAS.
record OrderedProduct(int[] order, boolean fused) {
    private static final int BLOCK = 16;

    /// What vector loops are tried out on: small, since the JIT compiler counts calls as well as rounds.
    private static final int TRIAL_ROWS = 4;

    private static final int TRIAL_COLUMNS = 32;
    private static final int TRIAL_DEPTH = 16;

    /// Elements of an input from which oneDNN is used for one sample.
    private static final int LARGE = 20480;

    /// @param in sizes of the input, `(N, C, *spatial)`
    /// @param kernel sizes of the window
    /// @param depth channels of a group times elements of a window
    static OrderedProduct of(int[] in, int[] kernel, int groups, int depth) {
        int numel = 1;
        for (int size : in) {
            numel *= size;
        }
        int last = kernel[kernel.length - 1];
        int secondLast = kernel.length < 2 ? 1 : kernel[kernel.length - 2];
        boolean direct = groups > 1 || last > 3 && secondLast > 3 || in[0] > 1 || numel > LARGE;
        int[] order = new int[depth];
        if (!direct) {
            for (int l = 0; l < depth; l++) {
                order[l] = l;
            }
            return new OrderedProduct(order, false);
        }
        int window = 1;
        for (int size : kernel) {
            window *= size;
        }
        int channels = depth / window;
        int next = 0;
        for (int block = 0; block < channels; block += BLOCK) {
            int end = Math.min(channels, block + BLOCK);
            for (int place = 0; place < window; place++) {
                for (int channel = block; channel < end; channel++) {
                    order[next++] = channel * window + place;
                }
            }
        }
        return new OrderedProduct(order, true);
    }

    /// `c = start + a @ b`; rows lie in one piece. See Note [Until vectors are warm].
    ///
    /// @param warmth of the vector loop, if there are any: one for each value of `fused`
    void run(
            @Nullable VectorLoops vectors,
            Warmth warmth,
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
            int n) {
        if (vectors != null && warmth.isWarm()) {
            vectors.orderedProduct(c, offsetC, ldC, start, a, offsetA, ldA, b, offsetB, ldB, m, n, order, fused);
            return;
        }
        long started = System.nanoTime();
        plain(c, offsetC, ldC, start, a, offsetA, ldA, b, offsetB, ldB, m, n);
        if (vectors != null) {
            warmth.standInRan(started, () -> tryOut(vectors, fused), TRIAL_ROWS * TRIAL_COLUMNS * TRIAL_DEPTH);
        }
    }

    private static void tryOut(VectorLoops vectors, boolean fused) {
        float[] c = new float[TRIAL_ROWS * TRIAL_COLUMNS];
        float[] a = new float[TRIAL_ROWS * TRIAL_DEPTH];
        float[] b = new float[TRIAL_DEPTH * TRIAL_COLUMNS];
        int[] order = new int[TRIAL_DEPTH];
        vectors.orderedProduct(
                c,
                0,
                TRIAL_COLUMNS,
                null,
                a,
                0,
                TRIAL_DEPTH,
                b,
                0,
                TRIAL_COLUMNS,
                TRIAL_ROWS,
                TRIAL_COLUMNS,
                order,
                fused);
    }

    private void plain(
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
            int n) {
        for (int i = 0; i < m; i++) {
            int row = offsetC + i * ldC;
            Arrays.fill(c, row, row + n, start == null ? 0 : start[i]);
            for (int l : order) {
                float factor = a[offsetA + i * ldA + l];
                int from = offsetB + l * ldB;
                if (fused) {
                    addFused(c, row, factor, b, from, n);
                } else {
                    add(c, row, factor, b, from, n);
                }
            }
        }
    }

    private static void addFused(float[] c, int to, float factor, float[] b, int from, int n) {
        for (int j = 0; j < n; j++) {
            c[to + j] = Math.fma(factor, b[from + j], c[to + j]);
        }
    }

    private static void add(float[] c, int to, float factor, float[] b, int from, int n) {
        for (int j = 0; j < n; j++) {
            c[to + j] += factor * b[from + j];
        }
    }
}
