package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A pointwise function on lines of float64 of any offsets and steps: finds the loop that suits them, and brings them
/// together where none does.
final class DoubleLines {
    /// What is brought together at a time: four lines of it fit the first-level cache.
    private static final int BLOCK = 512;

    /// Elements on which vector loops are tried out.
    private static final int TRIAL = 256;

    private final @Nullable VectorLoops vectors;
    private final boolean warm;
    private final DoubleLoops loops;
    private final @Nullable Warmth[] warmths = new Warmth[ScalarFunction.values().length];
    private double[] @Nullable [] scratch;

    /// @param warm whether vector loops count as compiled from the start
    DoubleLines(@Nullable VectorLoops vectors, boolean warm) {
        this.vectors = vectors;
        this.warm = warm;
        loops = new DoubleLoops(vectors != null && vectors.fused());
    }

    /// Computes `n` elements; `a`, `b` or `c` with a step of 0 are one element.
    ///
    /// @return false if no loop has the function
    boolean run(
            ScalarFunction f,
            double[] out,
            int to,
            int stepOut,
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
            double q) {
        if (stepOut == 1 && together(f, out, to, a, fromA, stepA, b, fromB, stepB, c, fromC, stepC, n, p, q)) {
            return true;
        }
        VectorLoops.DoubleLine line = n < VectorLoops.SHORTEST ? null : vectorLine(f, p);
        if (line == null) {
            return plain(f, false, out, to, stepOut, a, fromA, stepA, b, fromB, stepB, c, fromC, stepC, n, p, q);
        }
        boolean even = stepOut == 1 && (stepA | stepB | stepC) >>> 1 == 0;
        Warmth warmth = warmth(f);
        if (!warmth.isWarm()) {
            long started = System.nanoTime();
            if (plain(f, true, out, to, stepOut, a, fromA, stepA, b, fromB, stepB, c, fromC, stepC, n, p, q)) {
                warmth.standInRan(started, () -> tryOut(line, even ? stepB : 1, even ? stepC : 1, p, q), TRIAL);
                return true;
            }
        }
        if (even) {
            line.run(out, to, a, fromA, stepA, b, fromB, stepB, c, fromC, stepC, n, p, q);
            return true;
        }
        return inBlocks(f, line, false, out, to, stepOut, a, fromA, stepA, b, fromB, stepB, c, fromC, stepC, n, p, q);
    }

    private void tryOut(VectorLoops.DoubleLine line, int stepB, int stepC, double p, double q) {
        double[][] blocks = scratch();
        line.run(blocks[3], 0, blocks[0], 0, 1, blocks[1], 0, stepB, blocks[2], 0, stepC, TRIAL, p, q);
    }

    private Warmth warmth(ScalarFunction f) {
        Warmth warmth = warmths[f.ordinal()];
        if (warmth == null) {
            warmth = new Warmth(warm);
            warmths[f.ordinal()] = warmth;
        }
        return warmth;
    }

    /// Without the Vector API.
    ///
    /// @param standIn whether this is instead of a vector loop
    private boolean plain(
            ScalarFunction f,
            boolean standIn,
            double[] out,
            int to,
            int stepOut,
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
            double q) {
        boolean together = stepOut == 1
                && stepA == 1
                && fromA == to
                && (f.arity() == 1 || f.arity() == 2 && stepB == 1 && fromB == to);
        if (together
                && (DoubleStandIns.choose(f, out, a, b, to, to + n, p, q)
                        || standIn && DoubleStandIns.standIn(f, out, a, to, to + n))) {
            return true;
        }
        switch (f) {
            case ADD -> add(out, to, stepOut, a, fromA, stepA, b, fromB, stepB, n);
            case SUB -> subtract(out, to, stepOut, a, fromA, stepA, b, fromB, stepB, n);
            case MUL -> multiply(out, to, stepOut, a, fromA, stepA, b, fromB, stepB, n);
            case DIV -> divide(out, to, stepOut, a, fromA, stepA, b, fromB, stepB, n);
            default -> {
                return inBlocks(
                        f, null, standIn, out, to, stepOut, a, fromA, stepA, b, fromB, stepB, c, fromC, stepC, n, p, q);
            }
        }
        return true;
    }

    private VectorLoops.@Nullable DoubleLine vectorLine(ScalarFunction f, double p) {
        boolean power = f == ScalarFunction.POW_SCALAR;
        return vectors == null || power && (p == 3 || !Double.isFinite(p)) ? null : vectors.doubles(f);
    }

