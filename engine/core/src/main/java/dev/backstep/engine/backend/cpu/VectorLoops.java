package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;
import org.jspecify.annotations.Nullable;

/// Loops that run on the CPU's vector unit. This class does not need the Vector API: its implementation, which does, is
/// only loaded where the module is there.
abstract class VectorLoops {
    /// Shorter lines are not worth it.
    static final int SHORTEST = 32;

    private static final String IMPLEMENTATION = "dev.backstep.engine.backend.cpu.IncubatorVectorLoops";

    /// The loops, or null if this JVM runs without `--add-modules jdk.incubator.vector` and nobody has
    /// loaded that module since.
    static @Nullable VectorLoops load() {
        try {
            return (VectorLoops)
                    Class.forName(IMPLEMENTATION).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            // No such module, or a JDK whose incubating API differs from that compiled against: plain loops do.
            return null;
        }
    }

    /// Whether a multiply-add is one instruction of this machine. Where it is not, the JDK emulates it, thousands of
    /// times slower.
    abstract boolean fused();

    /// A function on a line, or null if it has no vector form.
    abstract @Nullable FloatLine floats(ScalarFunction f);

    /// As [#floats].
    abstract @Nullable DoubleLine doubles(ScalarFunction f);

    /// `sum of a[i] * b[i]`
    abstract float dot(float[] a, int fromA, float[] b, int fromB, int n);

    /// `out[i] += factor * a[i]`
    abstract void addScaled(float[] out, int to, float[] a, int from, float factor, int n);

    /// `c = start + a @ b` for matrices with rows in one piece, each element summed in the given order of `k`. See Note
    /// [Order of sums in convolutions].
    ///
    /// @param start what row `i` begins with at `start[i]`, or null for 0
    /// @param order the places along `k` in the order in which they are summed
    /// @param fused whether each step is rounded once (`fma`), else product and sum are rounded each
    abstract void orderedProduct(
            float[] c,
            int offsetC,
            int ldC,
            float @Nullable [] start,
            float[] a,
            int offsetA,
            int ldA,
            float[] b,
            int offsetB,
            int ldB,
            int m,
            int n,
            int[] order,
            boolean fused);

    /// A function on lines of float32. Steps are 1 or 0 (the same element again); arrays beyond the function's arity
    /// are not looked at.
    interface FloatLine {
        void run(
                float[] out,
                int to,
                float[] a,
                int fromA,
                int stepA,
                float[] b,
                int fromB,
                int stepB,
                float[] c,
                int fromC,
                int stepC,
                int n,
                float p,
                float q);
    }

    /// A function on lines of float64, as [FloatLine].
    interface DoubleLine {
        void run(
                double[] out,
                int to,
                double[] a,
                int fromA,
                int stepA,
                double[] b,
                int fromB,
                int stepB,
                double[] c,
                int fromC,
                int stepC,
                int n,
                double p,
                double q);
    }
}
