// Functions of integers, which wrap.
#define special_max(a, b) max(a, b)
#define special_min(a, b) min(a, b)

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
