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
