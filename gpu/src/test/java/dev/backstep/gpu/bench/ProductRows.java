package dev.backstep.gpu.bench;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.View;
import java.io.PrintStream;
import java.util.List;

/// Products of matrices and convolutions.
final class ProductRows {
    private final PrintStream out;
    private final Backend backend;

    private ProductRows(PrintStream out, Backend backend) {
        this.out = out;
        this.backend = backend;
    }

    static void print(PrintStream out, Backend backend, TorchCuda torch, boolean small) {
        var rows = new ProductRows(out, backend);
        rows.matmuls(torch, small ? new int[] {256, 512} : new int[] {512, 1024, 2048, 4096});
        rows.convolutions(small);
    }

    private void matmuls(TorchCuda torch, int[] sizes) {
        try (Cublas cublas = Cublas.open()) {
            DeviceBenchmark.head(
                    out, "matmul", "GFLOP/s", "cuBLAS: " + cublas.about(), "% of cuBLAS", "PyTorch CUDA, GFLOP/s");
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT16)) {
                for (int n : sizes) {
                    View a = ones(dtype, 1, n, n);
                    View b = ones(dtype, 1, n, n);
                    View to = ones(dtype, 1, n, n);
                    double operations = 2.0 * n * n * n;
                    Times ours = Times.of(backend, () -> backend.matmul(to, a, b, 1, 0));
                    double theirs = cublas.seconds(dtype, n);
                    DeviceBenchmark.row(
                            out,
                            dtype + " " + n,
                            ours.billions(operations),
                            theirs == 0 ? "–" : Times.digits(operations / theirs / 1e9),
                            theirs == 0 ? "–" : Times.digits(100 * theirs / ours.median()),
                            torch.figure("matmul " + dtype + " " + n));
                }
            }
        }
    }

    /// Channels, outputs, size of the image, of the kernel, stride: resnet18's different ones.
    private static final int[][] RESNET18 = {
        {3, 64, 224, 7, 2},
        {64, 64, 56, 3, 1},
        {64, 128, 56, 3, 2},
        {64, 128, 56, 1, 2},
        {128, 128, 28, 3, 1},
        {128, 256, 28, 3, 2},
        {256, 256, 14, 3, 1},
        {256, 512, 14, 3, 2},
        {512, 512, 7, 3, 1},
    };

    private void convolutions(boolean small) {
        int samples = small ? 2 : 8;
        DeviceBenchmark.head(
                out, "convolution, GFLOP/s, " + samples + " samples", "forward", "to the input", "to the weight");
        for (int[] c : RESNET18) {
            int image = small ? Math.max(4, c[2] / 4) : c[2];
            int padding = c[3] / 2;
            int windows = (image + 2 * padding - c[3]) / c[4] + 1;
            var window = new Window(two(c[3]), two(c[4]), two(padding), two(1), two(windows));
            View x = ones(DType.FLOAT32, samples, c[0], image, image);
            View w = ones(DType.FLOAT32, c[1], c[0], c[3], c[3]);
            View y = ones(DType.FLOAT32, samples, c[1], windows, windows);
            View gradX = ones(DType.FLOAT32, x.sizes());
            View gradW = ones(DType.FLOAT32, w.sizes());
            double operations = 2.0 * y.numel() * c[0] * c[3] * c[3];
            DeviceBenchmark.row(
                    out,
                    "%d → %d, %d², kernel %d², stride %d".formatted(c[0], c[1], image, c[3], c[4]),
                    Times.of(backend, () -> backend.convolution(y, x, w, null, window, 1))
                            .billions(operations),
                    Times.of(backend, () -> backend.convolutionBackward(gradX, null, null, y, x, w, window, 1))
                            .billions(operations),
                    Times.of(backend, () -> backend.convolutionBackward(null, gradW, null, y, x, w, window, 1))
                            .billions(operations));
        }
    }

    private static int[] two(int value) {
        return new int[] {value, value};
    }

    private View ones(DType dtype, int... sizes) {
        int count = 1;
        for (int size : sizes) {
            count *= size;
        }
        View view = View.contiguous(backend.allocate(dtype, count), sizes);
        backend.fill(view, 1, 0);
        return view;
    }
}
