package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// A function of vectors of float32, lane by lane.
interface FloatVectorFunction {
    FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q);

    VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /// Whether a multiply-add is one instruction; where it is not, the JDK emulates it, thousands of times slower.
    /// PyTorch rounds once where the machine does.
    boolean FUSED =
            SPECIES.vectorBitSize() >= 256 || System.getProperty("os.arch").equals("aarch64");

    /// The vector form of a function, or null if it has none.
    static @Nullable FloatVectorFunction of(ScalarFunction f) {
        return switch (f) {
            case NEG -> (a, b, c, p, q) -> a.neg();
            case ABS -> (a, b, c, p, q) -> a.abs();
            case SQUARE -> (a, b, c, p, q) -> a.mul(a);
            case RECIPROCAL ->
                (a, b, c, p, q) -> FloatVector.broadcast(SPECIES, 1f).div(a);
            case SQRT -> (a, b, c, p, q) -> a.sqrt();
            case RSQRT -> (a, b, c, p, q) -> FloatVector.broadcast(SPECIES, 1f).div(a.sqrt());
            case EXP -> (a, b, c, p, q) -> a.lanewise(VectorOperators.EXP);
            case EXPM1 -> (a, b, c, p, q) -> a.lanewise(VectorOperators.EXPM1);
            case LOG -> (a, b, c, p, q) -> a.lanewise(VectorOperators.LOG);
            case LOG10 -> (a, b, c, p, q) -> a.lanewise(VectorOperators.LOG10);
            case LOG1P -> (a, b, c, p, q) -> a.lanewise(VectorOperators.LOG1P);
            case SIN -> (a, b, c, p, q) -> a.lanewise(VectorOperators.SIN);
            case COS -> (a, b, c, p, q) -> a.lanewise(VectorOperators.COS);
            case TAN -> (a, b, c, p, q) -> a.lanewise(VectorOperators.TAN);
            case ASIN -> (a, b, c, p, q) -> a.lanewise(VectorOperators.ASIN);
            case ACOS -> (a, b, c, p, q) -> a.lanewise(VectorOperators.ACOS);
            case ATAN -> (a, b, c, p, q) -> a.lanewise(VectorOperators.ATAN);
            case SINH -> (a, b, c, p, q) -> a.lanewise(VectorOperators.SINH);
            case COSH -> (a, b, c, p, q) -> a.lanewise(VectorOperators.COSH);
            case TANH -> (a, b, c, p, q) -> a.lanewise(VectorOperators.TANH);
            case SIGMOID ->
                (a, b, c, p, q) -> FloatVector.broadcast(SPECIES, 1f)
                        .div(a.neg().lanewise(VectorOperators.EXP).add(1f));
            // Not max(a, 0): -0 stays, as in PyTorch.
            case RELU -> (a, b, c, p, q) -> a.blend(0f, a.compare(VectorOperators.LT, 0f));
            case THRESHOLD -> (a, b, c, p, q) -> a.blend(q, a.compare(VectorOperators.LE, p));
            case LEAKY_RELU -> (a, b, c, p, q) -> a.mul(p).blend(a, a.compare(VectorOperators.GT, 0f));
            case ELU ->
                (a, b, c, p, q) -> a.lanewise(VectorOperators.EXPM1).mul(p).blend(a, a.compare(VectorOperators.GT, 0f));
            case CLAMP -> (a, b, c, p, q) -> a.max(p).min(q);
            case SILU ->
                (a, b, c, p, q) -> a.div(a.neg().lanewise(VectorOperators.EXP).add(1f));
            case GELU_TANH ->
                (a, b, c, p, q) -> a.mul(0.5f)
                        .mul(a.mul(a)
                                .mul(a)
                                .mul(0.044715f)
                                .add(a)
                                .mul((float) Math.sqrt(2 / Math.PI))
                                .lanewise(VectorOperators.TANH)
                                .add(1f));
            case LOG_SIGMOID ->
                (a, b, c, p, q) -> a.min(0f)
                        .sub(a.abs().neg().lanewise(VectorOperators.EXP).lanewise(VectorOperators.LOG1P));
            case POW_SCALAR -> (a, b, c, p, q) -> a.lanewise(VectorOperators.POW, p);
            case AFFINE -> (a, b, c, p, q) -> a.mul(p).add(q);
            case ADD -> (a, b, c, p, q) -> a.add(b);
            case ADD_SCALED -> (a, b, c, p, q) -> multiplyAdd(b, FloatVector.broadcast(SPECIES, p), a);
            case SUB -> (a, b, c, p, q) -> a.sub(b);
            case MUL -> (a, b, c, p, q) -> a.mul(b);
            case DIV -> (a, b, c, p, q) -> a.div(b);
            case MAXIMUM -> (a, b, c, p, q) -> a.max(b);
            case MINIMUM -> (a, b, c, p, q) -> a.min(b);
            case THRESHOLD_BACKWARD -> (a, b, c, p, q) -> a.blend(0f, b.compare(VectorOperators.LE, p));
            case SIGMOID_BACKWARD ->
                (a, b, c, p, q) ->
                        a.mul(FloatVector.broadcast(SPECIES, 1f).sub(b)).mul(b);
            case TANH_BACKWARD ->
                (a, b, c, p, q) -> a.mul(FloatVector.broadcast(SPECIES, 1f).sub(b.mul(b)));
            case ADDCMUL -> (a, b, c, p, q) -> multiplyAdd(b.mul(p), c, a);
            case ADDCDIV -> (a, b, c, p, q) -> b.mul(p).div(c).add(a);
            case CLAMP_TENSOR -> (a, b, c, p, q) -> a.max(b).min(c);
            default -> null;
        };
    }

    private static FloatVector multiplyAdd(FloatVector a, FloatVector b, FloatVector sum) {
        return FUSED ? a.fma(b, sum) : a.mul(b).add(sum);
    }
}
