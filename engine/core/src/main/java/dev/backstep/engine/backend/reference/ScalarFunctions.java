package dev.backstep.engine.backend.reference;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.SpecialFunctions;

/// What each [ScalarFunction] means, for floating and for integer numbers.
public final class ScalarFunctions {
    private ScalarFunctions() {}

    /// A function of floating numbers; predicates give 0 or 1.
    public static double apply(ScalarFunction f, double a, double b, double c, double p, double q) {
        return switch (f) {
            case NEG -> -a;
            case ABS -> Math.abs(a);
            case SIGN -> a > 0 ? 1 : a < 0 ? -1 : 0;
            case SQUARE -> a * a;
            case RECIPROCAL -> 1 / a;
            case SQRT -> Math.sqrt(a);
            case RSQRT -> 1 / Math.sqrt(a);
            case EXP -> Math.exp(a);
            case EXP2 -> Math.pow(2, a);
            case EXPM1 -> Math.expm1(a);
            case LOG -> Math.log(a);
            case LOG2 -> SpecialFunctions.log2(a);
            case LOG10 -> Math.log10(a);
            case LOG1P -> Math.log1p(a);
            case SIN -> Math.sin(a);
            case COS -> Math.cos(a);
            case TAN -> Math.tan(a);
            case ASIN -> Math.asin(a);
            case ACOS -> Math.acos(a);
            case ATAN -> Math.atan(a);
            case SINH -> Math.sinh(a);
            case COSH -> Math.cosh(a);
            case TANH -> Math.tanh(a);
            case ASINH -> SpecialFunctions.asinh(a);
            case ACOSH -> SpecialFunctions.acosh(a);
            case ATANH -> SpecialFunctions.atanh(a);
            case ERF -> SpecialFunctions.erf(a);
            case ERFC -> SpecialFunctions.erfc(a);
            case ERFINV -> SpecialFunctions.erfinv(a);
            case LGAMMA -> SpecialFunctions.lgamma(a);
            case DIGAMMA -> SpecialFunctions.digamma(a);
            case POLYGAMMA -> SpecialFunctions.polygamma((int) p, a);
            case FLOOR -> Math.floor(a);
            case CEIL -> Math.ceil(a);
            case ROUND -> Math.rint(a);
            case TRUNC -> truncate(a);
            case FRAC -> a - truncate(a);
            case SIGMOID -> 1 / (1 + Math.exp(-a));
            case RELU -> a < 0 ? 0 : a;
            case THRESHOLD -> a <= p ? q : a;
            case LEAKY_RELU -> a > 0 ? a : p * a;
            case ELU -> a > 0 ? a : p * Math.expm1(a);
            case CLAMP -> Math.min(Math.max(a, p), q);
            case SILU -> a / (1 + Math.exp(-a));
            case GELU -> a * 0.5 * (1 + SpecialFunctions.erf(a * Math.sqrt(0.5)));
            case GELU_TANH -> a * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (a + 0.044715 * a * a * a)));
            case SOFTPLUS -> p * a > q ? a : Math.log1p(Math.exp(p * a)) / p;
            case LOG_SIGMOID -> Math.min(0, a) - Math.log1p(Math.exp(-Math.abs(a)));
            case AFFINE -> a * p + q;
            case POW_SCALAR -> SpecialFunctions.pow(a, p);
            case LOGICAL_NOT -> bool(a == 0);
            case ISNAN -> bool(Double.isNaN(a));
            case ISINF -> bool(Double.isInfinite(a));
            case ISFINITE -> bool(Double.isFinite(a));
            case ADD -> a + b;
            case ADD_SCALED -> a + p * b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case FLOOR_DIV -> floorDivide(a, b);
            case TRUNC_DIV -> truncate(a / b);
            case REMAINDER -> remainder(a, b);
            case FMOD -> a % b;
            case POW -> SpecialFunctions.pow(a, b);
            case ATAN2 -> Math.atan2(a, b);
            case HYPOT -> Math.hypot(a, b);
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case FMAX -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
            case FMIN -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
            case XLOGY -> a == 0 && !Double.isNaN(b) ? 0 : a * Math.log(b);
            case EQ -> bool(a == b);
            case NE -> bool(a != b);
            case LT -> bool(a < b);
            case LE -> bool(a <= b);
            case GT -> bool(a > b);
            case GE -> bool(a >= b);
            case LOGICAL_AND -> bool(a != 0 && b != 0);
            case LOGICAL_OR -> bool(a != 0 || b != 0);
            case LOGICAL_XOR -> bool(a != 0 ^ b != 0);
            case THRESHOLD_BACKWARD -> b <= p ? 0 : a;
            case SIGMOID_BACKWARD -> a * b * (1 - b);
            case TANH_BACKWARD -> a * (1 - b * b);
            case WHERE -> a != 0 ? b : c;
            case FMA -> Math.fma(a, b, c);
            case ADDCMUL -> a + p * b * c;
            case ADDCDIV -> a + p * b / c;
            // The nearer end is the anchor, so that a weight of 1 gives exactly b.
            case LERP -> c < 0.5 ? a + c * (b - a) : b - (b - a) * (1 - c);
            case CLAMP_TENSOR -> Math.min(Math.max(a, b), c);
            case BITWISE_NOT, BITWISE_AND, BITWISE_OR, BITWISE_XOR, SHIFT_LEFT, SHIFT_RIGHT ->
                throw new IllegalArgumentException(f + " is not a function of floating numbers");
        };
    }

    /// The function that stands for `f` on an integer dtype or bool: on bool PyTorch's `~` is "not"; every other
    /// function
    /// is that of 0 and 1.
    public static ScalarFunction onIntegers(ScalarFunction f, DType dtype) {
        return f == ScalarFunction.BITWISE_NOT && dtype == DType.BOOL ? ScalarFunction.LOGICAL_NOT : f;
    }

    /// A function of integers (bool: 0 and 1); the caller wraps the result to its dtype.
    ///
    /// @throws ArithmeticException with PyTorch's message for a division by zero
    public static long apply(ScalarFunction f, long a, long b, long c, double p, double q) {
        return switch (f) {
            case NEG -> -a;
            case ABS -> Math.abs(a);
            case SIGN -> Long.signum(a);
            case SQUARE -> a * a;
            case FLOOR, CEIL, ROUND, TRUNC -> a;
            case FRAC -> 0;
            case RELU -> Math.max(a, 0);
            case THRESHOLD -> a > p ? a : (long) q;
            case CLAMP -> Math.min(Math.max(a, (long) p), (long) q);
            case AFFINE -> a * (long) p + (long) q;
            case POW_SCALAR -> power(a, (long) p);
            case LOGICAL_NOT -> a == 0 ? 1 : 0;
            case ISNAN, ISINF -> 0;
            case ISFINITE -> 1;
            case BITWISE_NOT -> ~a;
            case ADD -> a + b;
            case ADD_SCALED -> a + (long) p * b;
            case SUB -> a - b;
            case MUL -> a * b;
            case FLOOR_DIV -> Math.floorDiv(a, divisor(b));
            case DIV, TRUNC_DIV -> a / divisor(b);
            case REMAINDER -> Math.floorMod(a, divisor(b));
            case FMOD -> a % divisor(b);
            case POW -> power(a, b);
            case MAXIMUM, FMAX -> Math.max(a, b);
            case MINIMUM, FMIN -> Math.min(a, b);
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case GT -> a > b ? 1 : 0;
            case GE -> a >= b ? 1 : 0;
            case LOGICAL_AND -> a != 0 && b != 0 ? 1 : 0;
            case LOGICAL_OR -> a != 0 || b != 0 ? 1 : 0;
            case LOGICAL_XOR -> a != 0 ^ b != 0 ? 1 : 0;
            case BITWISE_AND -> a & b;
            case BITWISE_OR -> a | b;
            case BITWISE_XOR -> a ^ b;
            case SHIFT_LEFT -> a << b;
            case SHIFT_RIGHT -> a >> b;
            case THRESHOLD_BACKWARD -> b > p ? a : 0;
            case SIGMOID_BACKWARD -> a * b * (1 - b);
            case TANH_BACKWARD -> a * (1 - b * b);
            case WHERE -> a != 0 ? b : c;
            case FMA -> a * b + c;
            case ADDCMUL -> a + (long) p * b * c;
            case ADDCDIV -> a + (long) p * b / divisor(c);
            case CLAMP_TENSOR -> Math.min(Math.max(a, b), c);
            case RECIPROCAL,
                    SQRT,
                    RSQRT,
                    EXP,
                    EXP2,
                    EXPM1,
                    LOG,
                    LOG2,
                    LOG10,
                    LOG1P,
                    SIN,
                    COS,
                    TAN,
                    ASIN,
                    ACOS,
                    ATAN,
                    SINH,
                    COSH,
                    TANH,
                    ASINH,
                    ACOSH,
                    ATANH,
                    ERF,
                    ERFC,
                    ERFINV,
                    LGAMMA,
                    DIGAMMA,
                    POLYGAMMA,
                    SIGMOID,
                    LEAKY_RELU,
                    ELU,
                    SILU,
                    GELU,
                    GELU_TANH,
                    SOFTPLUS,
                    LOG_SIGMOID,
                    ATAN2,
                    HYPOT,
                    XLOGY,
                    LERP -> throw new IllegalArgumentException(f + " is not a function of integers");
        };
    }

    private static double bool(boolean value) {
        return value ? 1 : 0;
    }

    private static double truncate(double a) {
        return a < 0 ? Math.ceil(a) : Math.floor(a);
    }

    /// As Python and PyTorch: from the exact remainder, because `floor(a / b)` is off by one where `a / b` rounds up.
    private static double floorDivide(double a, double b) {
        if (b == 0) {
            return a / b;
        }
        double modulus = a % b;
        double quotient = (a - modulus) / b;
        if (modulus != 0 && b < 0 != modulus < 0) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0.0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static double remainder(double a, double b) {
        double modulus = a % b;
        return modulus != 0 && b < 0 != modulus < 0 ? modulus + b : modulus;
    }

    private static long divisor(long b) {
        if (b == 0) {
            throw new ArithmeticException("ZeroDivisionError");
        }
        return b;
    }

    /// By squaring, wrapping; negative exponents give 0 except for 1 and -1.
    private static long power(long base, long exponent) {
        if (exponent < 0) {
            return base == 1 ? 1 : base == -1 ? exponent % 2 == 0 ? 1 : -1 : 0;
        }
        long result = 1;
        for (long square = base, e = exponent; e > 0; e >>= 1, square *= square) {
            if ((e & 1) != 0) {
                result *= square;
            }
        }
        return result;
    }
}
