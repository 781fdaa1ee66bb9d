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

    static void print(PrintStream out, Backend backend, String device, TorchCuda torch, boolean small) {
        var rows = new ProductRows(out, backend);
        rows.matmuls(device, torch, small ? new int[] {256, 512} : new int[] {512, 1024, 2048, 4096});
        rows.convolutions(small);
    }

    private void matmuls(String device, TorchCuda torch, int[] sizes) {
        try (Cublas cublas = Cublas.open();
                Clblast clblast = new Clblast(device)) {
            DeviceBenchmark.head(
                    out,
                    "matmul",
                    "GFLOP/s",
                    "cuBLAS: " + cublas.about(),
                    "CLBlast: " + clblast.about(),
                    "% of the faster of these",
                    "PyTorch CUDA, GFLOP/s");
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT16)) {
                for (int n : sizes) {
                    View a = ones(dtype, 1, n, n);
                    View b = ones(dtype, 1, n, n);
                    View to = ones(dtype, 1, n, n);
                    double operations = 2.0 * n * n * n;
                    Times ours = Times.of(backend, () -> backend.matmul(to, a, b, 1, 0));
                    double nvidia = rate(operations, cublas.seconds(dtype, n));
                    double other = rate(operations, clblast.seconds(dtype, n));
                    double best = Math.max(nvidia, other);
                    DeviceBenchmark.row(
                            out,
                            dtype + " " + n,
                            ours.billions(operations),
                            figure(nvidia),
                            figure(other),
                            figure(best == 0 ? 0 : 100 * rate(operations, ours.median()) / best),
                            torch.figure("matmul " + dtype + " " + n));
                }
            }
        }
    }

    /// Billions a second; 0 if there is no time.
    private static double rate(double operations, double seconds) {
        return seconds == 0 ? 0 : operations / seconds / 1e9;
    }

    private static String figure(double value) {
        return value == 0 ? "–" : Times.digits(value);
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
