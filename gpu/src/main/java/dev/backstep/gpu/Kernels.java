package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.ScalarFunction.Result;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The primitives that have kernels. Each method answers whether there is one for these tensors, and then has enqueued
/// it.
final class Kernels {
    private static final int GROUP = Launcher.GROUP;
    private static final int TILE = Launcher.TILE;
    /// From so many elements an output on, a work group shares them.
    private static final int LONG_REDUCTION = 128;

    /// Fewer outputs than this leave much of a device idle, unless several groups share one, each with a chunk.
    private static final int MANY_OUTPUTS = 512;

    private static final int CHUNK = 4096;
    private static final int MOST_CHUNKS = 1024;

    private final Cl cl;
    private final Launcher launcher;
    private final DeviceMemory memory;
    private final Map<PointwiseKey, Cl.Source> pointwise = new HashMap<>();

    private record PointwiseKey(DType dtype, int arity) {}

    Kernels(Cl cl, Launcher launcher, DeviceMemory memory) {
        this.cl = cl;
        this.memory = memory;
        this.launcher = launcher;
    }

    boolean pointwise(
            ScalarFunction f, Strided out, Strided a, @Nullable Strided b, @Nullable Strided c, double p, double q) {
        DType dtype = (b == null ? a : b).dtype();
        ScalarFunction g = f == ScalarFunction.BITWISE_NOT && dtype == DType.BOOL ? ScalarFunction.LOGICAL_NOT : f;
        Strided second = b == null ? a : b;
        Strided third = c == null ? a : c;
        Walk walk = Walk.of(out.sizes(), out, a, second, third);
        if (code(g, dtype) == null || !walk.fits()) {
            return false;
        }
        // LOGICAL_NOT in the place of BITWISE_NOT: bool to bool.
        boolean threshold = f == ScalarFunction.THRESHOLD || f == ScalarFunction.THRESHOLD_BACKWARD;
        double bound = threshold && !dtype.isFloating() ? Math.floor(p) : p;
        launcher.launch(
                pointwise.computeIfAbsent(new PointwiseKey(dtype, f.arity()), this::pointwiseSource),
                "pointwise",
                out.numel(),
                walk,
                g.ordinal(),
                Types.storage(out),
                Types.storage(a),
                Types.storage(second),
                Types.storage(third),
                Types.argument(dtype, bound),
                Types.argument(dtype, q));
        return true;
    }

    private static @Nullable String code(ScalarFunction f, DType dtype) {
        return dtype.isFloating() ? ScalarCode.floating(f) : ScalarCode.integer(f);
    }

    private Cl.Source pointwiseSource(PointwiseKey key) {
        var cases = new StringBuilder(
                "#define ARITY " + key.arity + "\n#define WHERE " + ScalarFunction.WHERE.ordinal() + "\n#define CASES");
        for (ScalarFunction f : ScalarFunction.values()) {
            String code = f.arity() == key.arity ? code(f, key.dtype) : null;
            if (code != null) {
                String target = f.result() == Result.BOOL ? "predicate" : "result";
                cases.append(" case " + f.ordinal() + ": " + target + " = " + code + "; break;");
            }
        }
        String functions = key.dtype.isFloating() ? "special.cl" : "integers.cl";
        return launcher.source(functions + " pointwise.cl", key.dtype, key.dtype, cases.toString());
    }

    boolean copy(Strided dst, Strided src) {
        DType from = src.dtype();
        DType to = dst.dtype();
        if (from == to && dst.isContiguous() && src.isContiguous()) {
            int size = to.bytes();
            cl.copy(
                    Types.storage(src),
                    (long) src.offset() * size,
                    Types.storage(dst),
                    (long) dst.offset() * size,
                    (long) dst.numel() * size);
            return true;
        }
        Walk walk = Walk.of(dst.sizes(), dst, src);
        if (from == to) {
            // The bits as they are.
            from = to = switch (to.bytes()) {
                case 1 -> DType.UINT8;
                case 2 -> DType.INT16;
                case 4 -> DType.INT32;
                default -> DType.INT64;
            };
        }
        if (!walk.fits()) {
            return false;
        }
        launcher.launch(
                launcher.source("copy.cl", from, to, ""),
                "copy",
                dst.numel(),
                walk,
                Types.storage(dst),
                Types.storage(src));
        return true;
    }

    boolean fill(Strided dst, double value, long bits) {
        Walk walk = Walk.of(dst.sizes(), dst);
        DType dtype = dst.dtype();
        if (!walk.fits()) {
            return false;
        }
        Object element = dtype.isFloating() ? Types.argument(dtype, value) : (Object) bits;
        launcher.launch(
                launcher.source("copy.cl", dtype, dtype, ""), "fill", dst.numel(), walk, Types.storage(dst), element);
        return true;
    }

    boolean arange(Strided out, double start, double step) {
        DType dtype = out.dtype();
        // Computed in float64 whatever the result.
        DType wide = dtype.isFloating() ? DType.FLOAT64 : DType.INT64;
        if (wide == DType.FLOAT64 && !cl.device().float64()) {
            return false;
        }
        launcher.launch(
                launcher.source("copy.cl", wide, dtype, ""),
                "arange",
                out.numel(),
                Walk.of(out.sizes(), out),
                Types.storage(out),
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
        Cl.Source source = launcher.source(
                (dtype.isFloating() ? "special.cl" : "integers.cl") + " reduce.cl", in.dtype(), dtype, variant);
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
        if (count < 2 * CHUNK || n >= MANY_OUTPUTS) {
            long[] global = {(long) n * GROUP};
            cl.launch(source, "reduce_long", global, group, n, outer, inner, count, to, from, parts);
            return true;
        }
        int chunks = Math.min(MOST_CHUNKS, Math.ceilDiv(count, CHUNK));
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

    boolean matmul(Strided out, Strided a, Strided b, double alpha, double beta) {
        int[] sizes = out.sizes();
        long[] global = {roundUp(sizes[2]), roundUp(sizes[1]), sizes[0]};
        DType dtype = out.dtype();
        cl.launch(
                launcher.source("matmul.cl", dtype, dtype, ""),
                "matmul",
                global,
                new long[] {TILE, TILE, 1},
                sizes[1],
                a.sizes()[2],
                sizes[2],
                Types.storage(out),
                matrix(out),
                Types.storage(a),
                matrix(a),
                Types.storage(b),
                matrix(b),
                Types.argument(dtype, alpha),
                Types.argument(dtype, beta));
        return true;
    }

    private static Cl.Int4 matrix(Strided s) {
        int[] strides = s.strides();
        return new Cl.Int4(strides[0], strides[1], strides[2], s.offset());
    }

    private static long roundUp(int n) {
        return (n + TILE - 1L) / TILE * TILE;
    }
}
