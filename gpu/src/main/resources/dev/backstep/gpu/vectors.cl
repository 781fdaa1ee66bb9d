// Four elements at once, and what a store would make of a number that stays in a register.

// `step` is 1, or 0 for one element four times; `left` elements are there, and no more are touched. Places are multiples of
// four where step is 1 and four are left.
#define LOAD4(NAME, WIDE_TYPE, AT_ONCE) \
    static WIDE_TYPE##4 load4_##NAME(global const void *p, int at, int step, int left) { \
        if (step == 1 && left >= 4) { \
            return AT_ONCE; \
        } \
        WIDE_TYPE first = load_##NAME(p, at); \
        if (step == 0) { \
            return (WIDE_TYPE##4)(first); \
        } \
        WIDE_TYPE second = left > 1 ? load_##NAME(p, at + 1) : first; \
        WIDE_TYPE third = left > 2 ? load_##NAME(p, at + 2) : first; \
        return (WIDE_TYPE##4)(first, second, third, left > 3 ? load_##NAME(p, at + 3) : first); \
    }
#define FOUR(TYPE) *(global const TYPE##4 *)((global const TYPE *)p + at)
LOAD4(BOOL, long, convert_long4(FOUR(uchar)))
LOAD4(UINT8, long, convert_long4(FOUR(uchar)))
LOAD4(INT8, long, convert_long4(FOUR(char)))
LOAD4(INT16, long, convert_long4(FOUR(short)))
LOAD4(INT32, long, convert_long4(FOUR(int)))
LOAD4(INT64, long, FOUR(long))
LOAD4(FLOAT32, float, FOUR(float))
LOAD4(FLOAT16, float, vloada_half4(0, (global const half *)p + at))
LOAD4(BFLOAT16, float, as_float4(convert_uint4(FOUR(ushort)) << 16))

#define STORE4(NAME, KIND, WIDE_TYPE, AT_ONCE) \
    static void store4_##NAME##_##KIND(global void *p, int at, WIDE_TYPE##4 v, int left) { \
        if (left >= 4) { \
            AT_ONCE; \
            return; \
        } \
        store_##NAME##_##KIND(p, at, v.x); \
        if (left > 1) { \
            store_##NAME##_##KIND(p, at + 1, v.y); \
        } \
        if (left > 2) { \
            store_##NAME##_##KIND(p, at + 2, v.z); \
        } \
    }
#define TO_FOUR(TYPE) *(global TYPE##4 *)((global TYPE *)p + at)
STORE4(BOOL, L, long, TO_FOUR(uchar) = (uchar4)(v.x != 0, v.y != 0, v.z != 0, v.w != 0))
STORE4(UINT8, L, long, TO_FOUR(uchar) = convert_uchar4(v & 0xff))
STORE4(INT8, L, long, TO_FOUR(char) = (char4)((char)v.x, (char)v.y, (char)v.z, (char)v.w))
STORE4(INT16, L, long, TO_FOUR(short) = (short4)((short)v.x, (short)v.y, (short)v.z, (short)v.w))
STORE4(INT32, L, long, TO_FOUR(int) = (int4)((int)v.x, (int)v.y, (int)v.z, (int)v.w))
STORE4(INT64, L, long, TO_FOUR(long) = v)
STORE4(FLOAT32, F, float, TO_FOUR(float) = v)
STORE4(FLOAT16, F, float, vstorea_half4_rte(v, 0, (global half *)p + at))
STORE4(BFLOAT16, F, float, TO_FOUR(ushort) = (ushort4)(bfloat16(v.x), bfloat16(v.y), bfloat16(v.z), bfloat16(v.w)))

static long round_BOOL(long v) { return v != 0; }
static long round_UINT8(long v) { return (uchar)v; }
static long round_INT8(long v) { return (char)v; }
static long round_INT16(long v) { return (short)v; }
static long round_INT32(long v) { return (int)v; }
static long round_INT64(long v) { return v; }
static float round_FLOAT32(float v) { return v; }
static float round_FLOAT16(float v) {
    ushort bits;
    vstore_half_rte(v, 0, (private half *)&bits);
    return vload_half(0, (private const half *)&bits);
}
static float round_BFLOAT16(float v) { return as_float((uint)bfloat16(v) << 16); }

#ifdef HAS_DOUBLE
LOAD4(FLOAT64, double, FOUR(double))
STORE4(FLOAT64, D, double, TO_FOUR(double) = v)
static double round_FLOAT64(double v) { return v; }
#endif
