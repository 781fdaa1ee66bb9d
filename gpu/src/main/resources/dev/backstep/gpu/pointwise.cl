// out = f(a, b, c). T is the dtype of the inputs, WIDE and KIND its wide type and kind. The cases are generated from the
// table of scalar functions: those of one arity. All work items take the same branch.
kernel void pointwise(
    int n, Walk walk, int f, global void *out, global const void *pa, global const void *pb, global const void *pc,
    WIDE p, WIDE q) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    int4 at = places(&walk, i);
#if ARITY == 3
    // WHERE's condition is bool.
    WIDE a = f == WHERE ? (WIDE)load_BOOL(pa, at.y) : JOIN2(load, T)(pa, at.y);
#else
    WIDE a = JOIN2(load, T)(pa, at.y);
#endif
#if ARITY >= 2
    WIDE b = JOIN2(load, T)(pb, at.z);
#endif
#if ARITY == 3
    WIDE c = JOIN2(load, T)(pc, at.w);
#endif
    WIDE result = 0;
    int predicate = -1;
    switch (f) {
        CASES
    }
    if (predicate >= 0) {
        store_BOOL_L(out, at.x, predicate);
    } else {
        JOIN3(store, T, KIND)(out, at.x, result);
    }
}
