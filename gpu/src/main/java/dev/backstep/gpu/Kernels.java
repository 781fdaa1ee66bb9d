package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The primitives that have kernels. Each method answers whether there is one for these tensors, and then
/// has enqueued it.
final class Kernels {
    private static final int GROUP = Launcher.GROUP;
    /// From so many elements an output on, a work group shares them.
    private static final int LONG_REDUCTION = 128;

    /// Fewer outputs than this leave much of a device idle, unless several groups share one, each with a
    /// chunk.
    private static final int MANY_OUTPUTS = 512;

    private final Cl cl;
    private final Launcher launcher;
    private final DeviceMemory memory;

    Kernels(Cl cl, Launcher launcher, DeviceMemory memory) {
        this.cl = cl;
        this.memory = memory;
        this.launcher = launcher;
    }

    boolean arange(Strided out, double start, double step) {
        DType dtype = out.dtype();
        // Computed in float64 whatever the result.
        DType wide = dtype.isFloating() ? DType.FLOAT64 : DType.INT64;
        Walk walk = Walk.of(out.sizes(), out);
        DeviceStorage to = Types.storage(out);
        if (wide == DType.FLOAT64 && !cl.device().float64()) {
            launcher.launch(
                    launcher.source("copy.cl", DType.FLOAT32, dtype, ""),
                    "arange_in_pairs",
                    out.numel(),
                    walk,
                    to,
                    (float) start,
                    (float) (start - (float) start),
                    (float) step,
                    (float) (step - (float) step));
            return true;
        }
        launcher.launch(
                launcher.source("copy.cl", wide, dtype, ""),
                "arange",
                out.numel(),
                walk,
                to,
                Types.argument(wide, start),
                Types.argument(wide, step));
        return true;
    }

    boolean reduce(Reduction r, Strided out, Strided in, boolean[] reduced) {
        int rank = reduced.length;
        List<Integer> kept = new ArrayList<>();
        List<Integer> gone = new ArrayList<>();
        for (int d = 0; d < rank; d++) {
            (reduced[d] ? gone : kept).add(d);
        }
        Walk outer = Walk.of(select(out.sizes(), kept), part(out, kept), part(in, kept));
        View line = new View(in.storage(), 0, select(in.sizes(), gone), select(in.strides(), gone));
        // Operand y, as in the outer walk.
        Walk inner = Walk.of(line.sizes(), line, line);
        if (!outer.fits() || !inner.fits()) {
            return false;
        }
        DType dtype = out.dtype();
        String variant =
                "#define OUT_IS_BOOL %d%n#define OUT_IS_INTEGER %d%n#define NEUTRAL (%s)%n#define COMBINE(x, y) (%s)"
                        .formatted(
                                dtype == DType.BOOL ? 1 : 0, dtype.isFloating() ? 0 : 1, neutral(r, dtype), combine(r));
        Cl.Source source = launcher.source(Types.functions(dtype) + " reduce.cl", in.dtype(), dtype, variant);
        int n = out.numel();
        int count = line.numel();
        DeviceStorage to = Types.storage(out);
        DeviceStorage from = Types.storage(in);
        if (count < LONG_REDUCTION) {
            launcher.launch(source, "reduce_short", n, outer, inner, count, to, from);
            return true;
        }
        Cl.Local parts = new Cl.Local(GROUP * 8L);
        long[] group = {GROUP};
        int chunks = n >= MANY_OUTPUTS ? 1 : Launcher.chunks(count);
        if (chunks == 1) {
            long[] global = {(long) n * GROUP};
            cl.launch(source, "reduce_long", global, group, n, outer, inner, count, to, from, parts);
            return true;
        }
        int chunk = Math.ceilDiv(count, chunks);
        DType wide = Types.wideDtype(dtype);
        int[] sizes = append(select(out.sizes(), kept), chunks);
        View results = View.contiguous(memory.allocate(wide, n * chunks), sizes);
        long[] global = {(long) n * chunks * GROUP};
        DeviceStorage between = Types.storage(results);
        cl.launch(source, "reduce_chunks", global, group, n, outer, inner, count, chunks, chunk, between, from, parts);
        boolean[] last = new boolean[sizes.length];
        last[sizes.length - 1] = true;
        View target = View.of(
                out, out.offset(), append(select(out.sizes(), kept), 1), append(select(out.strides(), kept), 0));
        return reduce(r, target, results, last);
    }

    private static int[] append(int[] values, int last) {
        int[] result = Arrays.copyOf(values, values.length + 1);
        result[values.length] = last;
        return result;
    }

    private static String neutral(Reduction r, DType dtype) {
        return switch (r) {
            case SUM, ANY -> "0";
            case PROD, ALL -> "1";
            case MIN -> dtype.isFloating() ? "(WIDE)INFINITY" : extreme(dtype, false);
            case MAX -> dtype.isFloating() ? "-(WIDE)INFINITY" : extreme(dtype, true);
        };
    }

    /// The smallest or largest number of an integer dtype or bool.
    private static String extreme(DType dtype, boolean smallest) {
        return switch (dtype) {
            case BOOL -> smallest ? "0L" : "1L";
            case UINT8 -> smallest ? "0L" : "255L";
            case INT8 -> smallest ? "(long)CHAR_MIN" : "(long)CHAR_MAX";
            case INT16 -> smallest ? "(long)SHRT_MIN" : "(long)SHRT_MAX";
            case INT32 -> smallest ? "(long)INT_MIN" : "(long)INT_MAX";
            default -> smallest ? "LONG_MIN" : "LONG_MAX";
        };
    }

    private static String combine(Reduction r) {
        return switch (r) {
            case SUM -> "(x) + (y)";
            case PROD -> "(x) * (y)";
            case MIN -> "special_min(x, y)";
            case MAX -> "special_max(x, y)";
            case ALL -> "(x) != 0 && (y) != 0";
            case ANY -> "(x) != 0 || (y) != 0";
        };
    }

    private static View part(Strided s, List<Integer> dims) {
        return View.of(s, s.offset(), select(s.sizes(), dims), select(s.strides(), dims));
    }

    private static int[] select(int[] values, List<Integer> dims) {
        return dims.stream().mapToInt(d -> values[d]).toArray();
    }
}
