// Functions that OpenCL C lacks, in the wide floating type; the formulas and their sources are those of the engine's
// SpecialFunctions.
static WIDE special_erfinv(WIDE y) {
    WIDE magnitude = fabs(y);
    if (!(magnitude <= 1)) {
        return NAN;
    }
    if (magnitude == 1) {
        return copysign((WIDE)INFINITY, y);
    }
    WIDE x;
    if (magnitude <= (WIDE)0.7) {
        WIDE z = y * y;
        WIDE numerator = (((WIDE)-0.140543331 * z + (WIDE)0.914624893) * z - (WIDE)1.645349621) * z + (WIDE)0.886226899;
        WIDE denominator =
            ((((WIDE)0.012229801 * z - (WIDE)0.329097515) * z + (WIDE)1.442710462) * z - (WIDE)2.118377725) * z + 1;
        x = y * numerator / denominator;
    } else {
        WIDE z = sqrt(-log((1 - magnitude) / 2));
        WIDE numerator = (((WIDE)1.641345311 * z + (WIDE)3.429567803) * z - (WIDE)1.624906493) * z - (WIDE)1.970840454;
        WIDE denominator = ((WIDE)1.637067800 * z + (WIDE)3.543889200) * z + 1;
        x = copysign(numerator / denominator, y);
    }
    for (int step = 0; step < 2; step++) {
        x -= (erf(x) - y) / ((WIDE)1.12837916709551257390 * exp(-x * x));
    }
    return x;
}

// Of pi times a number: in float64 with PyTorch's roundings, which show near poles; it computes float32 in float64.
static WIDE special_tanpi(WIDE x) {
    return sizeof(WIDE) == 8 ? tan((WIDE)3.14159265358979323846 * x) : tanpi(x);
}

static WIDE special_digamma(WIDE x) {
    if (x == 0) {
        return copysign((WIDE)INFINITY, -x);
    }
    WIDE reflected = 0;
    if (x < 0) {
        if (x == floor(x)) {
            return NAN;
        }
        reflected = (WIDE)3.14159265358979323846 / special_tanpi(fmod(x, (WIDE)1));
        x = 1 - x;
    }
    WIDE result = 0;
    while (x < 10) {
        result -= 1 / x;
        x += 1;
    }
    WIDE z = 1 / (x * x);
    WIDE sum = (WIDE)(1.0 / 12);
    sum = sum * z + (WIDE)(-691.0 / 32760);
    sum = sum * z + (WIDE)(1.0 / 132);
    sum = sum * z + (WIDE)(-1.0 / 240);
    sum = sum * z + (WIDE)(1.0 / 252);
    sum = sum * z + (WIDE)(-1.0 / 120);
    sum = sum * z + (WIDE)(1.0 / 12);
    return result + log(x) - (WIDE)0.5 / x - sum * z - reflected;
}

static WIDE special_trigamma(WIDE x) {
    WIDE sign = 1;
    WIDE result = 0;
    if (x < (WIDE)0.5) {
        // With PyTorch's roundings, which show near poles.
        WIDE sine = sin((WIDE)3.14159265358979323846 * x);
        result -= (WIDE)9.86960440108935861883 / (sine * sine);
        sign = -1;
        x = 1 - x;
    }
    while (x < 10) {
        result += 1 / (x * x);
        x += 1;
    }
    WIDE z = 1 / (x * x);
    WIDE sum = (WIDE)(7.0 / 6);
    sum = sum * z + (WIDE)(-691.0 / 2730);
    sum = sum * z + (WIDE)(5.0 / 66);
    sum = sum * z + (WIDE)(-1.0 / 30);
    sum = sum * z + (WIDE)(1.0 / 42);
    sum = sum * z + (WIDE)(-1.0 / 30);
    sum = sum * z + (WIDE)(1.0 / 6);
    sum = sum * z + 1;
    return sign * (result + sum / x + (WIDE)0.5 * z);
}

// Hurwitz's zeta function.
static WIDE special_zeta(WIDE x, WIDE q) {
    const WIDE quotients[12] = {
        (WIDE)12, (WIDE)-720, (WIDE)30240, (WIDE)-1209600, (WIDE)47900160, (WIDE)-1.8924375803183791606e9,
        (WIDE)7.47242496e10, (WIDE)-2.950130727918164224e12, (WIDE)1.1646782814350067249e14,
        (WIDE)-4.5979787224074726105e15, (WIDE)1.8152105401943546773e17, (WIDE)-7.1661652561756670113e18};
    if (x == 1) {
        return INFINITY;
    }
    if (!(x >= 1)) {
        return NAN;
    }
    if (q <= 0 && q == floor(q)) {
        return INFINITY;
    }
    if (q < 0 && x != floor(x)) {
        return NAN;
    }
    WIDE sum = pow(q, -x);
    WIDE at = q;
    WIDE term = 0;
    for (int i = 0; i < 9 || at <= 9; i++) {
        at += 1;
        term = pow(at, -x);
        sum += term;
        if (fabs(term) < (WIDE)0x1p-53 * fabs(sum)) {
            return sum;
        }
    }
    sum += term * at / (x - 1) - (WIDE)0.5 * term;
    WIDE rising = 1;
    WIDE power = term;
    for (int i = 0; i < 12; i++) {
        rising *= x + 2 * i;
        power /= at;
        WIDE correction = rising * power / quotients[i];
        sum += correction;
        if (fabs(correction / sum) < (WIDE)0x1p-53) {
            break;
        }
        rising *= x + 2 * i + 1;
        power /= at;
    }
    return sum;
}

static WIDE special_polygamma(int n, WIDE x) {
    if (n == 0) {
        return special_digamma(x);
    }
    if (n == 1) {
        return special_trigamma(x);
    }
    WIDE factorial = 1;
    for (int k = 2; k <= n && isfinite(factorial); k++) {
        factorial *= k;
    }
    return (n % 2 == 0 ? -1 : 1) * factorial * special_zeta(n + 1, x);
}

// Exactly 1 where it rounds to it, which not every driver's is.
static WIDE special_tanh(WIDE x) {
    return fabs(x) > 20 ? copysign((WIDE)1, x) : tanh(x);
}

static WIDE special_lgamma(WIDE x) {
    return x <= 0 && x == floor(x) ? (WIDE)INFINITY : lgamma(x);
}

// As Python: from the exact remainder, because floor(a / b) is off by one where a / b rounds up.
static WIDE special_floor_div(WIDE a, WIDE b) {
    if (b == 0) {
        return a / b;
    }
    WIDE modulus = fmod(a, b);
    WIDE quotient = (a - modulus) / b;
    if (modulus != 0 && (b < 0) != (modulus < 0)) {
        quotient -= 1;
    }
    if (quotient == 0) {
        return copysign((WIDE)0, a / b);
    }
    WIDE whole = floor(quotient);
    return quotient - whole > (WIDE)0.5 ? whole + 1 : whole;
}

static WIDE special_remainder(WIDE a, WIDE b) {
    WIDE modulus = fmod(a, b);
    return modulus != 0 && (b < 0) != (modulus < 0) ? modulus + b : modulus;
}

// NaN if one is NaN.
static WIDE special_max(WIDE a, WIDE b) { return isnan(a) ? a : isnan(b) ? b : a > b ? a : b; }
static WIDE special_min(WIDE a, WIDE b) { return isnan(a) ? a : isnan(b) ? b : a < b ? a : b; }
