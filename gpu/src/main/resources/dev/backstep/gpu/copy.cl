// Strided copies between dtypes, and fills. IN and OUT are dtypes; IN_KIND is IN's kind.
kernel void copy(int n, Walk walk, global void *dst, global const void *src) {
    int i = get_global_id(0);
    if (i < n) {
        int4 at = places(&walk, i);
        JOIN3(store, OUT, IN_KIND)(dst, at.x, JOIN2(load, IN)(src, at.y));
    }
}

kernel void fill(int n, Walk walk, global void *dst, IN_WIDE value) {
    int i = get_global_id(0);
    if (i < n) {
        JOIN3(store, OUT, IN_KIND)(dst, places(&walk, i).x, value);
    }
}

kernel void arange(int n, Walk walk, global void *dst, IN_WIDE start, IN_WIDE step) {
    int i = get_global_id(0);
    if (i < n) {
        JOIN3(store, OUT, IN_KIND)(dst, places(&walk, i).x, start + i * step);
    }
}

// Where there is no float64: numbers as the sums of two floats, of which the second is what rounding left of the first.
#define EXACT_PRODUCT(high, low, x, y) float high = (x) * (y), low = fma(x, y, -high)
#define EXACT_SUM(high, low, x, y) \
    float high = (x) + (y), of_##y = high - (x), low = ((x) - (high - of_##y)) + ((y) - of_##y)

kernel void arange_in_pairs(
    int n, Walk walk, global void *dst, float start, float start_rest, float step, float step_rest) {
    int i = get_global_id(0);
    if (i < n) {
        float many = (float)(i & ~4095);
        float few = (float)(i & 4095);
        EXACT_PRODUCT(first, first_rest, many, step);
        EXACT_PRODUCT(second, second_rest, few, step);
        EXACT_SUM(way, way_rest, first, second);
        EXACT_SUM(place, place_rest, start, way);
        float rest = first_rest + second_rest + many * step_rest + few * step_rest + start_rest;
        JOIN3(store, OUT, F)(dst, places(&walk, i).x, place + (place_rest + (way_rest + rest)));
    }
}
