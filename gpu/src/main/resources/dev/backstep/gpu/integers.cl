// Functions of integers, which wrap.
#define special_max(a, b) max(a, b)
#define special_min(a, b) min(a, b)

// Divisors are not 0; C leaves open what dividing the smallest number by -1 gives.
static long special_div(long a, long b) { return b == -1 ? -a : a / b; }
static long special_fmod(long a, long b) { return b == -1 ? 0 : a % b; }

// As Python, rounded down.
static long special_floor_div(long a, long b) {
    long quotient = special_div(a, b);
    return special_fmod(a, b) != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

static long special_remainder(long a, long b) {
    long modulus = special_fmod(a, b);
    return modulus != 0 && (b < 0) != (modulus < 0) ? modulus + b : modulus;
}

// By squaring; negative exponents give 0 except for 1 and -1.
static long special_power(long base, long exponent) {
    if (exponent < 0) {
        return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
    }
    long result = 1;
    for (long square = base, e = exponent; e > 0; e >>= 1, square *= square) {
        if ((e & 1) != 0) {
            result *= square;
        }
    }
    return result;
}
