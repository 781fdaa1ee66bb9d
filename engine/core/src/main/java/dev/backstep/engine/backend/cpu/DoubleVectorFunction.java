package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// A function of vectors of float64, lane by lane.
///
/// Implemented by classes rather than lambdas: between a lambda and its body lies one more call, which the JIT compiler
/// on a busy machine may deem cold and not inline; then every vector is boxed, ten times slower.
interface DoubleVectorFunction {
    DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q);

    VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;

    /// Whether a multiply-add is one instruction; where it is not, the JDK emulates it, thousands of times slower.
    /// PyTorch rounds once where the machine does.
    boolean FUSED =
            SPECIES.vectorBitSize() >= 256 || System.getProperty("os.arch").equals("aarch64");

    /// The vector form of a function, or null if it has none.
    static @Nullable DoubleVectorFunction of(ScalarFunction f) {
        return switch (f) {
            case NEG ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.neg();
                    }
                };
            case ABS ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.abs();
                    }
                };
            case SQUARE ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.mul(a);
                    }
                };
            case RECIPROCAL ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return DoubleVector.broadcast(SPECIES, 1.0).div(a);
                    }
                };
            case SQRT ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.sqrt();
                    }
                };
            case RSQRT ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return DoubleVector.broadcast(SPECIES, 1.0).div(a.sqrt());
                    }
                };
            case EXP ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.EXP);
                    }
                };
            case EXPM1 ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.EXPM1);
                    }
                };
            case LOG ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.LOG);
                    }
                };
            case LOG10 ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.LOG10);
                    }
                };
            case LOG1P ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.LOG1P);
                    }
                };
            case SIN ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.SIN);
                    }
                };
            case COS ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.COS);
                    }
                };
            case TAN ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.TAN);
                    }
                };
            case ASIN ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.ASIN);
                    }
                };
            case ACOS ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.ACOS);
                    }
                };
            case ATAN ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.ATAN);
                    }
                };
            case SINH ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.SINH);
                    }
                };
            case COSH ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.COSH);
                    }
                };
            case TANH ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.TANH);
                    }
                };
            case SIGMOID ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return DoubleVector.broadcast(SPECIES, 1.0)
                                .div(a.neg().lanewise(VectorOperators.EXP).add(1.0));
                    }
                };
            // Not max(a, 0): -0 stays, as in PyTorch.
            case RELU ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.blend(0.0, a.compare(VectorOperators.LT, 0.0));
                    }
                };
            case THRESHOLD ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.blend(q, a.compare(VectorOperators.LE, p));
                    }
                };
            case LEAKY_RELU ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.mul(p).blend(a, a.compare(VectorOperators.GT, 0.0));
                    }
                };
            case ELU ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.EXPM1).mul(p).blend(a, a.compare(VectorOperators.GT, 0.0));
                    }
                };
            case CLAMP ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.max(p).min(q);
                    }
                };
            case SILU ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.div(a.neg().lanewise(VectorOperators.EXP).add(1.0));
                    }
                };
            case GELU_TANH ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.mul(0.5)
                                .mul(a.mul(a)
                                        .mul(a)
                                        .mul(0.044715)
                                        .add(a)
                                        .mul(Math.sqrt(2 / Math.PI))
                                        .lanewise(VectorOperators.TANH)
                                        .add(1.0));
                    }
                };
            case LOG_SIGMOID ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.min(0.0)
                                .sub(a.abs().neg().lanewise(VectorOperators.EXP).lanewise(VectorOperators.LOG1P));
                    }
                };
            case POW_SCALAR ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.lanewise(VectorOperators.POW, p);
                    }
                };
            case AFFINE ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.mul(p).add(q);
                    }
                };
            case ADD ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.add(b);
                    }
                };
            case ADD_SCALED ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return FUSED
                                ? b.fma(DoubleVector.broadcast(SPECIES, p), a)
                                : b.mul(p).add(a);
                    }
                };
            case SUB ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.sub(b);
                    }
                };
            case MUL ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.mul(b);
                    }
                };
            case DIV ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.div(b);
                    }
                };
            case MAXIMUM ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.max(b);
                    }
                };
            case MINIMUM ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.min(b);
                    }
                };
            case THRESHOLD_BACKWARD ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.blend(0.0, b.compare(VectorOperators.LE, p));
                    }
                };
            case SIGMOID_BACKWARD ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.mul(DoubleVector.broadcast(SPECIES, 1.0).sub(b))
                                .mul(b);
                    }
                };
            case TANH_BACKWARD ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.mul(DoubleVector.broadcast(SPECIES, 1.0).sub(b.mul(b)));
                    }
                };
            case FMA ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.fma(b, c);
                    }
                };
            case ADDCMUL ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return FUSED ? b.mul(p).fma(c, a) : b.mul(p).mul(c).add(a);
                    }
                };
            case ADDCDIV ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return b.mul(p).div(c).add(a);
                    }
                };
            case CLAMP_TENSOR ->
                new DoubleVectorFunction() {
                    @Override
                    public DoubleVector apply(DoubleVector a, DoubleVector b, DoubleVector c, double p, double q) {
                        return a.max(b).min(c);
                    }
                };
            default -> null;
        };
    }
}
