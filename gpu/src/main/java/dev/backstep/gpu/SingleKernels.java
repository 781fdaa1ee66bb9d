package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.ScalarFunction.Result;
import dev.backstep.engine.backend.Strided;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Kernels of single pointwise calls, for tensors of any layout, one element a work item. One kernel has many functions
/// and is told which, so that little has to be compiled before a program can start: all simple functions of a dtype and
/// arity are in one program, and those that take a library in another.
final class SingleKernels {
    private static final int DTYPES = DType.values().length;
    private static final int ARITIES = 4;
    private static final Pattern CALL = Pattern.compile("(\\w+)\\(");
    private static final Set<String> SIMPLE = Set.of(
            "sqrt",
            "fabs",
            "floor",
            "ceil",
            "rint",
            "trunc",
            "isnan",
            "isinf",
            "isfinite",
            "fma",
            "special_min",
            "special_max");

    private final Cl cl;
    private final Launcher launcher;
    private final Walk walk = new Walk();
    private final int[][] strides = new int[Walk.OPERANDS][];
    /// By dtype, arity and whether the functions are simple; null where not built yet.
    private final Programs.@Nullable Kernel[] functions = new Programs.@Nullable Kernel[DTYPES * ARITIES * 2];

    private final boolean[] simple = new boolean[DTYPES * ScalarFunction.values().length];
    private final Programs.@Nullable Kernel[] copies = new Programs.@Nullable Kernel[DTYPES * DTYPES];
    private final Programs.@Nullable Kernel[] fills = new Programs.@Nullable Kernel[DTYPES];

    SingleKernels(Cl cl, Launcher launcher) {
        this.cl = cl;
        this.launcher = launcher;
        for (ScalarFunction f : ScalarFunction.values()) {
            for (DType dtype : DType.values()) {
                simple[index(f, dtype)] = isSimple(Operation.code(f, dtype));
            }
        }
    }

    private static int index(ScalarFunction f, DType dtype) {
        return f.ordinal() * DTYPES + dtype.ordinal();
    }

    private static boolean isSimple(@Nullable String code) {
        return code != null && CALL.matcher(code).results().allMatch(call -> SIMPLE.contains(call.group(1)));
    }

    /// The way through the operands of a call, to see whether kernels can go it.
    Walk walk(Strided out, @Nullable Strided a, @Nullable Strided b, @Nullable Strided c) {
        strides[0] = out.strides();
        strides[1] = (a == null ? out : a).strides();
        strides[2] = (b == null ? out : b).strides();
        strides[3] = (c == null ? out : c).strides();
        return walk.through(out.sizes(), strides, Walk.OPERANDS);
    }

    void launch(Chain chain, Chain.Step step) {
        Chain.Place out = chain.place(step.to);
        Chain.Place a = step.inputs > 0 ? chain.place(step.from[0]) : out;
        Chain.Place b = step.inputs > 1 ? chain.place(step.from[1]) : a;
        Chain.Place c = step.inputs > 2 ? chain.place(step.from[2]) : a;
        if (step.operation == Operation.COPY && out.dtype == a.dtype && isPlain(chain, out) && isPlain(chain, a)) {
            long size = out.dtype.bytes();
            cl.copy(a.storage(), a.offset * size, out.storage(), out.offset * size, chain.numel() * size);
            return;
        }
        strides[0] = chain.strides()[out.layout];
        strides[1] = chain.strides()[a.layout];
        strides[2] = chain.strides()[b.layout];
        strides[3] = chain.strides()[c.layout];
        walk.through(chain.sizes(), strides, Walk.OPERANDS);
        walk.offset(0, out.offset);
        walk.offset(1, a.offset);
        walk.offset(2, b.offset);
        walk.offset(3, c.offset);
        ScalarFunction f = step.operation.function();
        Call call;
        if (f != null) {
            call = cl.call(kernel(f, step.in));
            call.with(chain.numel()).with(walk).with(f.ordinal());
            call.with(out.storage()).with(a.storage()).with(b.storage()).with(c.storage());
            step.giveP(call);
            step.giveQ(call);
            if (cl.listeners().timed()) {
                call.named((f + "_" + step.in).toLowerCase(Locale.ROOT));
            }
        } else if (step.operation == Operation.FILL) {
            call = cl.call(fill(step.in));
            call.with(chain.numel()).with(walk).with(out.storage());
            step.giveP(call);
        } else {
            call = cl.call(copy(a.dtype, out.dtype));
            call.with(chain.numel()).with(walk).with(out.storage()).with(a.storage());
        }
        call.launch((chain.numel() + Launcher.GROUP - 1L) / Launcher.GROUP * Launcher.GROUP, Launcher.GROUP);
    }

