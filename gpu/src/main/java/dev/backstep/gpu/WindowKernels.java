package dev.backstep.gpu;

import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.Strided;
import java.util.stream.IntStream;

/// The kernels over sliding windows. As in [Kernels], each method answers whether there is one for these tensors, and
/// then has enqueued it.
final class WindowKernels {
    /// PyTorch has windows over up to three.
    private static final int MOST_SPATIAL = 4;

    private final Launcher launcher;

    WindowKernels(Launcher launcher) {
        this.launcher = launcher;
    }

    boolean unfold(Strided out, Strided in, Window window) {
        return overWindows("unfold", out, in, in.sizes(), window);
    }

    boolean fold(Strided out, Strided columns, Window window) {
        return overWindows("fold", out, columns, out.sizes(), window);
    }

    private boolean overWindows(String name, Strided out, Strided in, int[] image, Window window) {
        Walk to = Walk.of(out.sizes(), out);
        Walk from = Walk.of(in.sizes(), in);
        if (image.length - 2 > MOST_SPATIAL || in.dtype() != out.dtype()) {
            return false;
        }
        if (out.numel() > 0) {
            launcher.launch(
                    launcher.source("windows.cl", in.dtype(), in.dtype(), ""),
                    name,
                    out.numel(),
                    to,
                    from,
                    geometry(image, window),
                    Types.storage(out),
                    Types.storage(in));
        }
        return true;
    }

    boolean maxPool(Strided out, Strided indices, Strided in, Window window) {
        Walk to = Walk.of(out.sizes(), out, indices);
        Walk from = Walk.of(in.sizes(), in);
        if (in.sizes().length - 2 > MOST_SPATIAL || in.dtype() != out.dtype()) {
            return false;
        }
        if (out.numel() > 0) {
            launcher.launch(
                    launcher.source("windows.cl", in.dtype(), in.dtype(), ""),
                    "max_pool",
                    out.numel(),
                    to,
                    from,
                    geometry(in.sizes(), window),
                    Types.storage(out),
                    Types.storage(indices),
                    Types.storage(in));
        }
        return true;
    }

    /// `Window` in `windows.cl`.
    private static int[] geometry(int[] image, Window window) {
        int rank = window.kernel().length;
        int[] spatial = IntStream.range(2, image.length).map(d -> image[d]).toArray();
        int[][] parts = {
            window.kernel(), window.stride(), window.padding(), window.dilation(), window.windows(), spatial
        };
        int[] geometry = new int[parts.length * MOST_SPATIAL + 4];
        for (int part = 0; part < parts.length; part++) {
            System.arraycopy(parts[part], 0, geometry, part * MOST_SPATIAL, rank);
        }
        int rest = parts.length * MOST_SPATIAL;
        geometry[rest] = rank;
        geometry[rest + 1] = Lines.product(window.kernel());
        geometry[rest + 2] = Lines.product(window.windows());
        geometry[rest + 3] = Lines.product(spatial);
        return geometry;
    }
}
