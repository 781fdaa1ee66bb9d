package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Backend.Scatter;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;

/// The kernels that work at places that a tensor says, for tensors of up to [Walk#MAX_RANK] dimensions. As in
/// [Kernels], each method answers whether there is one for these dtypes, and then has enqueued it.
final class IndexKernels {
    /// From so many elements on a line is not left to one work item, ...
    private static final int LONG_LINE = 32;

    /// ... unless there are so many lines that all of the device has something to do.
    private static final int MANY_LINES = 16_384;

    private final Launcher launcher;
    private final DeviceMemory memory;
    private final Pointwise pointwise;
    private final AlongKernels along;

    IndexKernels(Launcher launcher, DeviceMemory memory, Pointwise pointwise, AlongKernels along) {
        this.launcher = launcher;
        this.memory = memory;
        this.pointwise = pointwise;
        this.along = along;
    }

    private Cl.Source source(DType dtype) {
        var names = new StringBuilder();
        for (Scatter mode : Scatter.values()) {
            names.append("#define SCATTER_" + mode + " " + mode.ordinal() + "\n");
        }
        return launcher.source(Types.functions(dtype) + " indexing.cl", dtype, dtype, names.toString());
    }

    boolean gather(Strided out, Strided in, int dim, Strided index) {
        int[] strides = in.strides().clone();
        if (strides.length > 0) {
            strides[dim] = 0;
        }
        Walk walk = Walk.of(index.sizes(), out, View.of(in, in.offset(), in.sizes(), strides), index);
        if (out.dtype() != in.dtype()) {
            return false;
        }
        if (index.numel() > 0) {
            launcher.launch(
                    source(in.dtype()),
                    "gather",
                    index.numel(),
                    walk,
                    Lines.stride(in, dim),
                    Types.storage(out),
                    Types.storage(in),
                    Types.storage(index));
        }
        return true;
    }

