package dev.backstep.engine.backend;

/// Functions of mathematics that `java.lang.Math` lacks, in float64 with errors of a few units in the last place.
public final class SpecialFunctions {
    private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /// Half the distance from 1 to the next number.
    private static final double ROUNDING = 0x1p-53;

    /// `(2k)! / B2k` for `k = 1, 2, ...`, B being Bernoulli's numbers.
    private static final double[] BERNOULLI_QUOTIENTS = {
        12,
        -720,
        30240,
        -1209600,
        47900160,
        -1.8924375803183791606e9,
        7.47242496e10,
        -2.950130727918164224e12,
        1.1646782814350067249e14,
        -4.5979787224074726105e15,
        1.8152105401943546773e17,
        -7.1661652561756670113e18
    };

    private SpecialFunctions() {}

    /// The error function.
    ///
    /// Source: W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969).
    public static double erf(double x) {
        double y = Math.abs(x);
        if (y <= 0.46875) {
            return x * erfOverX(y * y);
        }
        if (Double.isNaN(x)) {
            return x;
        }
        double result = 1 - erfcPositive(y);
        return x < 0 ? -result : result;
    }

    /// `1 - erf(x)` without cancellation. Source: as [#erf].
    public static double erfc(double x) {
        double y = Math.abs(x);
        if (y <= 0.46875) {
            return 1 - x * erfOverX(y * y);
        }
        if (Double.isNaN(x)) {
            return x;
        }
        return x < 0 ? 2 - erfcPositive(y) : erfcPositive(y);
    }

    private static double erfOverX(double z) {
        double[] a = {
            3.16112374387056560e00,
            1.13864154151050156e02,
            3.77485237685302021e02,
            3.20937758913846947e03,
            1.85777706184603153e-1
        };
        double[] b = {2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03};
        double numerator = a[4] * z;
        double denominator = z;
        for (int i = 0; i < 3; i++) {
            numerator = (numerator + a[i]) * z;
            denominator = (denominator + b[i]) * z;
        }
        return (numerator + a[3]) / (denominator + b[3]);
    }

    private static double erfcPositive(double y) {
        if (y > 27) {
            return 0;
        }
        double result;
        if (y <= 4) {
            double[] c = {
                5.64188496988670089e-1,
                8.88314979438837594e0,
                6.61191906371416295e01,
                2.98635138197400131e02,
                8.81952221241769090e02,
                1.71204761263407058e03,
                2.05107837782607147e03,
                1.23033935479799725e03,
                2.15311535474403846e-8
            };
            double[] d = {
                1.57449261107098347e01,
                1.17693950891312499e02,
                5.37181101862009858e02,
                1.62138957456669019e03,
                3.29079923573345963e03,
                4.36261909014324716e03,
                3.43936767414372164e03,
                1.23033935480374942e03
            };
            double numerator = c[8] * y;
            double denominator = y;
            for (int i = 0; i < 7; i++) {
                numerator = (numerator + c[i]) * y;
                denominator = (denominator + d[i]) * y;
            }
            result = (numerator + c[7]) / (denominator + d[7]);
        } else {
            double[] p = {
                3.05326634961232344e-1,
                3.60344899949804439e-1,
                1.25781726111229246e-1,
                1.60837851487422766e-2,
                6.58749161529837803e-4,
                1.63153871373020978e-2
            };
            double[] q = {
                2.56852019228982242e00,
                1.87295284992346725e00,
                5.27905102951428412e-1,
                6.05183413124413191e-2,
                2.33520497626869185e-3
            };
            double z = 1 / (y * y);
            double numerator = p[5] * z;
            double denominator = z;
            for (int i = 0; i < 4; i++) {
                numerator = (numerator + p[i]) * z;
                denominator = (denominator + q[i]) * z;
            }
            result = z * (numerator + p[4]) / (denominator + q[4]);
            result = (1 / Math.sqrt(Math.PI) - result) / y;
        }
        // exp(-y^2) split so that the rounding of y^2 does not reach the exponent
        double head = Math.floor(y * 16) / 16;
        double tail = (y - head) * (y + head);
        return Math.exp(-head * head) * Math.exp(-tail) * result;
    }

    /// The inverse of [#erf]: a rational start refined by two Newton steps, as PyTorch's `calc_erfinv`.
    public static double erfinv(double y) {
        double magnitude = Math.abs(y);
        if (magnitude > 1 || Double.isNaN(y)) {
            return Double.NaN;
        }
        if (magnitude == 1) {
            return Math.copySign(Double.POSITIVE_INFINITY, y);
        }
        double x;
        if (magnitude <= 0.7) {
            double z = y * y;
            double numerator = ((-0.140543331 * z + 0.914624893) * z - 1.645349621) * z + 0.886226899;
            double denominator = (((0.012229801 * z - 0.329097515) * z + 1.442710462) * z - 2.118377725) * z + 1;
            x = y * numerator / denominator;
        } else {
            double z = Math.sqrt(-Math.log((1 - magnitude) / 2));
            double numerator = ((1.641345311 * z + 3.429567803) * z - 1.624906493) * z - 1.970840454;
            double denominator = (1.637067800 * z + 3.543889200) * z + 1;
            x = Math.copySign(numerator / denominator, y);
        }
        for (int step = 0; step < 2; step++) {
            x -= (erf(x) - y) / (TWO_OVER_SQRT_PI * Math.exp(-x * x));
        }
        return x;
    }

