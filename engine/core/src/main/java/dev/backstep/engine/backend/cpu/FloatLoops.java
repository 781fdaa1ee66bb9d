package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;

/// The cheap functions of float32 as plain loops.
///
/// Note [Plain loops first]
/// ~~~~~~~~~~~~~~~~~~~~~~~~
/// The JIT compiler turns these loops into vector code by itself, and does so in a few milliseconds. A loop of the
/// Vector API is as fast in the end, but costs ten times that to compile, and is a hundred times slower until then: a
/// training script of one second would be over before its loops are warm. So whatever is arithmetic is done here, and
/// only what the compiler cannot do by itself (`exp`, `tanh`, choosing by a condition) by the Vector API.
///
/// The compiler must see that an element which is written is not read later. Java's arrays may be one and the same, so
/// it needs **one index for all arrays**: that is why the loops here have no offsets of their own. For the same reason
/// each is a small method: the compiler gives up on large ones.
final class FloatLoops {
    /// Whether multiply-add is rounded once, as PyTorch does where the machine can.
    private final boolean fused;

    FloatLoops(boolean fused) {
        this.fused = fused;
    }

    /// `out[i] = f(a[i], b[i], c[i])` for `from <= i < to`. `out` may be one of the others; arrays beyond
    /// the function's arity are not looked at.
    ///
    /// @return false if `f` is not one of the functions here
    boolean run(ScalarFunction f, float[] out, float[] a, float[] b, float[] c, int from, int to, float p, float q) {
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
    boolean withNumberRight(ScalarFunction f, float[] out, float[] a, float b, int from, int to, float p) {
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
    boolean withNumberLeft(ScalarFunction f, float[] out, float a, float[] b, int from, int to, float p) {
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
    boolean withNumbersRight(ScalarFunction f, float[] out, float[] a, float b, float c, int from, int to) {
        if (f != ScalarFunction.FMA || !fused) {
            return false;
        }
        multiplyAdd(out, a, b, c, from, to);
        return true;
    }

    private static void add(float[] out, float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] + b[i];
        }
    }

    private static void add(float[] out, float[] a, float b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] + b;
        }
    }

    private static void subtract(float[] out, float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] - b[i];
        }
    }

    private static void subtract(float[] out, float[] a, float b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] - b;
        }
    }

    private static void subtract(float[] out, float a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a - b[i];
        }
    }

    private static void multiply(float[] out, float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * b[i];
        }
    }

    private static void multiply(float[] out, float[] a, float b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * b;
        }
    }

    private static void divide(float[] out, float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] / b[i];
        }
    }

    private static void divide(float[] out, float[] a, float b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] / b;
        }
    }

    private static void divide(float[] out, float a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a / b[i];
        }
    }

    private static void addScaled(float[] out, float[] a, float[] b, int from, int to, float p) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(p, b[i], a[i]);
        }
    }

    private static void addScaled(float[] out, float[] a, float b, int from, int to, float p) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(p, b, a[i]);
        }
    }

    private static void addScaled(float[] out, float a, float[] b, int from, int to, float p) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(p, b[i], a);
        }
    }

    private static void addScaledRoundedTwice(float[] out, float[] a, float[] b, int from, int to, float p) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] + p * b[i];
        }
    }

    private static void multiplyAdd(float[] out, float[] a, float b, float c, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(a[i], b, c);
        }
    }

    private static void multiplyAdd(float[] out, float[] a, float[] b, float[] c, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(a[i], b[i], c[i]);
        }
    }

    private static void negate(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = -a[i];
        }
    }

    private static void absolute(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.abs(a[i]);
        }
    }

    private static void reciprocal(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = 1 / a[i];
        }
    }

    private static void squareRoot(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = (float) Math.sqrt(a[i]);
        }
    }

    private static void reciprocalSquareRoot(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = 1 / (float) Math.sqrt(a[i]);
        }
    }

    private static void cube(float[] out, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * a[i] * a[i];
        }
    }

    private static void affine(float[] out, float[] a, int from, int to, float p, float q) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * p + q;
        }
    }

    private static void clamp(float[] out, float[] a, int from, int to, float p, float q) {
        for (int i = from; i < to; i++) {
            out[i] = Math.min(Math.max(a[i], p), q);
        }
    }

    private static void maximum(float[] out, float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.max(a[i], b[i]);
        }
    }

    private static void minimum(float[] out, float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = Math.min(a[i], b[i]);
        }
    }

    private static void sigmoidBackward(float[] out, float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * (1 - b[i]) * b[i];
        }
    }

    private static void tanhBackward(float[] out, float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] * (1 - b[i] * b[i]);
        }
    }

    private static void addProduct(float[] out, float[] a, float[] b, float[] c, int from, int to, float p) {
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(b[i] * p, c[i], a[i]);
        }
    }

    private static void addProductRoundedTwice(
            float[] out, float[] a, float[] b, float[] c, int from, int to, float p) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] + b[i] * p * c[i];
        }
    }

    private static void addQuotient(float[] out, float[] a, float[] b, float[] c, int from, int to, float p) {
        for (int i = from; i < to; i++) {
            out[i] = a[i] + b[i] * p / c[i];
        }
    }
}
