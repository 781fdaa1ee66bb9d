package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// A function of vectors of float32, lane by lane.
///
/// Implemented by classes rather than lambdas: between a lambda and its body lies one more call, which the JIT compiler
/// on a busy machine may deem cold and not inline; then every vector is boxed, ten times slower.
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
            case NEG ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.neg();
                    }
                };
            case ABS ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.abs();
                    }
                };
            case SQUARE ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.mul(a);
                    }
                };
            case RECIPROCAL ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return FloatVector.broadcast(SPECIES, 1f).div(a);
                    }
                };
            case SQRT ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.sqrt();
                    }
                };
            case RSQRT ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return FloatVector.broadcast(SPECIES, 1f).div(a.sqrt());
                    }
                };
            case EXP ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.EXP);
                    }
                };
            case EXPM1 ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.EXPM1);
                    }
                };
            case LOG ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.LOG);
                    }
                };
            case LOG10 ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.LOG10);
                    }
                };
            case LOG1P ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.LOG1P);
                    }
                };
            case SIN ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.SIN);
                    }
                };
            case COS ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.COS);
                    }
                };
            case TAN ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.TAN);
                    }
                };
            case ASIN ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.ASIN);
                    }
                };
            case ACOS ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.ACOS);
                    }
                };
            case ATAN ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.ATAN);
                    }
                };
            case SINH ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.SINH);
                    }
                };
            case COSH ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.COSH);
                    }
                };
            case TANH ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.TANH);
                    }
                };
            case SIGMOID ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return FloatVector.broadcast(SPECIES, 1f)
                                .div(a.neg().lanewise(VectorOperators.EXP).add(1f));
                    }
                };
            // Not max(a, 0): -0 stays, as in PyTorch.
            case RELU ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.blend(
                                FloatVector.zero(SPECIES), a.compare(VectorOperators.LT, FloatVector.zero(SPECIES)));
                    }
                };
            case THRESHOLD ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.blend(q, a.compare(VectorOperators.LE, p));
                    }
                };
            case LEAKY_RELU ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.mul(p).blend(a, a.compare(VectorOperators.GT, 0f));
                    }
                };
            case ELU ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.EXPM1).mul(p).blend(a, a.compare(VectorOperators.GT, 0f));
                    }
                };
            case CLAMP ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.max(p).min(q);
                    }
                };
            case SILU ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.div(a.neg().lanewise(VectorOperators.EXP).add(1f));
                    }
                };
            case GELU_TANH ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.mul(0.5f)
                                .mul(a.mul(a)
                                        .mul(a)
                                        .mul(0.044715f)
                                        .add(a)
                                        .mul((float) Math.sqrt(2 / Math.PI))
                                        .lanewise(VectorOperators.TANH)
                                        .add(1f));
                    }
                };
            case LOG_SIGMOID ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.min(0f)
                                .sub(a.abs().neg().lanewise(VectorOperators.EXP).lanewise(VectorOperators.LOG1P));
                    }
                };
            case POW_SCALAR ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.lanewise(VectorOperators.POW, p);
                    }
                };
            case AFFINE ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.mul(p).add(q);
                    }
                };
            case ADD ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.add(b);
                    }
                };
            case ADD_SCALED ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return FUSED
                                ? b.fma(FloatVector.broadcast(SPECIES, p), a)
                                : b.mul(p).add(a);
                    }
                };
            case SUB ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.sub(b);
                    }
                };
            case MUL ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.mul(b);
                    }
                };
            case DIV ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.div(b);
                    }
                };
            case MAXIMUM ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.max(b);
                    }
                };
            case MINIMUM ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.min(b);
                    }
                };
            case THRESHOLD_BACKWARD ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.blend(0f, b.compare(VectorOperators.LE, p));
                    }
                };
            case SIGMOID_BACKWARD ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.mul(FloatVector.broadcast(SPECIES, 1f).sub(b)).mul(b);
                    }
                };
            case TANH_BACKWARD ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.mul(FloatVector.broadcast(SPECIES, 1f).sub(b.mul(b)));
                    }
                };
            case FMA ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.fma(b, c);
                    }
                };
            case ADDCMUL ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return FUSED ? b.mul(p).fma(c, a) : b.mul(p).mul(c).add(a);
                    }
                };
            case ADDCDIV ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return b.mul(p).div(c).add(a);
                    }
                };
            case CLAMP_TENSOR ->
                new FloatVectorFunction() {
                    @Override
                    public FloatVector apply(FloatVector a, FloatVector b, FloatVector c, float p, float q) {
                        return a.max(b).min(c);
                    }
                };
            default -> null;
        };
    }
}
