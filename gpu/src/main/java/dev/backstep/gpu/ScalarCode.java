package dev.backstep.gpu;

import dev.backstep.engine.backend.ScalarFunction;
import org.jspecify.annotations.Nullable;

/// The table of scalar functions in OpenCL C: expressions in `a`, `b`, `c`, `p` and `q`, all of the type `WIDE`.
/// Predicates are ints.
final class ScalarCode {
    private ScalarCode() {}

    /// For floating numbers; null for the functions of bits.
    static @Nullable String floating(ScalarFunction f) {
        return switch (f) {
            case SQUARE -> "a * a";
            case SIGN -> "a > 0 ? (WIDE)1 : a < 0 ? (WIDE)-1 : (WIDE)0";
            case RECIPROCAL -> "1 / a";
            case SQRT -> "sqrt(a)";
            case RSQRT -> "1 / sqrt(a)";
            case EXP -> "exp(a)";
            case EXP2 -> "exp2(a)";
            case EXPM1 -> "expm1(a)";
            case LOG -> "log(a)";
            case LOG2 -> "log2(a)";
            case LOG10 -> "log10(a)";
            case LOG1P -> "log1p(a)";
            case SIN -> "sin(a)";
            case COS -> "cos(a)";
            case TAN -> "tan(a)";
            case ASIN -> "asin(a)";
            case ACOS -> "acos(a)";
            case ATAN -> "atan(a)";
            case SINH -> "sinh(a)";
            case COSH -> "cosh(a)";
            case TANH -> "special_tanh(a)";
            case ASINH -> "asinh(a)";
            case ACOSH -> "acosh(a)";
            case ATANH -> "atanh(a)";
            case ERF -> "erf(a)";
            case ERFC -> "erfc(a)";
            case ERFINV -> "special_erfinv(a)";
            case LGAMMA -> "special_lgamma(a)";
            case DIGAMMA -> "special_digamma(a)";
            case ABS -> "fabs(a)";
            case FLOOR -> "floor(a)";
            case CEIL -> "ceil(a)";
            case ROUND -> "rint(a)";
            case TRUNC -> "trunc(a)";
            case FRAC -> "a - trunc(a)";
            case SIGMOID -> "1 / (1 + exp(-a))";
            case RELU -> "a < 0 ? (WIDE)0 : a";
            case LEAKY_RELU -> "a > 0 ? a : p * a";
            case ELU -> "a > 0 ? a : p * expm1(a)";
            case SILU -> "a / (1 + exp(-a))";
            case GELU -> "a * (WIDE)0.5 * (1 + erf(a * (WIDE)0.70710678118654752440))";
            case GELU_TANH ->
                "a * (WIDE)0.5 * (1 + special_tanh((WIDE)0.79788456080286535588 * (a + (WIDE)0.044715 * a * a * a)))";
            case SOFTPLUS -> "p * a > q ? a : log1p(exp(p * a)) / p";
            case LOG_SIGMOID -> "special_min(0, a) - log1p(exp(-fabs(a)))";
            case POW_SCALAR -> "pow(a, p)";
            case ISNAN -> "isnan(a)";
            case ISINF -> "isinf(a)";
            case ISFINITE -> "isfinite(a)";
            case DIV -> "a / b";
            case FLOOR_DIV -> "special_floor_div(a, b)";
            case TRUNC_DIV -> "trunc(a / b)";
            case REMAINDER -> "special_remainder(a, b)";
            case FMOD -> "fmod(a, b)";
            case POW -> "pow(a, b)";
            case ATAN2 -> "atan2(a, b)";
            case HYPOT -> "hypot(a, b)";
            case FMAX -> "isnan(a) ? b : isnan(b) ? a : special_max(a, b)";
            case FMIN -> "isnan(a) ? b : isnan(b) ? a : special_min(a, b)";
            case XLOGY -> "a == 0 && !isnan(b) ? (WIDE)0 : a * log(b)";
            case THRESHOLD -> "a <= p ? q : a";
            case THRESHOLD_BACKWARD -> "b <= p ? (WIDE)0 : a";
            case FMA -> "fma(a, b, c)";
            case ADDCDIV -> "a + p * b / c";
            case LERP -> "c < (WIDE)0.5 ? a + c * (b - a) : b - (b - a) * (1 - c)";
            case POLYGAMMA -> "special_polygamma((int)p, a)";
            case BITWISE_NOT, BITWISE_AND, BITWISE_OR, BITWISE_XOR, SHIFT_LEFT, SHIFT_RIGHT -> null;
            default -> either(f);
        };
    }

    /// For integers and bool, in long; null for what is no function of integers. Divisors have been checked:
    /// [Divisors].
    static @Nullable String integer(ScalarFunction f) {
        return switch (f) {
            case SIGN -> "(a > 0) - (a < 0)";
            case SQUARE -> "a * a";
            case ABS -> "a < 0 ? -a : a";
            case FLOOR, CEIL, ROUND, TRUNC -> "a";
            case FRAC -> "0";
            case RELU -> "a < 0 ? 0 : a";
            case THRESHOLD -> "a > p ? a : q";
            case THRESHOLD_BACKWARD -> "b > p ? a : 0";
            case POW_SCALAR -> "special_power(a, p)";
            case POW -> "special_power(a, b)";
            case ISNAN, ISINF -> "0";
            case ISFINITE -> "1";
            case BITWISE_NOT -> "~a";
            case BITWISE_AND -> "a & b";
            case BITWISE_OR -> "a | b";
            case BITWISE_XOR -> "a ^ b";
            case SHIFT_LEFT -> "a << (b & 63)";
            case SHIFT_RIGHT -> "a >> (b & 63)";
            case FMAX -> "special_max(a, b)";
            case FMIN -> "special_min(a, b)";
            case FMA -> "a * b + c";
            case DIV, TRUNC_DIV -> "special_div(a, b)";
            case FLOOR_DIV -> "special_floor_div(a, b)";
            case REMAINDER -> "special_remainder(a, b)";
            case FMOD -> "special_fmod(a, b)";
            case ADDCDIV -> "a + special_div(p * b, c)";
            default -> either(f);
        };
    }

    /// What reads the same for both.
    private static @Nullable String either(ScalarFunction f) {
        return switch (f) {
            case NEG -> "-a";
            case CLAMP -> "special_min(special_max(a, p), q)";
            case AFFINE -> "a * p + q";
            case LOGICAL_NOT -> "a == 0";
            case ADD -> "a + b";
            case ADD_SCALED -> "a + p * b";
            case SUB -> "a - b";
            case MUL -> "a * b";
            case MAXIMUM -> "special_max(a, b)";
            case MINIMUM -> "special_min(a, b)";
            case EQ -> "a == b";
            case NE -> "a != b";
            case LT -> "a < b";
            case LE -> "a <= b";
            case GT -> "a > b";
            case GE -> "a >= b";
            case LOGICAL_AND -> "a != 0 && b != 0";
            case LOGICAL_OR -> "a != 0 || b != 0";
            case LOGICAL_XOR -> "(a != 0) != (b != 0)";
            case SIGMOID_BACKWARD -> "a * b * (1 - b)";
            case TANH_BACKWARD -> "a * (1 - b * b)";
            case WHERE -> "a != 0 ? b : c";
            case ADDCMUL -> "a + p * b * c";
            case CLAMP_TENSOR -> "special_min(special_max(a, b), c)";
            default -> null;
        };
    }
}
