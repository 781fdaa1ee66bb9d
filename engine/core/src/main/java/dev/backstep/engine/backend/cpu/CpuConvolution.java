package dev.backstep.engine.backend.cpu;

import static dev.backstep.engine.backend.reference.Elements.host;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.cpu.CpuWindows.Grid;
import org.jspecify.annotations.Nullable;

/// Convolution in float32 as matrix products: windows are unfolded to columns for a few samples at a time, so many that
/// the product is wide enough to be fast and the columns still fit the cache. See Note [Order of sums in convolutions].
final class CpuConvolution {
    /// Windows that one product should have at least.
    private static final int WIDE = 256;

    private final CpuMatmul matmul;
    private final @Nullable VectorLoops vectors;
    private final Warmth fused;
    private final Warmth unfused;

    CpuConvolution(CpuMatmul matmul, @Nullable VectorLoops vectors, boolean warm) {
        this.matmul = matmul;
        this.vectors = vectors;
        fused = new Warmth(warm);
        unfused = new Warmth(warm);
    }

    /// Whether these tensors are laid out as the loops here need it.
    static boolean supports(Window window, Strided spatial, Strided result, Strided weight) {
        return spatial.dtype() == DType.FLOAT32
                && CpuWindows.supports(window, spatial)
                && result.isContiguous()
                && weight.isContiguous()
                && spatial.numel() > 0
                && result.numel() > 0
                && weight.numel() > 0;
    }

    /// One convolution's sizes and scratch memory.
    private static final class Job {
        final Grid grid;
        final int samples;
        final int groups;
        final int inChannels;
        final int outChannels;
        /// Rows of the column matrix: channels of a group times elements of a window.
        final int depth;
        final int windows;
        /// Samples that are unfolded at a time.
        final int chunk;
        final Storage.Host columns;
        final Storage.Host rows;

        Job(Window window, Strided in, Strided weight, int groups) {
            grid = new Grid(window, in.sizes());
            samples = in.sizes()[0];
            this.groups = groups;
            inChannels = in.sizes()[1] / groups;
            outChannels = weight.sizes()[0] / groups;
            depth = inChannels * grid.kernel();
            windows = grid.windows();
            chunk = Math.min(samples, (WIDE + windows - 1) / windows);
            columns = Storage.Host.allocate(DType.FLOAT32, depth * chunk * windows);
            rows = Storage.Host.allocate(DType.FLOAT32, chunk > 1 ? outChannels * chunk * windows : 0);
        }

        /// The group's weights as `(1, out channels, depth)`.
        View weights(Strided weight, int group) {
            return matrix(host(weight), weight.offset() + group * outChannels * depth, outChannels, depth, depth);
        }

        /// The columns of `count` samples as `(1, depth, count * windows)`.
        View columns(int count) {
            return matrix(columns, 0, depth, count * windows, count * windows);
        }

        /// One sample's channels of a group in a contiguous `(N, O, *windows)`, as `(1, out channels, windows)`.
        View channels(Strided s, int sample, int group) {
            int offset = s.offset() + (sample * groups + group) * outChannels * windows;
            return matrix(host(s), offset, outChannels, windows, windows);
        }

        private static View matrix(Storage storage, int offset, int rows, int columns, int rowStride) {
            return new View(storage, offset, new int[] {1, rows, columns}, new int[] {rows * rowStride, rowStride, 1});
        }

        void unfold(Strided in, int first, int count, int group) {
            for (int i = 0; i < count; i++) {
                int from = in.offset() + (first + i) * in.strides()[0] + group * inChannels * in.strides()[1];
                CpuWindows.unfold(
                        columns.floats(),
                        i * windows,
                        count * windows,
                        host(in).floats(),
                        from,
                        in.strides()[1],
                        rowStride(in),
                        inChannels,
                        grid);
            }
        }

        static int rowStride(Strided s) {
            return s.strides().length == 3 ? 0 : s.strides()[2];
        }

        /// Copies samples between `(N, O, *windows)` and one matrix `(out channels, count * windows)`.
        void exchange(Strided s, int first, int count, int group, boolean toRows) {
            for (int i = 0; i < count; i++) {
                int place = s.offset() + ((first + i) * groups + group) * outChannels * windows;
                for (int o = 0; o < outChannels; o++) {
                    int row = (o * count + i) * windows;
                    if (toRows) {
                        System.arraycopy(host(s).floats(), place + o * windows, rows.floats(), row, windows);
                    } else {
                        System.arraycopy(rows.floats(), row, host(s).floats(), place + o * windows, windows);
                    }
                }
            }
        }
    }

