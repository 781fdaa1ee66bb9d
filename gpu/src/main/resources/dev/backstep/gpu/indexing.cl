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
        WIDE value = JOIN2(load, T)(src, at.y + j * along.y);
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
}
