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

static WIDE special_digamma(WIDE x) {
    if (x == 0) {
        return copysign((WIDE)INFINITY, -x);
    }
    WIDE reflected = 0;
    if (x < 0) {
        if (x == floor(x)) {
            return NAN;
        }
        reflected = (WIDE)3.14159265358979323846 / tanpi(fmod(x, (WIDE)1));
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
