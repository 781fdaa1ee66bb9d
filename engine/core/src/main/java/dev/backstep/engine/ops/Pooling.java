package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.Backend.Window;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Sliding windows.
public final class Pooling {
    private static final int[] ONES = {1, 1};
    private static final int[] ZEROS = {0, 0};

    private Pooling() {}

    private static Window window(
            String name, int[] sizes, int[] kernel, int[] stride, int[] padding, int[] dilation, boolean ceil) {
        int rank = kernel.length;
        var windows = new int[rank];
        for (int i = 0; i < rank; i++) {
            if (kernel[i] <= 0) {
                throw EngineException.runtime("kernel size should be greater than zero, but got kH: %d kW: %d"
                        .formatted(kernel[0], kernel[rank - 1]));
            }
            if (stride[i] <= 0) throw EngineException.runtime("stride should not be zero");
            if (padding[i] * 2 > kernel[i] && !name.isEmpty()) {
                throw EngineException.runtime(
                        "pad should be at most half of kernel size, but got pad=%d and kernel_size=%d"
                                .formatted(padding[i], kernel[i]));
            }
            int count = count(sizes[sizes.length - rank + i], kernel[i], stride[i], padding[i], dilation[i], ceil);
            windows[i] = count;
        }
        if (Arrays.stream(windows).anyMatch(count -> count < 1)) {
            int[] output = Arrays.copyOfRange(sizes, sizes.length - rank - 1, sizes.length);
            System.arraycopy(windows, 0, output, 1, rank);
            throw EngineException.runtime(
                    "Given input size: (%s). Calculated output size: (%s). Output size is too small"
                            .formatted(threeSizes(sizes, rank), threeSizes(output, rank)));
        }
        return new Window(kernel, stride, padding, dilation, windows);
    }

    private static int count(int size, int kernel, int stride, int padding, int dilation, boolean ceil) {
        int span = size + 2 * padding - dilation * (kernel - 1) - 1;
        int count = Math.floorDiv(span + (ceil ? stride - 1 : 0), stride) + 1;
        // The last window must start inside the input or its left padding.
        return ceil && (count - 1) * stride >= size + padding ? count - 1 : count;
    }

    private static String threeSizes(int[] sizes, int rank) {
        var text = new StringBuilder();
        for (int i = sizes.length - rank - 1; i < sizes.length; i++) {
            if (!text.isEmpty()) text.append('x');
            text.append(sizes[i]);
        }
        return text.toString();
    }

    /// As `(N, C, H, W)`; input without a batch gets one.
    private static Tensor batched(Tensor self, int rank, String name) {
        if (self.dim() == rank + 2) return self;
        if (self.dim() == rank + 1) return Views.unsqueeze(self, 0);
        throw EngineException.runtime("%s: Expected %dD or %dD (batch mode) tensor for input, but got %s"
                .formatted(name, rank + 1, rank + 2, Shapes.text(self.sizes())));
    }

    private static int[] withSpatial(Tensor self, int[] spatial) {
        int[] sizes = self.sizes().clone();
        System.arraycopy(spatial, 0, sizes, sizes.length - spatial.length, spatial.length);
        return sizes;
    }

    public static Tensor[] maxPool2d(
            Tensor self, int[] kernelSize, int[] stride, int[] padding, int[] dilation, boolean ceil) {
        int[] kernel = Layers.expand(kernelSize, 2, ONES, "kernel_size");
        Window window = window(
                "max_pool2d",
                self.sizes(),
                kernel,
                Layers.expand(stride, 2, kernel, "stride"),
                Layers.expand(padding, 2, ZEROS, "padding"),
                Layers.expand(dilation, 2, ONES, "dilation"),
                ceil);
        Tensor input = batched(self, 2, "max_pool2d");
        int[] sizes = withSpatial(input, window.windows());
        Tensor values = self.engine().allocateLike(self, self.dtype(), sizes);
        Tensor indices = self.engine().allocateLike(self, DType.INT64, sizes);
        self.backend().maxPool(values, indices, input, window);
        Bounds.notePlaces(indices, window, Shapes.numel(spatial(input.sizes())));
        if (input == self) return new Tensor[] {values, indices};
        return new Tensor[] {Views.squeeze(values, 0), Views.squeeze(indices, 0)};
    }

    public static Tensor maxPool1d(
            Tensor self, int[] kernelSize, int[] stride, int[] padding, int[] dilation, boolean ceil) {
        int[] wideStride = stride.length == 0 ? stride : new int[] {1, stride[0]};
        return self.unsqueeze(-2)
                .max_pool2d_with_indices(
                        new int[] {1, kernelSize[0]},
                        wideStride,
                        new int[] {0, padding[0]},
                        new int[] {1, dilation[0]},
                        ceil)[0]
                .squeeze(-2);
    }

    public static Tensor avgPool1d(
            Tensor self, int[] kernelSize, int[] stride, int[] padding, boolean ceil, boolean countPadding) {
        int[] wideStride = stride.length == 0 ? stride : new int[] {1, stride[0]};
        return self.unsqueeze(-2)
                .avg_pool2d(
                        new int[] {1, kernelSize[0]}, wideStride, new int[] {0, padding[0]}, ceil, countPadding, null)
                .squeeze(-2);
    }

