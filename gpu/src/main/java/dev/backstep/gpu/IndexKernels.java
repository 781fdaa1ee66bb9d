package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Backend.Scan;
import dev.backstep.engine.backend.Backend.Scatter;
import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The kernels that work along a dimension, at places that a tensor says, or over windows. As in [Kernels], each
/// method answers whether there is one for these tensors, and then has enqueued it.
final class IndexKernels {
    /// Sorting by rank takes the square of a line's length.
    private static final int LONGEST_SORTED = 2048;

    private static final int MOST_SPATIAL = 4;

    private final Launcher launcher;

    IndexKernels(Launcher launcher) {
        this.launcher = launcher;
    }

    private Cl.Source along(DType in, DType out) {
        var names = new StringBuilder("#define FLOATING " + (out.isFloating() ? 1 : 0));
        for (Scan scan : Scan.values()) {
            names.append("\n#define SCAN_" + scan + " " + scan.ordinal());
        }
        return launcher.source(functions(out) + "along.cl", in, out, names.toString());
    }

    private Cl.Source indexing(DType dtype) {
        var names = new StringBuilder();
        for (Scatter mode : Scatter.values()) {
            names.append("#define SCATTER_" + mode + " " + mode.ordinal() + "\n");
        }
        return launcher.source(functions(dtype) + "indexing.cl", dtype, dtype, names.toString());
    }

    private static String functions(DType dtype) {
        return dtype.isFloating() ? "special.cl " : "integers.cl ";
    }

    /// The lines of tensors along a dimension.
    private record Lines(int count, int size, Walk walk, Cl.Int4 along) {
        /// @param sizes those to go through, of which the tensors may have more
        static Lines of(int[] sizes, int dim, Strided x, Strided y, Strided z) {
            int[] kept = IntStream.range(0, sizes.length).filter(d -> d != dim).toArray();
            int[] lineSizes = select(sizes, kept);
            int count = IntStream.of(lineSizes).reduce(1, (a, b) -> a * b);
            Walk walk = Walk.of(lineSizes, first(x, kept), first(y, kept), first(z, kept));
            int size = sizes.length == 0 ? 1 : sizes[dim];
            return new Lines(count, size, walk, new Cl.Int4(stride(x, dim), stride(y, dim), stride(z, dim), 0));
        }

        private static View first(Strided s, int[] kept) {
            return View.of(s, s.offset(), select(s.sizes(), kept), select(s.strides(), kept));
        }

        private static int[] select(int[] values, int[] dims) {
            return IntStream.of(dims).map(d -> values[d]).toArray();
        }
    }

    private static int stride(Strided s, int dim) {
        return s.strides().length == 0 ? 0 : s.strides()[dim];
    }

    boolean argReduce(boolean max, @Nullable Strided values, @Nullable Strided indices, Strided in, int dim) {
        Strided x = values == null ? in : values;
        Strided z = indices == null ? in : indices;
        Lines lines = Lines.of(in.sizes(), dim, x, in, z);
        if (!lines.walk.fits() || x.dtype() != in.dtype()) {
            return false;
        }
        if (lines.size > 0 && lines.count > 0) {
            launcher.launch(
                    along(in.dtype(), in.dtype()),
                    "arg_reduce",
                    lines.count,
                    lines.walk,
                    lines.along,
                    lines.size,
                    max ? 1 : 0,
                    values == null ? 0 : 1,
                    indices == null ? 0 : 1,
                    Types.storage(x),
                    Types.storage(in),
                    Types.storage(z));
        }
        return true;
    }

    boolean scan(Scan s, Strided out, @Nullable Strided indices, Strided in, int dim) {
        Strided z = indices == null ? in : indices;
        Lines lines = Lines.of(in.sizes(), dim, out, in, z);
        if (!lines.walk.fits() || s == Scan.LOGSUMEXP && !out.dtype().isFloating()) {
            return false;
        }
        if (in.numel() > 0) {
            launcher.launch(
                    along(in.dtype(), out.dtype()),
                    "scan",
                    lines.count,
                    lines.walk,
                    lines.along,
                    lines.size,
                    s.ordinal(),
                    indices == null ? 0 : 1,
                    Types.storage(out),
                    Types.storage(in),
                    Types.storage(z));
        }
        return true;
    }

    boolean sort(Strided values, Strided indices, Strided in, int dim, boolean descending) {
        Lines lines = Lines.of(in.sizes(), dim, values, in, indices);
        if (!lines.walk.fits()
                || lines.size > LONGEST_SORTED
                || values.storage() == in.storage()
                || values.dtype() != in.dtype()) {
            return false;
        }
        if (in.numel() > 0) {
            launcher.launch(
                    along(in.dtype(), in.dtype()),
                    "sort_by_rank",
                    in.numel(),
                    lines.walk,
                    lines.along,
                    lines.size,
                    descending ? 1 : 0,
                    Types.storage(values),
                    Types.storage(in),
                    Types.storage(indices));
        }
        return true;
    }

    boolean gather(Strided out, Strided in, int dim, Strided index) {
        int[] strides = in.strides().clone();
        if (strides.length > 0) {
            strides[dim] = 0;
        }
        Walk walk = Walk.of(index.sizes(), out, View.of(in, in.offset(), in.sizes(), strides), index);
        if (!walk.fits() || out.dtype() != in.dtype()) {
            return false;
        }
        if (index.numel() > 0) {
            launcher.launch(
                    indexing(in.dtype()),
                    "gather",
                    index.numel(),
                    walk,
                    stride(in, dim),
                    Types.storage(out),
                    Types.storage(in),
                    Types.storage(index));
        }
        return true;
    }

    boolean take(Strided out, Strided in, Strided index) {
        Walk walk = Walk.of(index.sizes(), out, index);
        Walk flat = Walk.of(in.sizes(), in);
        if (!walk.fits() || !flat.fits() || out.dtype() != in.dtype()) {
            return false;
        }
        if (index.numel() > 0) {
            launcher.launch(
                    indexing(in.dtype()),
                    "take",
                    index.numel(),
                    walk,
                    flat,
                    Types.storage(out),
                    Types.storage(in),
                    Types.storage(index));
        }
        return true;
    }

    boolean scatter(Strided dst, int dim, Strided index, Strided src, Scatter mode) {
        Lines lines = Lines.of(index.sizes(), dim, dst, src, index);
        if (!lines.walk.fits() || dst.dtype() != src.dtype()) {
            return false;
        }
        if (index.numel() > 0) {
            launcher.launch(
                    indexing(dst.dtype()),
                    "scatter",
                    lines.count,
                    lines.walk,
                    lines.along,
                    lines.size,
                    mode.ordinal(),
                    Types.storage(dst),
                    Types.storage(src),
                    Types.storage(index));
        }
        return true;
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
        if (!to.fits() || !from.fits() || image.length - 2 > MOST_SPATIAL || in.dtype() != out.dtype()) {
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
        if (!to.fits() || !from.fits() || in.sizes().length - 2 > MOST_SPATIAL || in.dtype() != out.dtype()) {
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
        geometry[rest + 1] = product(window.kernel());
        geometry[rest + 2] = product(window.windows());
        geometry[rest + 3] = product(spatial);
        return geometry;
    }

    private static int product(int[] values) {
        return IntStream.of(values).reduce(1, (a, b) -> a * b);
    }
}
