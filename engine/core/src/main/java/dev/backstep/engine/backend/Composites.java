package dev.backstep.engine.backend;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.Backend.Window;
import org.jspecify.annotations.Nullable;

/// What a backend that does not fuse a composite does instead: the same, out of primitives.
final class Composites {
    private final Backend backend;

    Composites(Backend backend) {
        this.backend = backend;
    }

    void softmax(Strided out, Strided in, int dim, boolean log) {
        Strided extreme = temporary(in.dtype(), sizesWithOne(in, dim));
        boolean[] reduced = only(in, dim);
        backend.reduce(Reduction.MAX, extreme, in, reduced);
        // A line of minus infinities would give NaN by inf - inf, which is what PyTorch gives too.
        pointwise(ScalarFunction.SUB, out, in, expand(extreme, in.sizes()));
        Strided powers = log ? temporary(in.dtype(), in.sizes()) : out;
        backend.pointwise(ScalarFunction.EXP, powers, out, null, null, 0, 0);
        Strided sum = temporary(in.dtype(), sizesWithOne(in, dim));
        backend.reduce(Reduction.SUM, sum, powers, reduced);
        if (log) {
            backend.pointwise(ScalarFunction.LOG, sum, sum, null, null, 0, 0);
        }
        pointwise(log ? ScalarFunction.SUB : ScalarFunction.DIV, out, out, expand(sum, in.sizes()));
    }

    void softmaxBackward(Strided out, Strided grad, Strided result, int dim, boolean log) {
        DType dtype = result.dtype();
        Strided sum = temporary(dtype, sizesWithOne(result, dim));
        Strided product = temporary(dtype, result.sizes());
        if (log) {
            // grad - exp(result) * sum(grad)
            backend.reduce(Reduction.SUM, sum, grad, only(result, dim));
            backend.pointwise(ScalarFunction.EXP, product, result, null, null, 0, 0);
            pointwise(ScalarFunction.MUL, product, product, expand(sum, result.sizes()));
            pointwise(ScalarFunction.SUB, out, grad, product);
        } else {
            // (grad - sum(grad * result)) * result
            pointwise(ScalarFunction.MUL, product, grad, result);
            backend.reduce(Reduction.SUM, sum, product, only(result, dim));
            pointwise(ScalarFunction.SUB, product, grad, expand(sum, result.sizes()));
            pointwise(ScalarFunction.MUL, out, product, result);
        }
    }

    void channelStatistics(Strided mean, Strided variance, Strided in) {
        int rank = in.sizes().length;
        boolean[] reduced = new boolean[rank];
        int[] sizes = new int[rank];
        for (int d = 0; d < rank; d++) {
            reduced[d] = d != 1;
            sizes[d] = d == 1 ? in.sizes()[1] : 1;
        }
        double count = (double) in.numel() / in.sizes()[1];
        Strided means = View.of(mean, mean.offset(), sizes, alongChannels(mean, rank));
        Strided variances = View.of(variance, variance.offset(), sizes, alongChannels(variance, rank));
        backend.reduce(Reduction.SUM, means, in, reduced);
        backend.pointwise(ScalarFunction.AFFINE, means, means, null, null, 1 / count, 0);
        Strided difference = temporary(in.dtype(), in.sizes());
        pointwise(ScalarFunction.SUB, difference, in, expand(means, in.sizes()));
        backend.pointwise(ScalarFunction.SQUARE, difference, difference, null, null, 0, 0);
        backend.reduce(Reduction.SUM, variances, difference, reduced);
        backend.pointwise(ScalarFunction.AFFINE, variances, variances, null, null, 1 / count, 0);
    }

    /// Per group: unfold to columns `(N, C/g * K, W)`, then one product `(O/g, C/g * K) @ columns` a sample.
    void convolution(Strided out, Strided in, Strided weight, @Nullable Strided bias, Window window, int groups) {
        var shape = new ConvolutionShape(in, weight, window, groups);
        for (int group = 0; group < groups; group++) {
            Strided columns = columns(in, window, shape, group);
            Strided product = temporary(out.dtype(), shape.samples, shape.outPerGroup, shape.windows);
            backend.matmul(product, weightMatrices(weight, shape, group), columns, 1, 0);
            Strided part = View.narrow(out, 1, group * shape.outPerGroup, shape.outPerGroup);
            backend.copy(part, View.contiguous(product.storage(), part.sizes()));
        }
        if (bias != null) {
            int[] strides = alongChannels(bias, out.sizes().length);
            pointwise(ScalarFunction.ADD, out, out, View.of(bias, bias.offset(), out.sizes(), strides));
        }
    }