    /// What the sum of each window is divided by, as `(windows...)`.
    static Tensor divisors(
            Tensor like, int[] spatial, Window window, boolean countPadding, @Nullable Integer override) {
        int[] w = window.windows();
        var counts = new double[w[0] * w[1]];
        for (int i = 0; i < w[0]; i++) {
            for (int j = 0; j < w[1]; j++) {
                counts[i * w[1] + j] = override != null
                        ? override
                        : (double) extent(i, 0, spatial, window, countPadding)
                                * extent(j, 1, spatial, window, countPadding);
            }
        }
        return Creation.ofDoubles(like.engine(), counts, w, like.dtype(), like.device());
    }

    private static int extent(int index, int dim, int[] spatial, Window window, boolean countPadding) {
        int padding = window.padding()[dim];
        int start = index * window.stride()[dim] - padding;
        int end = Math.min(start + window.kernel()[dim], spatial[dim] + padding);
        if (countPadding) return end - start;
        return Math.min(end, spatial[dim]) - Math.max(start, 0);
    }

    static Window averageWindow(int[] sizes, int[] kernelSize, int[] stride, int[] padding, boolean ceil) {
        int[] kernel = Layers.expand(kernelSize, 2, ONES, "kernel_size");
        return window(
                "avg_pool2d",
                sizes,
                kernel,
                Layers.expand(stride, 2, kernel, "stride"),
                Layers.expand(padding, 2, ZEROS, "padding"),
                ONES,
                ceil);
    }

    public static Tensor avgPool2d(
            Tensor self,
            int[] kernelSize,
            int[] stride,
            int[] padding,
            boolean ceil,
            boolean countPadding,
            @Nullable Integer divisor) {
        if (divisor != null && divisor == 0) throw EngineException.runtime("divisor must be not zero");
        Tensor input = batched(self, 2, "avg_pool2d");
        Window window = averageWindow(input.sizes(), kernelSize, stride, padding, ceil);
        int[] spatial = spatial(input.sizes());
        Tensor sums = windowSums(input, window);
        Tensor result = sums.div(divisors(self, spatial, window, countPadding, divisor));
        return input == self ? result : Views.squeeze(result, 0);
    }

    /// The sum of each window, `(N, C, windows...)`.
    private static Tensor windowSums(Tensor input, Window window) {
        int n = input.sizes()[0];
        int c = input.sizes()[1];
        int k = Shapes.numel(window.kernel());
        int w = Shapes.numel(window.windows());
        Tensor columns = input.engine().allocateLike(input, input.dtype(), n, c * k, w);
        input.backend().unfold(columns, input, window);
        return Views.view(Views.view(columns, new int[] {n, c, k, w}).sum(2), withSpatial(input, window.windows()));
    }

    /// The adjoint of [#windowSums], for gradients already divided.
    static Tensor spreadWindows(Tensor grad, int[] inputSize, Window window) {
        int n = grad.sizes()[0];
        int c = grad.sizes()[1];
        int k = Shapes.numel(window.kernel());
        int w = Shapes.numel(window.windows());
        Tensor columns = grad.reshape(n, c, 1, w).expand(n, c, k, w).reshape(n, c * k, w);
        return columns.col2im(
                spatial(inputSize), window.kernel(), window.dilation(), window.padding(), window.stride());
    }

    static int[] spatial(int[] sizes) {
        return Arrays.copyOfRange(sizes, sizes.length - 2, sizes.length);
    }

    public static Tensor im2col(Tensor self, int[] kernel, int[] dilation, int[] padding, int[] stride) {
        Tensor input = batched(self, 2, "im2col");
        Window window = window(
                "",
                input.sizes(),
                Layers.expand(kernel, 2, ONES, "kernel_size"),
                Layers.expand(stride, 2, ONES, "stride"),
                Layers.expand(padding, 2, ZEROS, "padding"),
                Layers.expand(dilation, 2, ONES, "dilation"),
                false);
        int rows = input.sizes()[1] * Shapes.numel(window.kernel());
        Tensor columns =
                self.engine().allocateLike(self, self.dtype(), input.sizes()[0], rows, Shapes.numel(window.windows()));
        self.backend().unfold(columns, input, window);
        return input == self ? columns : Views.squeeze(columns, 0);
    }

