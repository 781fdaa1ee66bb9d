// Loading and storing elements of every dtype, and walking through strided tensors; precedes every other file.
// A dtype is loaded as its wide type: long for integers and bool (kind L), float up to 32 bits (F), double (D).
#pragma OPENCL FP_CONTRACT OFF
#ifdef HAS_DOUBLE
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

#define JOIN2_(a, b) a##_##b
#define JOIN2(a, b) JOIN2_(a, b)
#define JOIN3_(a, b, c) a##_##b##_##c
#define JOIN3(a, b, c) JOIN3_(a, b, c)

// Four tensors of the same sizes: the places of their i-th elements. Dimensions are divided by as Granlund and Montgomery
// do: by a multiplication and a shift.
typedef struct {
    int4 offset;
    int4 strides[10];
    uint sizes[10];
    uint magic[10];
    uchar shift[12];
    int rank;
} Walk;

static int4 places(const Walk *w, int i) {
    int4 at = w->offset;
    uint rest = i;
    for (int d = w->rank - 1; d > 0; d--) {
        uint quotient = (mul_hi(rest, w->magic[d]) + rest) >> w->shift[d];
        at += w->strides[d] * (int)(rest - quotient * w->sizes[d]);
        rest = quotient;
    }
    return at + w->strides[0] * (int)rest;
}

#define LOAD(NAME, WIDE_TYPE, TYPE) \
    static WIDE_TYPE load_##NAME(global const void *p, int i) { return ((global const TYPE *)p)[i]; }
LOAD(BOOL, long, uchar)
LOAD(UINT8, long, uchar)
LOAD(INT8, long, char)
LOAD(INT16, long, short)
LOAD(INT32, long, int)
LOAD(INT64, long, long)
LOAD(FLOAT32, float, float)
static float load_FLOAT16(global const void *p, int i) { return vload_half(i, (global const half *)p); }
static float load_BFLOAT16(global const void *p, int i) { return as_float((uint)((global const ushort *)p)[i] << 16); }

// To nearest, ties to even.
static ushort bfloat16(float value) {
    uint bits = as_uint(value);
    return isnan(value) ? 0x7fc0 : (ushort)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

// C's conversion as x86 does it: what does not fit becomes the smallest number (of int for the narrow dtypes).
static long whole64_L(long v) { return v; }
static long whole32_L(long v) { return v; }
static long whole64_F(float v) { return v >= -0x1p63f && v < 0x1p63f ? (long)v : LONG_MIN; }
static long whole32_F(float v) { return v >= -0x1p31f && v < 0x1p31f ? (int)v : INT_MIN; }

#define STORES(KIND, WIDE_TYPE) \
    static void store_BOOL_##KIND(global void *p, int i, WIDE_TYPE v) { ((global uchar *)p)[i] = v != 0; } \
    static void store_UINT8_##KIND(global void *p, int i, WIDE_TYPE v) { ((global uchar *)p)[i] = (uchar)whole32_##KIND(v); } \
    static void store_INT8_##KIND(global void *p, int i, WIDE_TYPE v) { ((global char *)p)[i] = (char)whole32_##KIND(v); } \
    static void store_INT16_##KIND(global void *p, int i, WIDE_TYPE v) { ((global short *)p)[i] = (short)whole32_##KIND(v); } \
    static void store_INT32_##KIND(global void *p, int i, WIDE_TYPE v) { ((global int *)p)[i] = (int)whole32_##KIND(v); } \
    static void store_INT64_##KIND(global void *p, int i, WIDE_TYPE v) { ((global long *)p)[i] = whole64_##KIND(v); } \
    static void store_FLOAT32_##KIND(global void *p, int i, WIDE_TYPE v) { ((global float *)p)[i] = (float)v; } \
    static void store_FLOAT16_##KIND(global void *p, int i, WIDE_TYPE v) { vstore_half_rte((float)v, i, (global half *)p); } \
    static void store_BFLOAT16_##KIND(global void *p, int i, WIDE_TYPE v) { ((global ushort *)p)[i] = bfloat16((float)v); }
STORES(L, long)
STORES(F, float)

#ifdef HAS_DOUBLE
LOAD(FLOAT64, double, double)
static long whole64_D(double v) { return v >= -0x1p63 && v < 0x1p63 ? (long)v : LONG_MIN; }
static long whole32_D(double v) { return v > -0x1p31 - 1 && v < 0x1p31 ? (int)v : INT_MIN; }
STORES(D, double)
static void store_FLOAT64_L(global void *p, int i, long v) { ((global double *)p)[i] = v; }
static void store_FLOAT64_F(global void *p, int i, float v) { ((global double *)p)[i] = v; }
static void store_FLOAT64_D(global void *p, int i, double v) { ((global double *)p)[i] = v; }
#else
// So that drivers which have it all the same show where it is used.
#define double no_float64_on_this_device
#endif