    /// Where all lines lie at the same place of their arrays, or are numbers: Note [Plain loops first].
    private boolean together(
            ScalarFunction f,
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
            double q) {
        int arity = f.arity();
        boolean same = stepA == 1 && fromA == to;
        if (arity == 1) {
            return same && loops.run(f, out, a, a, a, to, to + n, p, q);
        }
        boolean sameB = stepB == 1 && fromB == to;
        if (arity == 3) {
            if (same && stepB == 0 && stepC == 0) {
                return loops.withNumbersRight(f, out, a, b[fromB], c[fromC], to, to + n);
            }
            return same && sameB && stepC == 1 && fromC == to && loops.run(f, out, a, b, c, to, to + n, p, q);
        }
        if (same && sameB) {
            return loops.run(f, out, a, b, b, to, to + n, p, q);
        } else if (same && stepB == 0) {
            return loops.withNumberRight(f, out, a, b[fromB], to, to + n, p);
        } else if (sameB && stepA == 0) {
            return loops.withNumberLeft(f, out, a[fromA], b, to, to + n, p);
        }
        return false;
    }

    /// Copies a piece of each line to the same place, computes there, and copies the result back.
    private boolean inBlocks(
            ScalarFunction f,
            VectorLoops.@Nullable DoubleLine line,
            boolean standIn,
            double[] out,
            int to,
            int stepOut,
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
            double q) {
        double[][] blocks = scratch();
        double[] x = blocks[0];
        double[] y = blocks[1];
        double[] z = blocks[2];
        int arity = f.arity();
        int length;
        for (int done = 0; done < n; done += length) {
            length = Math.min(BLOCK, n - done);
            // What is left must not be too short for a vector loop.
            if (n - done - length < VectorLoops.SHORTEST && n - done > length) {
                length -= VectorLoops.SHORTEST;
            }
            gather(x, a, fromA + done * stepA, stepA, length);
            if (arity > 1) {
                gather(y, b, fromB + done * stepB, stepB, length);
            }
            if (arity > 2) {
                gather(z, c, fromC + done * stepC, stepC, length);
            }
            if (line != null) {
                line.run(x, 0, x, 0, 1, y, 0, 1, z, 0, 1, length, p, q);
            } else if (!loops.run(f, x, x, y, z, 0, length, p, q)
                    && !DoubleStandIns.choose(f, x, x, y, 0, length, p, q)
                    && !(standIn && DoubleStandIns.standIn(f, x, x, 0, length))) {
                return false;
            }
            scatter(out, to + done * stepOut, stepOut, x, length);
        }
        return true;
    }

    private double[][] scratch() {
        double[][] blocks = scratch;
        if (blocks == null) {
            blocks = new double[4][BLOCK];
            scratch = blocks;
        }
        return blocks;
    }

    private static void gather(double[] block, double[] a, int from, int step, int n) {
        if (step == 1) {
            System.arraycopy(a, from, block, 0, n);
        } else if (step == 0) {
            Arrays.fill(block, 0, n, a[from]);
        } else {
            for (int i = 0; i < n; i++) {
                block[i] = a[from + i * step];
            }
        }
    }

    private static void scatter(double[] out, int to, int step, double[] block, int n) {
        if (step == 1) {
            System.arraycopy(block, 0, out, to, n);
        } else {
            for (int i = 0; i < n; i++) {
                out[to + i * step] = block[i];
            }
        }
    }

    private static void add(
            double[] out, int o, int so, double[] a, int ia, int sa, double[] b, int ib, int sb, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i * so] = a[ia + i * sa] + b[ib + i * sb];
        }
    }

    private static void subtract(
            double[] out, int o, int so, double[] a, int ia, int sa, double[] b, int ib, int sb, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i * so] = a[ia + i * sa] - b[ib + i * sb];
        }
    }

    private static void multiply(
            double[] out, int o, int so, double[] a, int ia, int sa, double[] b, int ib, int sb, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i * so] = a[ia + i * sa] * b[ib + i * sb];
        }
    }

    private static void divide(
            double[] out, int o, int so, double[] a, int ia, int sa, double[] b, int ib, int sb, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i * so] = a[ia + i * sa] / b[ib + i * sb];
        }
    }
}
