package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Backend.Scan;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import org.jspecify.annotations.Nullable;

/// The kernels that work along a dimension of tensors of up to [Walk#MAX_RANK]. As in [Kernels], each method answers
/// whether there is one for these dtypes, and then has enqueued it.
final class AlongKernels {
    /// A work group of the kernels that share a line.
    private static final int LANES = 64;

    /// Elements of a line that a work item scans by itself.
    private static final int SCAN_ITEMS = 16;

    private static final int SCAN_CHUNK = LANES * SCAN_ITEMS;

    /// From so many elements on, work groups share a line.
    private static final int LONG_LINE = 128;

    /// More lines than this keep a device busy with a work item each.
    private static final int MANY_LINES = 16_384;

    /// What is sorted by rank, which takes the square of its length, before runs are merged.
    private static final int RUN = 256;

    private final Cl cl;
    private final Launcher launcher;
    private final DeviceMemory memory;

    AlongKernels(Cl cl, Launcher launcher, DeviceMemory memory) {
        this.cl = cl;
        this.launcher = launcher;
        this.memory = memory;
    }

    private Cl.Source source(DType dtype) {
        var names = new StringBuilder("#define FLOATING " + (dtype.isFloating() ? 1 : 0));
        DType total = total(dtype);
        names.append("\n#define TOTAL " + total);
        names.append("\n#define ACC " + Types.wide(total));
        names.append("\n#define ACC_KIND " + Types.kind(total));
        names.append("\n#define LANES " + LANES);
        names.append("\n#define SCAN_ITEMS " + SCAN_ITEMS);
        for (Scan scan : Scan.values()) {
            names.append("\n#define SCAN_" + scan + " " + scan.ordinal());
        }
        return launcher.source(Types.functions(dtype) + " along.cl", dtype, dtype, names.toString());
    }

    /// In what sums run along a line: float64 for float32, where there is one.
    private DType total(DType dtype) {
        return dtype == DType.FLOAT32 && cl.device().float64() ? DType.FLOAT64 : Types.wideDtype(dtype);
    }

    private void launchGroups(Cl.Source source, String kernel, int groups, Object... arguments) {
        cl.launch(source, kernel, new long[] {(long) groups * LANES}, new long[] {LANES}, arguments);
    }

    private static boolean shared(Lines lines) {
        return lines.size() >= LONG_LINE && lines.count() < MANY_LINES;
    }

    private View temporary(DType dtype, int... sizes) {
        return View.contiguous(memory.allocate(dtype, Lines.product(sizes)), sizes);
    }

    boolean argReduce(boolean max, @Nullable Strided values, @Nullable Strided indices, Strided in, int dim) {
        Strided x = values == null ? in : values;
        Strided z = indices == null ? in : indices;
        Lines lines = Lines.of(in.sizes(), dim, x, in, z);
        if (x.dtype() != in.dtype()) {
            return false;
        }
        if (in.numel() == 0) {
            return true;
        }
        if (shared(lines)) {
            argReduceLong(max, values, indices, in, dim, null);
            return true;
        }
        launcher.launch(
                source(in.dtype()),
                "arg_reduce",
                lines.count(),
                lines.walk(),
                lines.along(),
                lines.size(),
                max ? 1 : 0,
                values == null ? 0 : 1,
                indices == null ? 0 : 1,
                Types.storage(x),
                Types.storage(in),
                Types.storage(z));
        return true;
    }

    /// @param given the indices that the elements of `in` stand for, if not their own
    private void argReduceLong(
            boolean max,
            @Nullable Strided values,
            @Nullable Strided indices,
            Strided in,
            int dim,
            @Nullable Strided given) {
        int chunks = Launcher.chunks(in.sizes()[dim]);
        if (chunks > 1) {
            int[] sizes = in.sizes().clone();
            sizes[dim] = chunks;
            View extremes = temporary(in.dtype(), sizes);
            View places = temporary(DType.INT64, sizes);
            launchArgReduce(max, extremes, places, in, given, dim, chunks);
            argReduceLong(max, values, indices, extremes, dim, places);
            return;
        }
        launchArgReduce(max, values, indices, in, given, dim, 1);
    }

    private void launchArgReduce(
            boolean max,
            @Nullable Strided values,
            @Nullable Strided indices,
            Strided in,
            @Nullable Strided given,
            int dim,
            int chunks) {
        Strided x = values == null ? in : values;
        Strided z = indices == null ? in : indices;
        Strided w = given == null ? in : given;
        Lines lines = Lines.of(in.sizes(), dim, x, in, z, w);
        launchGroups(
                source(in.dtype()),
                "arg_reduce_long",
                lines.count() * chunks,
                lines.walk(),
                lines.along(),
                lines.size(),
                chunks,
                Math.ceilDiv(lines.size(), chunks),
                max ? 1 : 0,
                values == null ? 0 : 1,
                indices == null ? 0 : 1,
                given == null ? 0 : 1,
                Types.storage(x),
                Types.storage(in),
                Types.storage(z),
                Types.storage(w));
    }