    void convolutionBackward(
            @Nullable Strided gradIn,
            @Nullable Strided gradWeight,
            @Nullable Strided gradBias,
            Strided grad,
            Strided in,
            Strided weight,
            Window window,
            int groups) {
        var shape = new ConvolutionShape(in, weight, window, groups);
        for (int group = 0; group < groups; group++) {
            // The group's part of grad as (N, O/g, W)
            Strided part = View.narrow(grad, 1, group * shape.outPerGroup, shape.outPerGroup);
            View rows = View.contiguous(
                    backend.allocate(grad.dtype(), part.numel()), shape.samples, shape.outPerGroup, shape.windows);
            backend.copy(View.contiguous(rows.storage(), part.sizes()), part);
            if (gradIn != null) {
                Strided columns = temporary(in.dtype(), shape.samples, shape.columnRows, shape.windows);
                backend.matmul(columns, transpose(weightMatrices(weight, shape, group)), rows, 1, 0);
                backend.fold(View.narrow(gradIn, 1, group * shape.inPerGroup, shape.inPerGroup), columns, window);
            }
            if (gradWeight != null) {
                Strided products = temporary(weight.dtype(), shape.samples, shape.outPerGroup, shape.columnRows);
                backend.matmul(products, rows, transpose(columns(in, window, shape, group)), 1, 0);
                Strided sum = temporary(weight.dtype(), 1, shape.outPerGroup, shape.columnRows);
                backend.reduce(Reduction.SUM, sum, products, new boolean[] {true, false, false});
                Strided target = View.narrow(gradWeight, 0, group * shape.outPerGroup, shape.outPerGroup);
                backend.copy(target, View.contiguous(sum.storage(), target.sizes()));
            }
        }
        if (gradBias != null) {
            int rank = grad.sizes().length;
            int[] sizes = new int[rank];
            boolean[] reduced = new boolean[rank];
            for (int d = 0; d < rank; d++) {
                sizes[d] = d == 1 ? grad.sizes()[1] : 1;
                reduced[d] = d != 1;
            }
            Strided target = View.of(gradBias, gradBias.offset(), sizes, alongChannels(gradBias, rank));
            backend.reduce(Reduction.SUM, target, grad, reduced);
        }
    }

    /// Sizes of one group of a convolution.
    private static final class ConvolutionShape {
        final int samples;
        final int inPerGroup;
        final int outPerGroup;
        final int columnRows;
        final int windows;

        ConvolutionShape(Strided in, Strided weight, Window window, int groups) {
            samples = in.sizes()[0];
            inPerGroup = in.sizes()[1] / groups;
            outPerGroup = weight.sizes()[0] / groups;
            columnRows = inPerGroup * product(window.kernel());
            windows = product(window.windows());
        }
    }

    private Strided columns(Strided in, Window window, ConvolutionShape shape, int group) {
        Strided columns = temporary(in.dtype(), shape.samples, shape.columnRows, shape.windows);
        backend.unfold(columns, View.narrow(in, 1, group * shape.inPerGroup, shape.inPerGroup), window);
        return columns;
    }

    /// The group's weights as `(N, O/g, C/g * K)`, the same for each sample.
    private Strided weightMatrices(Strided weight, ConvolutionShape shape, int group) {
        Strided part = View.narrow(weight, 0, group * shape.outPerGroup, shape.outPerGroup);
        if (!part.isContiguous()) {
            Strided copy = temporary(weight.dtype(), part.sizes());
            backend.copy(copy, part);
            part = copy;
        }
        return View.of(part, part.offset(), new int[] {shape.samples, shape.outPerGroup, shape.columnRows}, new int[] {
            0, shape.columnRows, 1
        });
    }

    private static View transpose(Strided matrices) {
        int[] sizes = matrices.sizes();
        int[] strides = matrices.strides();
        return View.of(matrices, matrices.offset(), new int[] {sizes[0], sizes[2], sizes[1]}, new int[] {
            strides[0], strides[2], strides[1]
        });
    }

    private void pointwise(ScalarFunction f, Strided out, Strided a, Strided b) {
        backend.pointwise(f, out, a, b, null, 1, 0);
    }

    private Strided temporary(DType dtype, int... sizes) {
        return View.contiguous(backend.allocate(dtype, product(sizes)), sizes);
    }

    private static View expand(Strided s, int[] sizes) {
        int[] strides = s.strides().clone();
        for (int d = 0; d < strides.length; d++) {
            if (s.sizes()[d] == 1) {
                strides[d] = 0;
            }
        }
        return View.of(s, s.offset(), sizes, strides);
    }

    /// The strides of a vector of channels seen as `(N, C, *)`.
    private static int[] alongChannels(Strided vector, int rank) {
        int[] strides = new int[rank];
        strides[1] = vector.strides()[0];
        return strides;
    }

    private static int[] sizesWithOne(Strided s, int dim) {
        int[] sizes = s.sizes().clone();
        if (sizes.length > 0) {
            sizes[dim] = 1;
        }
        return sizes;
    }

    private static boolean[] only(Strided s, int dim) {
        boolean[] reduced = new boolean[s.sizes().length];
        if (reduced.length > 0) {
            reduced[dim] = true;
        }
        return reduced;
    }

    private static int product(int[] sizes) {
        int product = 1;
        for (int size : sizes) {
            product *= size;
        }
        return product;
    }
}
