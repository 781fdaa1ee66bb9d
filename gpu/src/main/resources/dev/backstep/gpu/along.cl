// Work along a dimension. A walk goes through the lines (all dimensions but that one) of up to four tensors; `along` is
// their strides in the dimension. IN and OUT are dtypes, here the same; what runs along a line is of the type ACC,
// of the dtype TOTAL. Where a line is shared, LANES work items are a group.
#define IS_NAN(v) ((v) != (v))

// Whether an element is more extreme than the best so far: NaN is above all, and nothing above it.
static int wins(WIDE challenger, WIDE best, int largest) {
    return !IS_NAN(best) && (IS_NAN(challenger) || (largest ? challenger > best : challenger < best));
}

// x: values, y: in, z: indices. The first of equals. A work item takes a line.
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
        if (wins(value, extreme, largest)) {
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

// A work group takes a chunk of a line, of which the results lie one after the other along the dimension. w: the
// indices that the elements stand for, where they are the results of chunks.
kernel void arg_reduce_long(
    Walk lines, int4 along, int size, int chunks, int chunk, int largest, int with_values, int with_indices,
    int with_given, global void *values, global const void *in, global void *indices, global const long *given) {
    local WIDE extremes[LANES];
    local int bests[LANES];
    int lane = get_local_id(0);
    int group = get_group_id(0);
    int4 at = places(&lines, group / chunks);
    int first = group % chunks * chunk;
    int end = min(size, first + chunk);
    WIDE extreme = 0;
    int best = -1;
    for (int j = first + lane; j < end; j += LANES) {
        WIDE value = JOIN2(load, IN)(in, at.y + j * along.y);
        if (best < 0 || wins(value, extreme, largest)) {
            extreme = value;
            best = j;
        }
    }
    extremes[lane] = extreme;
    bests[lane] = best;
    for (int half_way = LANES / 2; half_way > 0; half_way /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < half_way) {
            WIDE other = extremes[lane + half_way];
            int there = bests[lane + half_way];
            int first_of_equals = there < best && !wins(extreme, other, largest);
            if (there >= 0 && (best < 0 || wins(other, extreme, largest) || first_of_equals)) {
                extremes[lane] = extreme = other;
                bests[lane] = best = there;
            }
        }
    }
    if (lane == 0) {
        int part = group % chunks;
        if (with_values) {
            JOIN3(store, OUT, KIND)(values, at.x + part * along.x, extreme);
        }
        if (with_indices) {
            long index = with_given ? given[at.w + best * along.w] : best;
            store_INT64_L(indices, at.z + part * along.z, index);
        }
    }
}

static ACC log_add_exp(ACC x, ACC y) {
#if FLOATING
    if (IS_NAN(x) || IS_NAN(y)) {
        return x + y;
    }
    ACC low = min(x, y);
    ACC high = max(x, y);
    return low == high && isinf(low) ? low : high + log1p(exp(low - high));
#else
    return 0;
#endif
}

// What has been combined so far; of an extreme the index of the last of equals. Nothing has the index -1.
typedef struct {
    ACC value;
    int index;
} Running;

static Running combine(Running before, Running next, int kind) {
    if (before.index < 0) {
        return next;
    }
    if (next.index < 0) {
        return before;
    }
    int keeps = 0;
    switch (kind) {
        case SCAN_SUM: next.value = next.value + before.value; break;
        case SCAN_PROD: next.value = next.value * before.value; break;
        case SCAN_LOGSUMEXP: next.value = log_add_exp(next.value, before.value); break;
        case SCAN_MAX: keeps = !IS_NAN(next.value) && (IS_NAN(before.value) || next.value < before.value); break;
        case SCAN_MIN: keeps = !IS_NAN(next.value) && (IS_NAN(before.value) || next.value > before.value); break;
    }
    return keeps ? before : next;
}

// x: out, y: in, z: indices. A work item takes a line.
kernel void scan(
    int n, Walk lines, int4 along, int size, int kind, int with_indices, global void *out, global const void *in,
    global void *indices) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    int4 at = places(&lines, i);
    Running running = {0, -1};
    for (int j = 0; j < size; j++, at += along) {
        Running next = {JOIN2(load, IN)(in, at.y), j};
        running = combine(running, next, kind);
        JOIN3(store, OUT, ACC_KIND)(out, at.x, running.value);
        if (with_indices) {
            store_INT64_L(indices, at.z, running.index);
        }
    }
}

#define SCAN_CHUNK (LANES * SCAN_ITEMS)
// Each work item has a line of its own in local memory, and the next one's begins in another bank.
#define SLOT(i) ((i) + (i) / SCAN_ITEMS)