    boolean take(Strided out, Strided in, Strided index) {
        Walk walk = Walk.of(index.sizes(), out, index);
        Walk flat = Walk.of(in.sizes(), in);
        if (out.dtype() != in.dtype()) {
            return false;
        }
        if (index.numel() > 0) {
            launcher.launch(
                    source(in.dtype()),
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
        if (dst.dtype() != src.dtype()) {
            return false;
        }
        if (index.numel() == 0) {
            return true;
        }
        if (lines.size() >= LONG_LINE && lines.count() < MANY_LINES) {
            scatterLong(dst, dim, index, src, mode);
            return true;
        }
        launcher.launch(
                source(dst.dtype()),
                "scatter",
                lines.count(),
                lines.walk(),
                lines.along(),
                lines.size(),
                mode.ordinal(),
                Types.storage(dst),
                Types.storage(src),
                Types.storage(index));
        return true;
    }

    /// With a work item an element.
    private void scatterLong(Strided dst, int dim, Strided index, Strided src, Scatter mode) {
        View indexed = line(dst, dim, dst.sizes()[dim]);
        View first = without(dst, dim, index.sizes());
        // Lines of which the indices are the same, being expanded, are worked out once.
        int[] distinct = index.sizes().clone();
        for (int d = 0; d < distinct.length; d++) {
            if (d != dim && index.strides()[d] == 0) {
                distinct[d] = 1;
            }
        }
        View lines = View.of(index, index.offset(), distinct, index.strides());
        if (mode == Scatter.SET) {
            setAtPlaces(first, indexed, index, lines, dim, src);
        } else {
            View from = View.of(src, src.offset(), index.sizes(), src.strides());
            combineSorted(first, indexed, lines, dim, from, line(src, dim, index.sizes()[dim]), mode);
        }
    }

    /// A line of a tensor along a dimension, with the place 0 as its beginning.
    private static View line(Strided s, int dim, int size) {
        return View.of(s, 0, new int[] {size}, new int[] {s.strides()[dim]});
    }

    /// A tensor without a dimension, so that all of a line stand for its beginning.
    private static View without(Strided s, int dim, int[] sizes) {
        int[] strides = s.strides().clone();
        strides[dim] = 0;
        return View.of(s, s.offset(), sizes, strides);
    }

    /// `dst.flat[index[i]] = src[i]`, or added to it.
    boolean put(Strided dst, Strided index, Strided src, boolean accumulate) {
        if (dst.dtype() != src.dtype()) {
            return false;
        }
        if (index.numel() == 0) {
            return true;
        }
        int[] sizes = index.sizes();
        // A line of all places, which begins where dst's walk says.
        View first = View.of(dst, 0, sizes, new int[sizes.length]);
        if (!accumulate) {
            setAtPlaces(first, dst, index, index, -1, src);
            return true;
        }
        View line = View.contiguous(index.storage(), index.numel());
        if (index.isContiguous()) {
            line = View.of(index, index.offset(), line.sizes(), line.strides());
        } else {
            line = View.contiguous(memory.allocate(DType.INT64, index.numel()), index.numel());
            pointwise.copy(View.contiguous(line.storage(), sizes), index);
        }
        View start = View.of(dst, 0, line.sizes(), new int[1]);
        View begin = View.of(src, 0, line.sizes(), new int[1]);
        combineSorted(start, dst, line, 0, begin, src, Scatter.ADD);
        return true;
    }

    /// Sets each place to the last of `src` that is for it.
    ///
    /// @param first the places of the index 0, for each element of `index`
    /// @param indexed how far from there other indices are
    /// @param distinct `index` without the lines that are the same
    /// @param dim the dimension of lines, -1 if all is one line
    private void setAtPlaces(Strided first, Strided indexed, Strided index, Strided distinct, int dim, Strided src) {
        int places = indexed.numel();
        int[] strides = new int[index.sizes().length];
        int claims = places;
        int inner = 1;
        for (int d = strides.length - 1; d >= 0 && dim >= 0; d--) {
            if (d != dim && distinct.sizes()[d] > 1) {
                strides[d] = claims;
                claims *= distinct.sizes()[d];
            }
            inner *= d > dim ? index.sizes()[d] : 1;
        }
        int size = dim < 0 ? index.numel() : index.sizes()[dim];
        DeviceStorage owners = memory.allocate(DType.INT32, claims);
        View claimed = new View(owners, 0, index.sizes(), strides);
        DeviceStorage at = Types.storage(index);
        int n = index.numel();
        Walk walk = Walk.of(index.sizes(), first, src, index, claimed);
        Cl.Source source = source(src.dtype());
        launcher.launch(source, "claim_nothing", n, walk, owners, at);
        launcher.launch(source, "claim", n, walk, inner, size, owners, at);
        launcher.launch(
                source,
                "set_claimed",
                n,
                walk,
                inner,
                size,
                Walk.of(indexed.sizes(), indexed),
                owners,
                Types.storage(first),
                Types.storage(src),
                at);
    }

    /// Combines each place with all of `src` that is for it, in the order of `src`.
    ///
    /// @param first the places of the index 0, for each element of `src`
    /// @param indexed how far from there other indices are
    /// @param lines the index, without the lines that are the same
    /// @param line how far from a line's beginning in `src` its other elements are
    private void combineSorted(
            Strided first, Strided indexed, Strided lines, int dim, Strided src, Strided line, Scatter mode) {
        View sorted = View.contiguous(memory.allocate(DType.INT64, lines.numel()), lines.sizes());
        View from = View.contiguous(memory.allocate(DType.INT64, lines.numel()), lines.sizes());
        along.sort(sorted, from, lines, dim, false);
        int[] strides = sorted.strides().clone();
        for (int d = 0; d < strides.length; d++) {
            strides[d] = sorted.sizes()[d] == 1 ? 0 : strides[d];
        }
        View expanded = View.of(sorted, 0, src.sizes(), strides);
        Lines all = Lines.of(src.sizes(), dim, first, src, expanded);
        launcher.launch(
                source(src.dtype()),
                "combine_sorted",
                src.numel(),
                all.walk(),
                all.size(),
                all.along().z(),
                Walk.of(indexed.sizes(), indexed),
                Walk.of(line.sizes(), line),
                mode.ordinal(),
                Types.storage(first),
                Types.storage(src),
                Types.storage(sorted),
                Types.storage(from));
    }
}
