package dev.backstep.engine.backend;

/// The functions of one to three numbers that pointwise operators are made of. Each backend renders them in its own
/// language; the reference backend is the readable definition.
///
/// `a`, `b`, `c` are the inputs, `p` and `q` parameters. A function computes in the dtype of its inputs (see the
/// package rules) unless it is a [predicate][Result#BOOL].
public enum ScalarFunction {
    // One input
    NEG(1),
    ABS(1),
    SIGN(1),
    SQUARE(1),
    RECIPROCAL(1),
    SQRT(1),
    RSQRT(1),
    EXP(1),
    EXP2(1),
    EXPM1(1),
    LOG(1),
    LOG2(1),
    LOG10(1),
    LOG1P(1),
    SIN(1),
    COS(1),
    TAN(1),
    ASIN(1),
    ACOS(1),
    ATAN(1),
    SINH(1),
    COSH(1),
    TANH(1),
    ASINH(1),
    ACOSH(1),
    ATANH(1),
    ERF(1),
    ERFC(1),
    ERFINV(1),
    LGAMMA(1),
    DIGAMMA(1),
    /// the derivative of order `p` of [#DIGAMMA], a whole number
    POLYGAMMA(1),
    FLOOR(1),
    CEIL(1),
    ROUND(1),
    TRUNC(1),
    FRAC(1),
    SIGMOID(1),
    RELU(1),
    /// `a <= p ? q : a`, so that NaN stays
    THRESHOLD(1),
    /// `a > 0 ? a : p * a`
    LEAKY_RELU(1),
    /// `a > 0 ? a : p * expm1(a)`
    ELU(1),
    /// `a` kept within `[p, q]`; NaN stays
    CLAMP(1),
    SILU(1),
    /// exact, with erf
    GELU(1),
    GELU_TANH(1),
    /// `log1p(exp(p * a)) / p`, linear where `p * a > q`
    SOFTPLUS(1),
    LOG_SIGMOID(1),
    /// `a * p + q`
    AFFINE(1),
    /// `a` to the power `p`
    POW_SCALAR(1),
    LOGICAL_NOT(1, Result.BOOL),
    ISNAN(1, Result.BOOL),
    ISINF(1, Result.BOOL),
    ISFINITE(1, Result.BOOL),
    BITWISE_NOT(1),
    // Two inputs
    ADD(2),
    /// `a + p * b`
    ADD_SCALED(2),
    SUB(2),
    MUL(2),
    DIV(2),
    /// rounded towards minus infinity
    FLOOR_DIV(2),
    /// rounded towards zero
    TRUNC_DIV(2),
    /// Python's modulus: the sign of `b`
    REMAINDER(2),
    /// C's modulus: the sign of `a`
    FMOD(2),
    POW(2),
    ATAN2(2),
    HYPOT(2),
    /// NaN if one is NaN
    MAXIMUM(2),
    MINIMUM(2),
    /// the other if one is NaN
    FMAX(2),
    FMIN(2),
    /// `a * log(b)`, 0 where `a` is 0
    XLOGY(2),
    EQ(2, Result.BOOL),
    NE(2, Result.BOOL),
    LT(2, Result.BOOL),
    LE(2, Result.BOOL),
    GT(2, Result.BOOL),
    GE(2, Result.BOOL),
    LOGICAL_AND(2, Result.BOOL),
    LOGICAL_OR(2, Result.BOOL),
    LOGICAL_XOR(2, Result.BOOL),
    BITWISE_AND(2),
    BITWISE_OR(2),
    BITWISE_XOR(2),
    SHIFT_LEFT(2),
    SHIFT_RIGHT(2),
    // Derivatives worth one pass over memory; `a` is the incoming gradient
    /// 0 where `b <= p`, else `a`
    THRESHOLD_BACKWARD(2),
    /// `a * b * (1 - b)`, `b` being the sigmoid
    SIGMOID_BACKWARD(2),
    /// `a * (1 - b * b)`, `b` being the tanh
    TANH_BACKWARD(2),
    // Three inputs
    /// `a ? b : c`; `a` is bool
    WHERE(3),
    /// `a * b + c`, rounded once
    FMA(3),
    /// `a + p * b * c`
    ADDCMUL(3),
    /// `a + p * b / c`
    ADDCDIV(3),
    /// `a + c * (b - a)`
    LERP(3),
    /// `a` kept within `[b, c]`
    CLAMP_TENSOR(3);

    private final int arity;
    private final Result result;

    ScalarFunction(int arity) {
        this(arity, Result.SAME);
    }

    ScalarFunction(int arity, Result result) {
        this.arity = arity;
        this.result = result;
    }

    /// The dtype of the output.
    public enum Result {
        /// that of the inputs
        SAME,
        BOOL
    }

    public int arity() {
        return arity;
    }

    public Result result() {
        return result;
    }
}