// A work group takes a chunk of a line: adds up what is in it (`totals`, which lie one after the other along the
// dimension), or writes the running results, from what has been carried so far through the chunks before it on.
// x: out, y: in, z: indices, w: the indices that the elements stand for, where they are totals.
kernel void scan_chunks(
    Walk lines, int4 along, int size, int chunks, int kind, int totals, int with_indices, int with_given,
    int with_carry, global void *out, global const void *in, global void *indices, global const long *given,
    global const ACC *carried, global const long *carried_indices) {
    local ACC values[SCAN_CHUNK + LANES];
    local int from[SCAN_CHUNK + LANES];
    local ACC sums[LANES];
    local int sums_from[LANES];
    int lane = get_local_id(0);
    int group = get_group_id(0);
    int chunk = group % chunks;
    int4 at = places(&lines, group / chunks);
    int first = chunk * SCAN_CHUNK;
    for (int i = lane; i < SCAN_CHUNK; i += LANES) {
        int j = first + i;
        values[SLOT(i)] = j < size ? JOIN2(load, IN)(in, at.y + j * along.y) : 0;
        from[SLOT(i)] = j >= size ? -1 : with_given ? (int)given[at.w + j * along.w] : j;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    Running own = {0, -1};
    for (int i = lane * SCAN_ITEMS; i < (lane + 1) * SCAN_ITEMS; i++) {
        Running next = {values[SLOT(i)], from[SLOT(i)]};
        own = combine(own, next, kind);
    }
    for (int step = 1; step <= LANES; step *= 2) {
        sums[lane] = own.value;
        sums_from[lane] = own.index;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (step < LANES && lane >= step) {
            Running before = {sums[lane - step], sums_from[lane - step]};
            own = combine(before, own, kind);
        }
        if (step < LANES) {
            barrier(CLK_LOCAL_MEM_FENCE);
        }
    }
    if (totals) {
        if (lane == LANES - 1) {
            JOIN3(store, TOTAL, ACC_KIND)(out, at.x + chunk * along.x, own.value);
            if (with_indices) {
                store_INT64_L(indices, at.z + chunk * along.z, own.index);
            }
        }
        return;
    }
    Running running = {0, -1};
    if (with_carry && chunk > 0) {
        running.value = carried[group - 1];
        running.index = with_indices ? (int)carried_indices[group - 1] : 0;
    }
    if (lane > 0) {
        Running before = {sums[lane - 1], sums_from[lane - 1]};
        running = combine(running, before, kind);
    }
    for (int i = lane * SCAN_ITEMS; i < (lane + 1) * SCAN_ITEMS; i++) {
        Running next = {values[SLOT(i)], from[SLOT(i)]};
        running = combine(running, next, kind);
        values[SLOT(i)] = running.value;
        from[SLOT(i)] = running.index;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = lane; i < SCAN_CHUNK; i += LANES) {
        int j = first + i;
        if (j < size) {
            JOIN3(store, OUT, ACC_KIND)(out, at.x + j * along.x, values[SLOT(i)]);
            if (with_indices) {
                store_INT64_L(indices, at.z + j * along.z, from[SLOT(i)]);
            }
        }
    }
}

// Whether x stands before y, being equal to it does not.
static int before(WIDE x, WIDE y, int descending) {
    WIDE first = descending ? y : x;
    WIDE second = descending ? x : y;
    return first < second || (IS_NAN(second) && !IS_NAN(first));
}

// x: values, y: in, z: indices. Each run of a line is sorted by itself: each element counts those that come before it.
kernel void sort_runs(
    int n, Walk lines, int4 along, int size, int run, int descending, global void *values, global const void *in,
    global void *indices) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    int4 at = places(&lines, i / size);
    int self = i % size;
    int first = self / run * run;
    int end = min(size, first + run);
    WIDE value = JOIN2(load, IN)(in, at.y + self * along.y);
    int rank = first;
    for (int j = first; j < end; j++) {
        WIDE other = JOIN2(load, IN)(in, at.y + j * along.y);
        rank += before(other, value, descending) || (j < self && !before(value, other, descending));
    }
    JOIN3(store, OUT, KIND)(values, at.x + rank * along.x, value);
    store_INT64_L(indices, at.z + rank * along.z, self);
}

// x: values, y: in, z: indices, w: the indices of in. Neighbouring runs become one: each element finds by halving how
// many of the other run come before it; of equals those of the first run do.
kernel void merge_runs(
    int n, Walk lines, int4 along, int size, int run, int descending, global void *values, global const void *in,
    global void *indices, global const long *from) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    int4 at = places(&lines, i / size);
    int self = i % size;
    int own = self / run;
    int is_first = own % 2 == 0;
    int start = own * run;
    // Sums that may be larger than an int are not made.
    int others = !is_first ? start - run : size - start > run ? start + run : size;
    int low = others;
    int high = size - others > run ? others + run : size;
    WIDE value = JOIN2(load, IN)(in, at.y + self * along.y);
    while (low < high) {
        int middle = low + (high - low) / 2;
        WIDE other = JOIN2(load, IN)(in, at.y + middle * along.y);
        if (is_first ? before(other, value, descending) : !before(value, other, descending)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    int rank = self - (is_first ? 0 : run) + low - others;
    JOIN3(store, OUT, KIND)(values, at.x + rank * along.x, value);
    store_INT64_L(indices, at.z + rank * along.z, from[at.w + self * along.w]);
}
