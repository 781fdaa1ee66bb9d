package dev.backstep.engine.backend.cpu;

import static dev.backstep.engine.backend.reference.Elements.host;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import org.jspecify.annotations.Nullable;

/// The host's backend. What is not overridden here, or not for these dtypes and shapes, is the reference backend's.
public final class CpuBackend extends ReferenceBackend {
    private final CpuPointwise pointwise;
    private final CpuReduce reduce;
    private final CpuMatmul matmul;
    private final CpuConvolution convolution;
    private final CpuNormalise normalise;
    private final String description;

    /// With every acceleration that this JVM permits.
    public CpuBackend() {
        this(VectorLoops.load(), OpenBlas.isAvailable(), false);
    }

    private CpuBackend(@Nullable VectorLoops vectors, boolean blas, boolean warm) {
        var lines = new FloatLines(vectors, warm);
        pointwise = new CpuPointwise(lines, new DoubleLines(vectors, warm));
        reduce = new CpuReduce();
        matmul = new CpuMatmul(vectors, blas);
        convolution = new CpuConvolution(matmul, vectors, warm);
        normalise = new CpuNormalise(lines);
        description = (vectors == null ? "plain loops" : "vector loops") + (blas ? ", OpenBLAS" : "");
    }

    /// Without vector loops and native code.
    public static CpuBackend plain() {
        return new CpuBackend(null, false, false);
    }

    /// Where vector loops are used from the first call on, compiled or not: slow, for tests of them. See Note [Until
    /// vectors are warm].
    static CpuBackend warm() {
        return new CpuBackend(VectorLoops.load(), OpenBlas.isAvailable(), true);
    }

    /// What it runs on: `vector loops, OpenBLAS`.
    @Override
    public String toString() {
        return description;
    }

    @Override
    public void pointwise(
            ScalarFunction f, Strided out, Strided a, @Nullable Strided b, @Nullable Strided c, double p, double q) {
        pointwise.run(f, out, a, b, c, p, q);
    }

    @Override
    public void copy(Strided dst, Strided src) {
        CpuCopy.copy(dst, src);
    }

    @Override
    public void fill(Strided dst, double value, long bits) {
        CpuCopy.fill(dst, value, bits);
    }

    @Override
    public double[] readDoubles(Strided in) {
        return CpuCopy.readDoubles(in);
    }

    @Override
    public long[] readLongs(Strided in) {
        return CpuCopy.readLongs(in);
    }

    @Override
    public void reduce(Reduction r, Strided out, Strided in, boolean[] reduced) {
        reduce.run(r, out, in, reduced);
    }

    @Override
    public void matmul(Strided out, Strided a, Strided b, double alpha, double beta) {
        switch (out.dtype()) {
            case FLOAT32, FLOAT64 -> matmul.run(out, a, b, alpha, beta);
            case FLOAT16, BFLOAT16 -> {
                Strided wide = single(out);
                if (beta != 0) {
                    copy(wide, out);
                }
                matmul.run(wide, converted(a), converted(b), alpha, beta);
                copy(out, wide);
            }
            default -> super.matmul(out, a, b, alpha, beta);
        }
    }

    private Strided single(Strided like) {
        return View.contiguous(allocate(DType.FLOAT32, like.numel()), like.sizes());
    }

    private Strided converted(Strided s) {
        Strided wide = single(s);
        copy(wide, s);
        return wide;
    }

    @Override
    public void unfold(Strided out, Strided in, Window window) {
        if (in.dtype() != DType.FLOAT32 || !CpuWindows.supports(window, in) || !out.isContiguous() || in.numel() == 0) {
            super.unfold(out, in, window);
            return;
        }
        var grid = new CpuWindows.Grid(window, in.sizes());
        int rows = out.sizes()[1];
        for (int sample = 0; sample < in.sizes()[0]; sample++) {
            CpuWindows.unfold(
                    host(out).floats(),
                    out.offset() + sample * rows * grid.windows(),
                    grid.windows(),
                    host(in).floats(),
                    in.offset() + sample * in.strides()[0],
                    in.strides()[1],
                    rowStride(in),
                    in.sizes()[1],
                    grid);
        }
    }

    @Override
    public void fold(Strided out, Strided columns, Window window) {
        if (out.dtype() != DType.FLOAT32
                || !CpuWindows.supports(window, out)
                || !columns.isContiguous()
                || columns.numel() == 0) {
            super.fold(out, columns, window);
            return;
        }
        fill(out, 0, 0);
        var grid = new CpuWindows.Grid(window, out.sizes());
        int rows = columns.sizes()[1];
        for (int sample = 0; sample < out.sizes()[0]; sample++) {
            CpuWindows.fold(
                    host(out).floats(),
                    out.offset() + sample * out.strides()[0],
                    out.strides()[1],
                    rowStride(out),
                    host(columns).floats(),
                    columns.offset() + sample * rows * grid.windows(),
                    grid.windows(),
                    out.sizes()[1],
                    grid);
        }
    }