    /// See [dev.backstep.engine.backend.Backend#convolution].
    void forward(Strided out, Strided in, Strided weight, @Nullable Strided bias, Window window, int groups) {
        var job = new Job(window, in, weight, groups);
        var product = OrderedProduct.of(in.sizes(), window.kernel(), groups, job.depth);
        // Where PyTorch multiplies columns it begins with the bias; where it convolves directly it ends with it.
        boolean biasFirst = bias != null && !product.fused();
        for (int group = 0; group < groups; group++) {
            View weights = job.weights(weight, group);
            float[] start = biasFirst ? biases(bias, group * job.outChannels, job.outChannels) : null;
            for (int first = 0; first < job.samples; first += job.chunk) {
                int count = Math.min(job.chunk, job.samples - first);
                job.unfold(in, first, count, group);
                View target = count == 1 ? job.channels(out, first, group) : rows(job, count);
                int columns = count * job.windows;
                product.run(
                        vectors,
                        product.fused() ? fused : unfused,
                        host(target).floats(),
                        target.offset(),
                        columns,
                        start,
                        host(weights).floats(),
                        weights.offset(),
                        job.depth,
                        job.columns.floats(),
                        0,
                        columns,
                        job.outChannels,
                        columns);
                if (count > 1) {
                    job.exchange(out, first, count, group, false);
                }
            }
        }
        if (bias != null && !biasFirst) {
            addBias(host(out).floats(), out.offset(), bias, job.samples, job.windows);
        }
    }

    private static float[] biases(Strided bias, int from, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = host(bias).floats()[bias.offset() + (from + i) * bias.strides()[0]];
        }
        return values;
    }

    private static View rows(Job job, int count) {
        return Job.matrix(job.rows, 0, job.outChannels, count * job.windows, count * job.windows);
    }

    private static void addBias(float[] out, int to, Strided bias, int samples, int windows) {
        int channels = bias.sizes()[0];
        for (int sample = 0; sample < samples; sample++) {
            for (int channel = 0; channel < channels; channel++) {
                float value = host(bias).floats()[bias.offset() + channel * bias.strides()[0]];
                for (int i = 0; i < windows; i++) {
                    out[to + i] += value;
                }
                to += windows;
            }
        }
    }

    /// See [dev.backstep.engine.backend.Backend#convolutionBackward]; the bias's gradient is not made here.
    void backward(
            @Nullable Strided gradIn,
            @Nullable Strided gradWeight,
            Strided grad,
            Strided in,
            Strided weight,
            Window window,
            int groups) {
        var job = new Job(window, in, weight, groups);
        if (gradIn != null) {
            CpuCopy.fill(gradIn, 0, 0);
        }
        for (int group = 0; group < groups; group++) {
            View weights = job.weights(weight, group);
            for (int first = 0; first < job.samples; first += job.chunk) {
                int count = Math.min(job.chunk, job.samples - first);
                View rows = count == 1 ? job.channels(grad, first, group) : rows(job, count);
                if (count > 1) {
                    job.exchange(grad, first, count, group, true);
                }
                if (gradWeight != null) {
                    job.unfold(in, first, count, group);
                    View target = job.weights(gradWeight, group);
                    matmul.run(target, rows, transpose(job.columns(count)), 1, first == 0 ? 0 : 1);
                }
                if (gradIn != null) {
                    matmul.run(job.columns(count), transpose(weights), rows, 1, 0);
                    foldSamples(job, gradIn, first, count, group);
                }
            }
        }
    }

    private static void foldSamples(Job job, Strided gradIn, int first, int count, int group) {
        int[] strides = gradIn.strides();
        for (int i = 0; i < count; i++) {
            int to = gradIn.offset() + (first + i) * strides[0] + group * job.inChannels * strides[1];
            if (job.grid.isShift(Job.rowStride(gradIn))) {
                CpuWindows.foldShifted(
                        host(gradIn).floats(),
                        to,
                        strides[1],
                        job.columns.floats(),
                        i * job.windows,
                        count * job.windows,
                        job.inChannels,
                        job.grid);
                continue;
            }
            CpuWindows.fold(
                    host(gradIn).floats(),
                    to,
                    strides[1],
                    Job.rowStride(gradIn),
                    job.columns.floats(),
                    i * job.windows,
                    count * job.windows,
                    job.inChannels,
                    job.grid);
        }
    }

    private static View transpose(View matrix) {
        int[] sizes = matrix.sizes();
        int[] strides = matrix.strides();
        return View.of(matrix, matrix.offset(), new int[] {1, sizes[2], sizes[1]}, new int[] {
            strides[0], strides[2], strides[1]
        });
    }
}
