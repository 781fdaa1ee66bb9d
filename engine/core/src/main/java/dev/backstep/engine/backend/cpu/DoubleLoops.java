package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;

/// The cheap functions of float64 as plain loops. See Note [Plain loops first].
final class DoubleLoops {
    /// Whether multiply-add is rounded once, as PyTorch does where the machine can.
    private final boolean fused;

    DoubleLoops(boolean fused) {
        this.fused = fused;
    }

    /// `out[i] = f(a[i], b[i], c[i])` for `from <= i < to`. `out` may be one of the others; arrays beyond
    /// the function's arity are not looked at.
    ///
    /// @return false if `f` is not one of the functions here
    boolean run(
            ScalarFunction f, double[] out, double[] a, double[] b, double[] c, int from, int to, double p, double q) {
        switch (f) {
            case ADD -> add(out, a, b, from, to);
            case SUB -> subtract(out, a, b, from, to);
            case MUL -> multiply(out, a, b, from, to);
            case DIV -> divide(out, a, b, from, to);
            case ADD_SCALED -> {
                if (fused) {
                    addScaled(out, a, b, from, to, p);
                } else {
                    addScaledRoundedTwice(out, a, b, from, to, p);
                }
            }
            case NEG -> negate(out, a, from, to);
            case ABS -> absolute(out, a, from, to);
            case SQUARE -> multiply(out, a, a, from, to);
            case RECIPROCAL -> reciprocal(out, a, from, to);
            case SQRT -> squareRoot(out, a, from, to);
            case RSQRT -> reciprocalSquareRoot(out, a, from, to);
            case AFFINE -> affine(out, a, from, to, p, q);
            case CLAMP -> clamp(out, a, from, to, p, q);
            case MAXIMUM -> maximum(out, a, b, from, to);
            case MINIMUM -> minimum(out, a, b, from, to);
            case SIGMOID_BACKWARD -> sigmoidBackward(out, a, b, from, to);
            case TANH_BACKWARD -> tanhBackward(out, a, b, from, to);
            case ADDCDIV -> addQuotient(out, a, b, c, from, to, p);
            case ADDCMUL -> {
                if (fused) {
                    addProduct(out, a, b, c, from, to, p);
                } else {
                    addProductRoundedTwice(out, a, b, c, from, to, p);
                }
            }
            case FMA -> {
                if (!fused) {
                    return false;
                }
                multiplyAdd(out, a, b, c, from, to);
            }
            case POW_SCALAR -> {
                if (p != 3) {
                    return false;
                }
                cube(out, a, from, to);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /// `out[i] = f(a[i], b)`, as [#run].
    boolean withNumberRight(ScalarFunction f, double[] out, double[] a, double b, int from, int to, double p) {
        switch (f) {
            case ADD -> add(out, a, b, from, to);
            case SUB -> subtract(out, a, b, from, to);
            case MUL -> multiply(out, a, b, from, to);
            case DIV -> divide(out, a, b, from, to);
            // Rounded as for tensors: here the product is the same for all.
            case ADD_SCALED -> {
                if (fused) {
                    addScaled(out, a, b, from, to, p);
                } else {
                    add(out, a, p * b, from, to);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /// `out[i] = f(a, b[i])`, as [#run].
    boolean withNumberLeft(ScalarFunction f, double[] out, double a, double[] b, int from, int to, double p) {
        switch (f) {
            case ADD -> add(out, b, a, from, to);
            case SUB -> subtract(out, a, b, from, to);
            case MUL -> multiply(out, b, a, from, to);
            case DIV -> divide(out, a, b, from, to);
            case ADD_SCALED -> {
                if (fused) {
                    addScaled(out, a, b, from, to, p);
                } else {
                    return false;
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /// `out[i] = f(a[i], b, c)`, as [#run].
    boolean withNumbersRight(ScalarFunction f, double[] out, double[] a, double b, double c, int from, int to) {
        if (f != ScalarFunction.FMA || !fused) {
            return false;
        }
        multiplyAdd(out, a, b, c, from, to);
        return true;
    }

    private static void add(double[] out, double[] a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] + b[i];
        }
    }

    private static void add(double[] out, double[] a, double b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] + b;
        }
    }

    private static void subtract(double[] out, double[] a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] - b[i];
        }
    }

    private static void subtract(double[] out, double[] a, double b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] - b;
        }
    }

    private static void subtract(double[] out, double a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a - b[i];
        }
    }

    private static void multiply(double[] out, double[] a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * b[i];
        }
    }

    private static void multiply(double[] out, double[] a, double b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * b;
        }
    }

    private static void divide(double[] out, double[] a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] / b[i];
        }
    }

    private static void divide(double[] out, double[] a, double b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] / b;
        }
    }

    private static void divide(double[] out, double a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a / b[i];
        }
    }

    private static void addScaled(double[] out, double[] a, double[] b, int from, int to, double p) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(p, b[i], a[i]);
        }
    }

    private static void addScaled(double[] out, double[] a, double b, int from, int to, double p) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(p, b, a[i]);
        }
    }

    private static void addScaled(double[] out, double a, double[] b, int from, int to, double p) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(p, b[i], a);
        }
    }

    private static void addScaledRoundedTwice(double[] out, double[] a, double[] b, int from, int to, double p) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] + p * b[i];
        }
    }

    private static void multiplyAdd(double[] out, double[] a, double b, double c, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(a[i], b, c);
        }
    }

    private static void multiplyAdd(double[] out, double[] a, double[] b, double[] c, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(a[i], b[i], c[i]);
        }
    }

    private static void negate(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = -a[i];
        }
    }

    private static void absolute(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.abs(a[i]);
        }
    }

    private static void reciprocal(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = 1 / a[i];
        }
    }

    private static void squareRoot(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.sqrt(a[i]);
        }
    }

    private static void reciprocalSquareRoot(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = 1 / Math.sqrt(a[i]);
        }
    }

    private static void cube(double[] out, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * a[i] * a[i];
        }
    }

    private static void affine(double[] out, double[] a, int from, int to, double p, double q) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * p + q;
        }
    }

    private static void clamp(double[] out, double[] a, int from, int to, double p, double q) {
        for (int i = from; i < to; i++) {
            out[i] = Math.min(Math.max(a[i], p), q);
        }
    }

    private static void maximum(double[] out, double[] a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.max(a[i], b[i]);
        }
    }

    private static void minimum(double[] out, double[] a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.min(a[i], b[i]);
        }
    }

    private static void sigmoidBackward(double[] out, double[] a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * (1 - b[i]) * b[i];
        }
    }

    private static void tanhBackward(double[] out, double[] a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * (1 - b[i] * b[i]);
        }
    }

    private static void addProduct(double[] out, double[] a, double[] b, double[] c, int from, int to, double p) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(b[i] * p, c[i], a[i]);
        }
    }

    private static void addProductRoundedTwice(
            double[] out, double[] a, double[] b, double[] c, int from, int to, double p) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] + b[i] * p * c[i];
        }
    }

    private static void addQuotient(double[] out, double[] a, double[] b, double[] c, int from, int to, double p) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] + b[i] * p / c[i];
        }
    }
}