    /// The logarithm of the absolute value of the gamma function: Stirling's series from 10 on, below it by
    /// recurrence, and by reflection for negative numbers. The error is up to 5e-15, or that times the result if
    /// that is more. Source: Abramowitz and Stegun 6.1.40 and 6.1.17.
    public static double lgamma(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        if (Double.isInfinite(x) || x <= 0 && x == Math.floor(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (x == 1 || x == 2) {
            return 0;
        }
        if (x < 0.5) {
            return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x % 2)))) - lgamma(1 - x);
        }
        double product = 1;
        double shifted = x;
        while (shifted < 10) {
            product *= shifted;
            shifted += 1;
        }
        double series = oddInverseSeries(
                shifted, 1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156);
        return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + series - Math.log(product);
    }

    /// The derivative of [#lgamma]: the asymptotic series from 10 on, below it by recurrence, and by reflection for
    /// negative numbers. Source: Abramowitz and Stegun 6.3.18; at 0 and negative integers as PyTorch.
    public static double digamma(double x) {
        if (x == 0) {
            return Math.copySign(Double.POSITIVE_INFINITY, -x);
        }
        if (x < 0) {
            if (x == Math.floor(x)) {
                return Double.NaN;
            }
            return digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x % 1));
        }
        double result = 0;
        double shifted = x;
        while (shifted < 10) {
            result -= 1 / shifted;
            shifted += 1;
        }
        double series = oddInverseSeries(
                shifted, 1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12);
        return result + Math.log(shifted) - 0.5 / shifted - series / shifted;
    }

    /// The derivative of order `n` of [#digamma]. Source: Abramowitz and Stegun 6.4.10; the first one by recurrence,
    /// reflection and 6.4.12, which gives what PyTorch gives at the poles.
    public static double polygamma(int n, double x) {
        if (n == 0) {
            return digamma(x);
        }
        if (n == 1) {
            return trigamma(x);
        }
        return (n % 2 == 0 ? -1 : 1) * Math.exp(lgamma(n + 1)) * zeta(n + 1, x);
    }

    private static double trigamma(double x) {
        if (x < 0.5) {
            double sine = Math.sin(Math.PI * x);
            return Math.PI * Math.PI / (sine * sine) - trigamma(1 - x);
        }
        double result = 0;
        double shifted = x;
        while (shifted < 10) {
            result += 1 / (shifted * shifted);
            shifted += 1;
        }
        double series =
                oddInverseSeries(shifted, 1, 1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6);
        return result + series + 0.5 / (shifted * shifted);
    }

    /// Hurwitz's zeta function, the sum of `(k + q)^-x` over `k = 0, 1, ...`: the first terms, then the formula of
    /// Euler and Maclaurin. Source: Cephes, `zeta.c`.
    public static double zeta(double x, double q) {
        if (x == 1) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < 1) {
            return Double.NaN;
        }
        if (q <= 0 && q == Math.floor(q)) {
            return Double.POSITIVE_INFINITY;
        }
        if (q < 0 && x != Math.floor(x)) {
            return Double.NaN;
        }
        double sum = Math.pow(q, -x);
        double at = q;
        double term = 0;
        for (int i = 0; i < 9 || at <= 9; i++) {
            at += 1;
            term = Math.pow(at, -x);
            sum += term;
            if (Math.abs(term) < ROUNDING * Math.abs(sum)) {
                return sum;
            }
        }
        sum += term * at / (x - 1) - 0.5 * term;
        double rising = 1;
        double power = term;
        for (int i = 0; i < BERNOULLI_QUOTIENTS.length; i++) {
            rising *= x + 2 * i;
            power /= at;
            double correction = rising * power / BERNOULLI_QUOTIENTS[i];
            sum += correction;
            if (Math.abs(correction / sum) < ROUNDING) {
                break;
            }
            rising *= x + 2 * i + 1;
            power /= at;
        }
        return sum;
    }

    /// `c0 / x + c1 / x^3 + c2 / x^5 + ...`
    private static double oddInverseSeries(double x, double... coefficients) {
        double z = 1 / (x * x);
        double sum = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            sum = sum * z + coefficients[i];
        }
        return sum / x;
    }

    public static double asinh(double x) {
        double y = Math.abs(x);
        double result = y > 1e8 ? Math.log(y) + Math.log(2) : Math.log1p(y + y * y / (1 + Math.sqrt(1 + y * y)));
        return Math.copySign(result, x);
    }

    public static double acosh(double x) {
        return x > 1e8 ? Math.log(x) + Math.log(2) : Math.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
    }

    public static double atanh(double x) {
        double y = Math.abs(x);
        return Math.copySign(0.5 * Math.log1p(2 * y / (1 - y)), x);
    }

    /// The logarithm to base 2, exact for powers of 2.
    public static double log2(double x) {
        if (!(x > 0) || Double.isInfinite(x)) {
            return Math.log(x);
        }
        int exponent = Math.getExponent(x < Double.MIN_NORMAL ? x * 0x1p54 : x);
        double mantissa = x < Double.MIN_NORMAL ? x * 0x1p54 / Math.scalb(1.0, exponent) : Math.scalb(x, -exponent);
        if (x < Double.MIN_NORMAL) {
            exponent -= 54;
        }
        if (mantissa > Math.sqrt(2)) {
            mantissa /= 2;
            exponent++;
        }
        return exponent + Math.log(mantissa) / Math.log(2);
    }

    /// C's `pow`, which unlike Java's gives 1 for `1 ** NaN` and `(-1) ** infinity`.
    public static double pow(double base, double exponent) {
        if (base == 1 || base == -1 && Double.isInfinite(exponent)) {
            return 1;
        }
        return Math.pow(base, exponent);
    }
}