    boolean scan(Scan s, Strided out, @Nullable Strided indices, Strided in, int dim) {
        Strided z = indices == null ? in : indices;
        Lines lines = Lines.of(in.sizes(), dim, out, in, z);
        if (out.dtype() != in.dtype() || s == Scan.LOGSUMEXP && !out.dtype().isFloating()) {
            return false;
        }
        if (in.numel() == 0) {
            return true;
        }
        if (shared(lines)) {
            scanLong(s, out, indices, in, null, dim);
            return true;
        }
        launcher.launch(
                source(out.dtype()),
                "scan",
                lines.count(),
                lines.walk(),
                lines.along(),
                lines.size(),
                s.ordinal(),
                indices == null ? 0 : 1,
                Types.storage(out),
                Types.storage(in),
                Types.storage(z));
        return true;
    }

    /// In chunks: their totals, which are scanned in their turn, then the running results from these on.
    ///
    /// @param given the indices that the elements of `in` stand for, if not their own
    private void scanLong(
            Scan s, Strided out, @Nullable Strided indices, Strided in, @Nullable Strided given, int dim) {
        int chunks = Math.ceilDiv(in.sizes()[dim], SCAN_CHUNK);
        if (chunks == 1) {
            launchScan(s, out, indices, in, given, dim, false, null, null);
            return;
        }
        int[] sizes = in.sizes().clone();
        sizes[dim] = chunks;
        // The chunks of a line lie one after the other, whichever dimension it is along.
        int[] strides = new int[sizes.length];
        strides[dim] = 1;
        int step = chunks;
        for (int d = sizes.length - 1; d >= 0; d--) {
            if (d != dim) {
                strides[d] = step;
                step *= sizes[d];
            }
        }
        View totals = new View(memory.allocate(total(out.dtype()), step), 0, sizes, strides);
        View places = indices == null ? null : new View(memory.allocate(DType.INT64, step), 0, sizes, strides);
        launchScan(s, totals, places, in, given, dim, true, null, null);
        scanLong(s, totals, places, totals, places, dim);
        launchScan(s, out, indices, in, given, dim, false, totals, places);
    }

    private void launchScan(
            Scan s,
            Strided out,
            @Nullable Strided indices,
            Strided in,
            @Nullable Strided given,
            int dim,
            boolean totals,
            @Nullable Strided carried,
            @Nullable Strided carriedIndices) {
        Strided z = indices == null ? in : indices;
        Strided w = given == null ? in : given;
        Lines lines = Lines.of(in.sizes(), dim, out, in, z, w);
        int chunks = Math.ceilDiv(lines.size(), SCAN_CHUNK);
        launchGroups(
                source(in.dtype()),
                "scan_chunks",
                lines.count() * chunks,
                lines.walk(),
                lines.along(),
                lines.size(),
                chunks,
                s.ordinal(),
                totals ? 1 : 0,
                indices == null ? 0 : 1,
                given == null ? 0 : 1,
                carried == null ? 0 : 1,
                Types.storage(out),
                Types.storage(in),
                Types.storage(z),
                Types.storage(w),
                Types.storage(carried == null ? in : carried),
                Types.storage(carriedIndices == null ? in : carriedIndices));
    }

    boolean sort(Strided values, Strided indices, Strided in, int dim, boolean descending) {
        if (values.dtype() != in.dtype()) {
            return false;
        }
        if (in.numel() == 0) {
            return true;
        }
        int size = in.sizes().length == 0 ? 1 : in.sizes()[dim];
        // What is sorted in place is first sorted somewhere else.
        boolean here = values.storage() == in.storage();
        if (size <= RUN && !here) {
            sortRuns(values, indices, in, dim, descending);
            return true;
        }
        View from = temporary(in.dtype(), in.sizes());
        View fromIndices = temporary(DType.INT64, in.sizes());
        sortRuns(from, fromIndices, in, dim, descending);
        View to = null;
        View toIndices = null;
        int run = RUN;
        for (; 2L * run < size; run *= 2) {
            if (to == null) {
                to = temporary(in.dtype(), in.sizes());
                toIndices = temporary(DType.INT64, in.sizes());
            }
            mergeRuns(to, toIndices, from, fromIndices, dim, run, descending);
            View sorted = to;
            View sortedIndices = toIndices;
            to = from;
            toIndices = fromIndices;
            from = sorted;
            fromIndices = sortedIndices;
        }
        mergeRuns(values, indices, from, fromIndices, dim, run, descending);
        return true;
    }

    private void sortRuns(Strided values, Strided indices, Strided in, int dim, boolean descending) {
        Lines lines = Lines.of(in.sizes(), dim, values, in, indices);
        launcher.launch(
                source(in.dtype()),
                "sort_runs",
                in.numel(),
                lines.walk(),
                lines.along(),
                lines.size(),
                RUN,
                descending ? 1 : 0,
                Types.storage(values),
                Types.storage(in),
                Types.storage(indices));
    }

    private void mergeRuns(
            Strided values, Strided indices, Strided in, Strided from, int dim, int run, boolean descending) {
        Lines lines = Lines.of(in.sizes(), dim, values, in, indices, from);
        launcher.launch(
                source(in.dtype()),
                "merge_runs",
                in.numel(),
                lines.walk(),
                lines.along(),
                lines.size(),
                run,
                descending ? 1 : 0,
                Types.storage(values),
                Types.storage(in),
                Types.storage(indices),
                Types.storage(from));
    }
}
