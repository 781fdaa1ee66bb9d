package dev.backstep.engine.backend.cpu;

import static dev.backstep.engine.backend.reference.Elements.host;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.ScalarFunction.Result;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.reference.Elements;
import dev.backstep.engine.backend.reference.ScalarFunctions;
import org.jspecify.annotations.Nullable;

/// Pointwise functions. Most calls are one line and go straight there, without allocating.
final class CpuPointwise {
    private final FloatLines floats;
    private final DoubleLines doubles;

    CpuPointwise(FloatLines floats, DoubleLines doubles) {
        this.floats = floats;
        this.doubles = doubles;
    }

    void run(ScalarFunction g, Strided out, Strided a, @Nullable Strided b, @Nullable Strided c, double p, double q) {
        ScalarFunction f = g;
        if (g == ScalarFunction.POW_SCALAR && a.dtype().isFloating()) {
            // As PyTorch: these two are no powers at all.
            if (p == 1) {
                CpuCopy.copy(out, a);
                return;
            }
            if (p == 0) {
                CpuCopy.fill(out, 1, 1);
                return;
            }
            f = power(p);
        }
        // Operands beyond the function's arity stand still on some element of a.
        Strided second = b == null ? a : b;
        Strided third = c == null ? a : c;
        DType dtype = second.dtype();
        if (out.isContiguous()) {
            int n = out.numel();
            int stepA = Walk.wholeStep(a);
            int stepB = b == null ? 0 : Walk.wholeStep(b);
            int stepC = c == null ? 0 : Walk.wholeStep(c);
            if (n == 0) {
                return;
            }
            if ((stepA | stepB | stepC) >= 0) {
                line(
                        f,
                        dtype,
                        host(out),
                        out.offset(),
                        1,
                        host(a),
                        a.offset(),
                        stepA,
                        host(second),
                        second.offset(),
                        stepB,
                        host(third),
                        third.offset(),
                        stepC,
                        n,
                        p,
                        q);
                return;
            }
        }
        var walk = Walk.inAnyOrder(out.sizes(), out, a, second, third);
        if (walk.length == 0) {
            return;
        }
        int[] at = walk.at;
        int[] step = walk.step;
        int stepB = b == null ? 0 : step[2];
        int stepC = c == null ? 0 : step[3];
        do {
            line(
                    f,
                    dtype,
                    host(out),
                    at[0],
                    step[0],
                    host(a),
                    at[1],
                    step[1],
                    host(second),
                    at[2],
                    stepB,
                    host(third),
                    at[3],
                    stepC,
                    walk.length,
                    p,
                    q);
        } while (walk.next());
    }

    /// The shorter way to some powers, which PyTorch takes too.
    private static ScalarFunction power(double exponent) {
        if (exponent == 2) {
            return ScalarFunction.SQUARE;
        } else if (exponent == 0.5) {
            return ScalarFunction.SQRT;
        } else if (exponent == -0.5) {
            return ScalarFunction.RSQRT;
        } else if (exponent == -1) {
            return ScalarFunction.RECIPROCAL;
        }
        return ScalarFunction.POW_SCALAR;
    }

    private void line(
            ScalarFunction f,
            DType dtype,
            Storage.Host out,
            int to,
            int stepOut,
            Storage.Host a,
            int fromA,
            int stepA,
            Storage.Host b,
            int fromB,
            int stepB,
            Storage.Host c,
            int fromC,
            int stepC,
            int n,
            double p,
            double q) {
        if (f == ScalarFunction.WHERE) {
            CpuSelect.where(out, to, stepOut, a.bytes(), fromA, stepA, b, fromB, stepB, c, fromC, stepC, n);
            return;
        }
        boolean same = f.result() == Result.SAME;
        switch (dtype) {
            case FLOAT32 -> {
                boolean done = same
                        ? floats.run(
                                f,
                                out.floats(),
                                to,
                                stepOut,
                                a.floats(),
                                fromA,
                                stepA,
                                b.floats(),
                                fromB,
                                stepB,
                                c.floats(),
                                fromC,
                                stepC,
                                n,
                                (float) p,
                                (float) q)
                        : CpuCompare.floats(
                                f, out.bytes(), to, stepOut, a.floats(), fromA, stepA, b.floats(), fromB, stepB, n);
                if (!done) {
                    floating(f, dtype, out, to, stepOut, a, fromA, stepA, b, fromB, stepB, c, fromC, stepC, n, p, q);
                }
            }
            case FLOAT64 -> {
                boolean done = same
                        && doubles.run(
                                f,
                                out.doubles(),
                                to,
                                stepOut,
                                a.doubles(),
                                fromA,
                                stepA,
                                b.doubles(),
                                fromB,
                                stepB,
                                c.doubles(),
                                fromC,
                                stepC,
                                n,
                                p,
                                q);
                if (!done) {
                    floating(f, dtype, out, to, stepOut, a, fromA, stepA, b, fromB, stepB, c, fromC, stepC, n, p, q);
                }
            }
            case FLOAT16, BFLOAT16 ->
                floating(f, dtype, out, to, stepOut, a, fromA, stepA, b, fromB, stepB, c, fromC, stepC, n, p, q);
            case INT64 -> {
                boolean done = !same
                        && CpuCompare.longs(
                                f, out.bytes(), to, stepOut, a.longs(), fromA, stepA, b.longs(), fromB, stepB, n);
                if (!done) {
                    integers(f, dtype, out, to, stepOut, a, fromA, stepA, b, fromB, stepB, c, fromC, stepC, n, p, q);
                }
            }
            case BOOL, UINT8, INT8, INT16, INT32 ->
                integers(f, dtype, out, to, stepOut, a, fromA, stepA, b, fromB, stepB, c, fromC, stepC, n, p, q);
        }
    }

    private static void floating(
            ScalarFunction f,
            DType dtype,
            Storage.Host out,
            int o,
            int so,
            Storage.Host a,
            int ia,
            int sa,
            Storage.Host b,
            int ib,
            int sb,
            Storage.Host c,
            int ic,
            int sc,
            int n,
            double p,
            double q) {
        double roundedP = Elements.parameter(p, dtype);
        double roundedQ = Elements.parameter(q, dtype);
        for (int i = 0; i < n; i++) {
            double x = Elements.readDouble(a, ia + i * sa);
            double y = Elements.readDouble(b, ib + i * sb);
            double z = Elements.readDouble(c, ic + i * sc);
            Elements.writeDouble(out, o + i * so, ScalarFunctions.apply(f, x, y, z, roundedP, roundedQ));
        }
    }

    private static void integers(
            ScalarFunction f,
            DType dtype,
            Storage.Host out,
            int o,
            int so,
            Storage.Host a,
            int ia,
            int sa,
            Storage.Host b,
            int ib,
            int sb,
            Storage.Host c,
            int ic,
            int sc,
            int n,
            double p,
            double q) {
        ScalarFunction g = ScalarFunctions.onIntegers(f, dtype);
        for (int i = 0; i < n; i++) {
            long x = Elements.readLong(a, ia + i * sa);
            long y = Elements.readLong(b, ib + i * sb);
            long z = Elements.readLong(c, ic + i * sc);
            Elements.writeLong(out, o + i * so, ScalarFunctions.apply(g, x, y, z, p, q));
        }
    }
}