    @Override
    public void argReduce(boolean max, @Nullable Strided values, @Nullable Strided indices, Strided in, int dim) {
        if (in.dtype() == DType.FLOAT32 && in.sizes().length > 0) {
            CpuAlongDimension.argReduce(max, values, indices, in, dim);
        } else {
            super.argReduce(max, values, indices, in, dim);
        }
    }

    @Override
    public void sort(Strided values, Strided indices, Strided in, int dim, boolean descending) {
        if (in.dtype() == DType.FLOAT32 && in.sizes().length > 0) {
            CpuAlongDimension.sort(values, indices, in, dim, descending);
        } else {
            super.sort(values, indices, in, dim, descending);
        }
    }

    @Override
    public void gather(Strided out, Strided in, int dim, Strided index) {
        if (in.sizes().length > 0) {
            CpuIndexing.gather(out, in, dim, index);
        } else {
            super.gather(out, in, dim, index);
        }
    }

    @Override
    public void scatter(Strided dst, int dim, Strided index, Strided src, Scatter mode) {
        boolean add = mode == Scatter.ADD && dst.dtype() == DType.FLOAT32;
        if (dst.sizes().length > 0 && (add || mode == Scatter.SET)) {
            CpuIndexing.scatter(dst, dim, index, src, add);
        } else {
            super.scatter(dst, dim, index, src, mode);
        }
    }

    @Override
    public void take(Strided out, Strided in, Strided index) {
        if (in.isContiguous()) {
            CpuIndexing.take(out, in, index);
        } else {
            super.take(out, in, index);
        }
    }

    @Override
    public void put(Strided dst, Strided index, Strided src, boolean accumulate) {
        if (dst.isContiguous() && (!accumulate || dst.dtype() == DType.FLOAT32)) {
            CpuIndexing.put(dst, index, src, accumulate);
        } else {
            super.put(dst, index, src, accumulate);
        }
    }

    private static int rowStride(Strided s) {
        return s.strides().length == 3 ? 0 : s.strides()[2];
    }

    @Override
    public void maxPool(Strided out, Strided indices, Strided in, Window window) {
        if (in.dtype() == DType.FLOAT32
                && CpuWindows.supports(window, in)
                && out.isContiguous()
                && indices.isContiguous()) {
            CpuMaxPool.run(out, indices, in, window);
        } else {
            super.maxPool(out, indices, in, window);
        }
    }

    @Override
    public void softmax(Strided out, Strided in, int dim, boolean log) {
        if (CpuNormalise.supportsSoftmax(dim, out, in)) {
            normalise.softmax(out, in, log);
        } else {
            super.softmax(out, in, dim, log);
        }
    }

    @Override
    public void softmaxBackward(Strided out, Strided grad, Strided result, int dim, boolean log) {
        if (CpuNormalise.supportsSoftmax(dim, out, grad, result)) {
            normalise.softmaxBackward(out, grad, result, log);
        } else {
            super.softmaxBackward(out, grad, result, dim, log);
        }
    }

    @Override
    public void channelStatistics(Strided mean, Strided variance, Strided in) {
        if (CpuNormalise.supportsStatistics(mean, variance, in)) {
            normalise.channelStatistics(mean, variance, in);
        } else {
            super.channelStatistics(mean, variance, in);
        }
    }

    @Override
    public void convolution(
            Strided out, Strided in, Strided weight, @Nullable Strided bias, Window window, int groups) {
        if (CpuConvolution.supports(window, in, out, weight)) {
            convolution.forward(out, in, weight, bias, window, groups);
        } else {
            super.convolution(out, in, weight, bias, window, groups);
        }
    }

    @Override
    public void convolutionBackward(
            @Nullable Strided gradIn,
            @Nullable Strided gradWeight,
            @Nullable Strided gradBias,
            Strided grad,
            Strided in,
            Strided weight,
            Window window,
            int groups) {
        boolean fits = CpuConvolution.supports(window, in, grad, weight)
                && (gradIn == null || CpuWindows.supports(window, gradIn))
                && (gradWeight == null || gradWeight.isContiguous());
        if (!fits) {
            super.convolutionBackward(gradIn, gradWeight, gradBias, grad, in, weight, window, groups);
            return;
        }
        if (gradIn != null || gradWeight != null) {
            convolution.backward(gradIn, gradWeight, grad, in, weight, window, groups);
        }
        if (gradBias != null) {
            super.convolutionBackward(null, null, gradBias, grad, in, weight, window, groups);
        }
    }
}
