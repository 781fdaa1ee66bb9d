// Reading and writing at places that another tensor says. T is the elements' dtype.

// x: out, y: in without the dimension, z: index.
kernel void gather(
    int n, Walk walk, int stride, global void *out, global const void *in, global const long *index) {
    int i = get_global_id(0);
    if (i < n) {
        int4 at = places(&walk, i);
        JOIN3(store, T, KIND)(out, at.x, JOIN2(load, T)(in, at.y + (int)index[at.z] * stride));
    }
}

// x: out, y: index.
kernel void take(
    int n, Walk walk, Walk flat, global void *out, global const void *in, global const long *index) {
    int i = get_global_id(0);
    if (i < n) {
        int4 at = places(&walk, i);
        JOIN3(store, T, KIND)(out, at.x, JOIN2(load, T)(in, places(&flat, (int)index[at.y]).x));
    }
}

// Combines an element with what is at a place.
static void combine_at(global void *dst, int to, WIDE value, int mode) {
    if (mode != SCATTER_SET) {
        WIDE there = JOIN2(load, T)(dst, to);
        switch (mode) {
            case SCATTER_ADD: value = there + value; break;
            case SCATTER_MUL: value = there * value; break;
            case SCATTER_MIN: value = special_min(there, value); break;
            case SCATTER_MAX: value = special_max(there, value); break;
        }
    }
    JOIN3(store, T, KIND)(dst, to, value);
}

// A work item takes a line of the index, so that what falls on one place is combined in the order of src.
// x: dst, y: src, z: index.
kernel void scatter(
    int n, Walk lines, int4 along, int size, int mode, global void *dst, global const void *src,
    global const long *index) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    int4 at = places(&lines, i);
    for (int j = 0; j < size; j++) {
        int to = at.x + (int)index[at.z + j * along.z] * along.x;
        combine_at(dst, to, JOIN2(load, T)(src, at.y + j * along.y), mode);
    }
}

// Setting at places where the last of src counts: first each place is nobody's, then the last element that wants it
// claims it, then the owners write. A work item takes an element of the index, which is the j-th in its line; lines with
// the same indices share their claims.
// x: dst where the index is 0, y: src, z: index, w: the claims of the line.
kernel void claim_nothing(int n, Walk walk, global int *claims, global const long *index) {
    int i = get_global_id(0);
    if (i < n) {
        int4 at = places(&walk, i);
        claims[at.w + (int)index[at.z]] = -1;
    }
}

kernel void claim(int n, Walk walk, int inner, int size, global int *claims, global const long *index) {
    int i = get_global_id(0);
    if (i < n) {
        int4 at = places(&walk, i);
        atomic_max(&claims[at.w + (int)index[at.z]], i / inner % size);
    }
}

// x of `indexed`: how far the place of an index is from that of 0.
kernel void set_claimed(
    int n, Walk walk, int inner, int size, Walk indexed, global const int *claims, global void *dst,
    global const void *src, global const long *index) {
    int i = get_global_id(0);
    if (i < n) {
        int4 at = places(&walk, i);
        int to = (int)index[at.z];
        if (claims[at.w + to] == i / inner % size) {
            JOIN3(store, T, KIND)(dst, at.x + places(&indexed, to).x, JOIN2(load, T)(src, at.y));
        }
    }
}

// Combining at places in the order of src, of which each line's index has been sorted stably: a work item takes an
// element of it, and if that is the first of equals all of them.
// x: dst where the index is 0, y: src where the place in the line is 0, z: the sorted index, and where in the line it was.
// x of `indexed` and `line`: how far the place of an index is from that of 0, in dst and in src.
kernel void combine_sorted(
    int n, Walk lines, int size, int step, Walk indexed, Walk line, int mode, global void *dst, global const void *src,
    global const long *sorted, global const long *from) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    int4 at = places(&lines, i / size);
    int j = i % size;
    long index = sorted[at.z + j * step];
    if (j > 0 && sorted[at.z + (j - 1) * step] == index) {
        return;
    }
    int to = at.x + places(&indexed, (int)index).x;
    for (; j < size && sorted[at.z + j * step] == index; j++) {
        int place = (int)from[at.z + j * step];
        combine_at(dst, to, JOIN2(load, T)(src, at.y + places(&line, place).x), mode);
    }
}
