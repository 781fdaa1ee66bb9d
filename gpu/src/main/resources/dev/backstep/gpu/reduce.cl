// Reductions of some dimensions. IN is converted to the wide type of OUT, in which is reduced; COMBINE(x, y) and NEUTRAL
// say how. Operand x of a walk is the output, y the input.
#if OUT_IS_BOOL
#define TAKE(v) ((v) != 0)
#elif OUT_IS_INTEGER
#define TAKE(v) JOIN2(whole64, IN_KIND)(v)
#else
#define TAKE(v) ((WIDE)(v))
#endif

// In parts of 128, so that the error of a sum grows slowly.
static WIDE part(const Walk *reduced, global const void *in, int base, int first, int step, int count) {
    WIDE total = NEUTRAL;
    WIDE block = NEUTRAL;
    int taken = 0;
    for (int i = first; i < count; i += step) {
        WIDE value = TAKE(JOIN2(load, IN)(in, base + places(reduced, i).y));
        block = COMBINE(block, value);
        if ((++taken & 127) == 0) {
            total = COMBINE(total, block);
            block = NEUTRAL;
        }
    }
    return COMBINE(total, block);
}

// One work item an output.
kernel void reduce_short(int n, Walk kept, Walk reduced, int count, global void *out, global const void *in) {
    int i = get_global_id(0);
    if (i < n) {
        int4 at = places(&kept, i);
        JOIN3(store, OUT, KIND)(out, at.x, part(&reduced, in, at.y, 0, 1, count));
    }
}

// Leaves what a group's values make in parts[0], for lane 0, which wrote it: others would have to wait.
static void combine_group(WIDE value, local WIDE *parts) {
    int lane = get_local_id(0);
    parts[lane] = value;
    for (int half_way = GROUP / 2; half_way > 0; half_way /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < half_way) {
            parts[lane] = COMBINE(parts[lane], parts[lane + half_way]);
        }
    }
}

// One work group an output.
kernel void reduce_long(
    int n, Walk kept, Walk reduced, int count, global void *out, global const void *in, local WIDE *parts) {
    int lane = get_local_id(0);
    int4 at = places(&kept, get_group_id(0));
    combine_group(part(&reduced, in, at.y, lane, GROUP, count), parts);
    if (lane == 0) {
        JOIN3(store, OUT, KIND)(out, at.x, parts[0]);
    }
}

// Several work groups an output, each for a chunk of what is reduced; the results are reduced anew.
kernel void reduce_chunks(
    int n, Walk kept, Walk reduced, int count, int chunks, int chunk, global WIDE *results, global const void *in,
    local WIDE *parts) {
    int lane = get_local_id(0);
    int group = get_group_id(0);
    int4 at = places(&kept, group / chunks);
    int first = group % chunks * chunk;
    combine_group(part(&reduced, in, at.y, first + lane, GROUP, min(count, first + chunk)), parts);
    if (lane == 0) {
        results[group] = parts[0];
    }
}
