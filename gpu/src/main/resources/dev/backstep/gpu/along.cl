// Work along a dimension. A walk goes through the lines (all dimensions but that one) of up to three tensors; `along` is
// their strides in the dimension. IN and OUT are dtypes; WIDE and KIND belong to OUT.
#define IS_NAN(v) ((v) != (v))

// x: values, y: in, z: indices. NaN is the extreme, and the first of equals.
kernel void arg_reduce(
    int n, Walk lines, int4 along, int size, int largest, int with_values, int with_indices, global void *values,
    global const void *in, global void *indices) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    int4 at = places(&lines, i);
    int best = 0;
    WIDE extreme = JOIN2(load, IN)(in, at.y);
    for (int j = 1; j < size; j++) {
        WIDE value = JOIN2(load, IN)(in, at.y + j * along.y);
        if (!IS_NAN(extreme) && (IS_NAN(value) || (largest ? value > extreme : value < extreme))) {
            extreme = value;
            best = j;
        }
    }
    if (with_values) {
        JOIN3(store, OUT, KIND)(values, at.x, extreme);
    }
    if (with_indices) {
        store_INT64_L(indices, at.z, best);
    }
}

static WIDE log_add_exp(WIDE x, WIDE y) {
#if FLOATING
    WIDE low = special_min(x, y);
    WIDE high = special_max(x, y);
    return low == high && isinf(low) ? low : high + log1p(exp(low - high));
#else
    return 0;
#endif
}

// x: out, y: in, z: indices. `out` is rounded at each step; an extreme's index is that of the last of equals.
kernel void scan(
    int n, Walk lines, int4 along, int size, int kind, int with_indices, global void *out, global const void *in,
    global void *indices) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    int4 at = places(&lines, i);
    WIDE running = 0;
    int best = 0;
    for (int j = 0; j < size; j++, at += along) {
        JOIN3(store, OUT, IN_KIND)(out, at.x, JOIN2(load, IN)(in, at.y));
        WIDE value = JOIN2(load, OUT)(out, at.x);
        int keeps = 0;
        if (j > 0) {
            switch (kind) {
                case SCAN_SUM: value = value + running; break;
                case SCAN_PROD: value = value * running; break;
                case SCAN_LOGSUMEXP: value = log_add_exp(value, running); break;
                case SCAN_MAX: keeps = !IS_NAN(value) && (IS_NAN(running) || value < running); break;
                case SCAN_MIN: keeps = !IS_NAN(value) && (IS_NAN(running) || value > running); break;
            }
        }
        if (keeps) {
            value = running;
        } else {
            best = j;
        }
        JOIN3(store, OUT, KIND)(out, at.x, value);
        running = JOIN2(load, OUT)(out, at.x);
        if (with_indices) {
            store_INT64_L(indices, at.z, best);
        }
    }
}

// x: values, y: in, z: indices. Each element counts those that come before it.
kernel void sort_by_rank(
    int n, Walk lines, int4 along, int size, int descending, global void *values, global const void *in,
    global void *indices) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    int4 at = places(&lines, i / size);
    int self = i % size;
    WIDE value = JOIN2(load, IN)(in, at.y + self * along.y);
    int rank = 0;
    for (int j = 0; j < size; j++) {
        WIDE other = JOIN2(load, IN)(in, at.y + j * along.y);
        WIDE first = descending ? value : other;
        WIDE second = descending ? other : value;
        int before = first < second || (IS_NAN(second) && !IS_NAN(first));
        int equal = first == second || (IS_NAN(second) && IS_NAN(first));
        rank += before || (equal && j < self);
    }
    JOIN3(store, OUT, KIND)(values, at.x + rank * along.x, value);
    store_INT64_L(indices, at.z + rank * along.z, self);
}