    public static Tensor col2im(
            Tensor self, int[] outputSize, int[] kernel, int[] dilation, int[] padding, int[] stride) {
        Tensor input = self.dim() == 2 ? Views.unsqueeze(self, 0) : self;
        int[] k = Layers.expand(kernel, 2, ONES, "kernel_size");
        int channels = input.sizes()[1] / Shapes.numel(k);
        int[] sizes = {
            input.sizes()[0], channels, outputSize[0], outputSize[outputSize.length - 1],
        };
        int[] s = Layers.expand(stride, 2, ONES, "stride");
        int[] p = Layers.expand(padding, 2, ZEROS, "padding");
        int[] d = Layers.expand(dilation, 2, ONES, "dilation");
        // With ceil_mode there are more columns than whole windows: count them along the first dimension.
        int rows = count(sizes[2], k[0], s[0], p[0], d[0], false);
        int row = count(sizes[3], k[1], s[1], p[1], d[1], false);
        boolean ceil = rows < 1 || row < 1 || rows * row != input.sizes()[2];
        Window whole = window("", sizes, k, s, p, d, ceil);
        if (Shapes.numel(whole.windows()) != input.sizes()[2]) {
            throw EngineException.runtime(("Given output_size=(%d, %d), kernel_size=(%d, %d), dilation=(%d, %d), "
                            + "padding=(%d, %d), stride=(%d, %d), expected size of input's dimension 2 to match the "
                            + "calculated number of sliding blocks, but got input.size(2)=%d.")
                    .formatted(sizes[2], sizes[3], k[0], k[1], d[0], d[1], p[0], p[1], s[0], s[1], input.sizes()[2]));
        }
        Tensor result = self.engine().allocateLike(self, self.dtype(), sizes);
        self.backend().fold(result, input, whole);
        return input == self ? result : Views.squeeze(result, 0);
    }

    public static Tensor adaptiveAvgPool2d(Tensor self, int[] outputSize) {
        int[] size = Layers.expand(outputSize, 2, ONES, "output_size");
        if (size[0] == 1 && size[1] == 1) return self.mean(new int[] {-1, -2}, true);
        return self._adaptive_avg_pool2d(size);
    }

    /// Averages over windows of nearly equal size: `A @ self @ Bᵀ`, with the weights of rows and of columns.
    public static Tensor adaptiveAveragePool(Tensor self, int[] outputSize) {
        int[] spatial = spatial(self.sizes());
        return rows(self, spatial[0], outputSize[0])
                .matmul(self)
                .matmul(rows(self, spatial[1], outputSize[1]).t());
    }

    /// Averaging weights `(outputs, inputs)`.
    static Tensor rows(Tensor like, int inputs, int outputs) {
        var weights = new double[outputs * inputs];
        for (int i = 0; i < outputs; i++) {
            int start = start(i, inputs, outputs);
            int end = end(i, inputs, outputs);
            for (int j = start; j < end; j++) weights[i * inputs + j] = 1.0 / (end - start);
        }
        return Creation.ofDoubles(like.engine(), weights, new int[] {outputs, inputs}, like.dtype(), like.device());
    }

    /// The maximum of windows of nearly equal size, and where it is.
    public static Tensor[] adaptiveMaxPool(Tensor self, int[] outputSize) {
        Tensor input = batched(self, 2, "adaptive_max_pool2d");
        int[] size = Layers.expand(outputSize, 2, ONES, "output_size");
        int[] spatial = spatial(input.sizes());
        int[] sizes = withSpatial(input, size);
        Tensor values = self.engine().allocateLike(self, self.dtype(), sizes);
        Tensor indices = self.engine().allocateLike(self, DType.INT64, sizes);
        for (int i = 0; i < size[0]; i++) {
            for (int j = 0; j < size[1]; j++) {
                int top = start(i, spatial[0], size[0]);
                int left = start(j, spatial[1], size[1]);
                int height = end(i, spatial[0], size[0]) - top;
                int width = end(j, spatial[1], size[1]) - left;
                Tensor window = Views.narrow(Views.narrow(input, 2, top, height), 3, left, width)
                        .reshape(sizes[0], sizes[1], height * width);
                Tensor[] found = Reductions.extremeAndIndex(true, window, 2, false, "max");
                Tensor row = found[1].div(self.engine().wrapped((long) width), "floor");
                Tensor column = found[1].sub(row.mul(width));
                Tensor flat = row.add(top).mul(spatial[1]).add(column).add(left);
                Creation.copy(Views.select(Views.select(values, 3, j), 2, i), found[0]);
                Creation.copy(Views.select(Views.select(indices, 3, j), 2, i), flat);
            }
        }
        if (input == self) return new Tensor[] {values, indices};
        return new Tensor[] {Views.squeeze(values, 0), Views.squeeze(indices, 0)};
    }

    private static int start(int index, int inputs, int outputs) {
        return (int) ((long) index * inputs / outputs);
    }

    private static int end(int index, int inputs, int outputs) {
        return (int) (((long) (index + 1) * inputs + outputs - 1) / outputs);
    }

    public static Tensor[] maxPool1dWithIndices(
            Tensor self, int[] kernelSize, int[] stride, int[] padding, int[] dilation, boolean ceil) {
        int[] wideStride = stride.length == 0 ? stride : new int[] {1, stride[0]};
        Tensor[] found = self.unsqueeze(-2)
                .max_pool2d_with_indices(
                        new int[] {1, kernelSize[0]},
                        wideStride,
                        new int[] {0, padding[0]},
                        new int[] {1, dilation[0]},
                        ceil);
        return new Tensor[] {found[0].squeeze(-2), found[1].squeeze(-2)};
    }
}