    /// Whether a chain is one copy of adjacent bytes, which needs no kernel.
    static boolean isPlainCopy(Chain chain) {
        Chain.Step first = chain.step(0);
        if (chain.steps() > 1 || first.operation != Operation.COPY) {
            return false;
        }
        Chain.Place from = chain.place(first.from[0]);
        Chain.Place to = chain.place(first.to);
        return from.dtype == to.dtype && isPlain(chain, from) && isPlain(chain, to);
    }

    /// Whether elements lie one after the other in row-major order.
    private static boolean isPlain(Chain chain, Chain.Place place) {
        int[] sizes = chain.sizes();
        int[] strides = chain.strides()[place.layout];
        int step = 1;
        for (int d = sizes.length - 1; d >= 0; d--) {
            if (sizes[d] != 1) {
                if (strides[d] != step) {
                    return false;
                }
                step *= sizes[d];
            }
        }
        return true;
    }

    private Programs.Kernel kernel(ScalarFunction f, DType dtype) {
        boolean isSimple = simple[index(f, dtype)];
        int at = (dtype.ordinal() * ARITIES + f.arity()) * 2 + (isSimple ? 1 : 0);
        Programs.Kernel kernel = functions[at];
        if (kernel == null) {
            functions[at] = kernel = cl.kernel(functionsOf(dtype, f.arity(), isSimple), "pointwise");
        }
        return kernel;
    }

    private Cl.Source functionsOf(DType dtype, int arity, boolean areSimple) {
        var cases = new StringBuilder(
                "#define ARITY " + arity + "\n#define WHERE " + ScalarFunction.WHERE.ordinal() + "\n#define CASES");
        for (ScalarFunction f : ScalarFunction.values()) {
            String code = Operation.code(f, dtype);
            if (f.arity() == arity && code != null && simple[index(f, dtype)] == areSimple) {
                String target = f.result() == Result.BOOL ? "predicate" : "result";
                cases.append(" case " + f.ordinal() + ": " + target + " = " + code + "; break;");
            }
        }
        return launcher.source(Types.functions(dtype) + " pointwise.cl", dtype, dtype, cases.toString());
    }

    private Programs.Kernel fill(DType dtype) {
        Programs.Kernel kernel = fills[dtype.ordinal()];
        if (kernel == null) {
            fills[dtype.ordinal()] = kernel = cl.kernel(launcher.source("copy.cl", dtype, dtype, ""), "fill");
        }
        return kernel;
    }

    private Programs.Kernel copy(DType from, DType to) {
        int at = from.ordinal() * DTYPES + to.ordinal();
        Programs.Kernel kernel = copies[at];
        if (kernel == null) {
            // The bits as they are, where nothing is converted.
            DType in = from == to ? bits(from) : from;
            DType out = from == to ? in : to;
            copies[at] = kernel = cl.kernel(launcher.source("copy.cl", in, out, ""), "copy");
        }
        return kernel;
    }

    private static DType bits(DType dtype) {
        return switch (dtype.bytes()) {
            case 1 -> DType.UINT8;
            case 2 -> DType.INT16;
            case 4 -> DType.INT32;
            default -> DType.INT64;
        };
    }
}
