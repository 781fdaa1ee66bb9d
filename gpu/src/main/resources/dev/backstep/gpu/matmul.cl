// The operands of product.cl for out = alpha * a @ b + beta * out, a batch of strided matrices. Each stride vector is
// (batch, row, column, offset) of one tensor.
#define ARGUMENTS \
    global void *out, int4 out_strides, global const void *pa, int4 a_strides, global const void *pb, int4 b_strides, \
        WIDE alpha, WIDE beta

// Vectors along the dimension whose stride is 1.
#if VECTORS
#define A_WIDTH 4
#define B_WIDTH 4
#define OUT_WIDTH 4
#else
#define A_WIDTH 1
#define B_WIDTH 1
#define OUT_WIDTH 1
#endif

typedef int AOuter;
typedef int BOuter;
#define A_OUTER(batch, row) (a_strides.w + (batch) * a_strides.x + (row) * a_strides.y)
#define B_OUTER(batch, column) (b_strides.w + (batch) * b_strides.x + (column) * b_strides.z)
#define A_FETCH(outer, k) JOIN2(load, T)(pa, (outer) + (k) * a_strides.z)
#define B_FETCH(outer, k) JOIN2(load, T)(pb, (outer) + (k) * b_strides.y)
#define A_FETCH4(outer, k) JOIN2(load4, T)(pa, (outer) + (k) * (A_FAST_K ? 1 : a_strides.z), 1, 4)
#define B_FETCH4(outer, k) JOIN2(load4, T)(pb, (outer) + (k) * (B_FAST_K ? 1 : b_strides.y), 1, 4)

#define K_LIMIT(batch, k) (k)
#define OUT_ROW(batch, row) (out_strides.w + (batch) * out_strides.x + (row) * out_strides.y)
#define OUT_COLUMN(column) ((column) * out_strides.z)
#define SCALED(value) (alpha * (value))
// What a block of a sum is added to: the first to what was there, the others to what the ones before became.
#define FACTOR(first) ((first) ? beta : 1)
#define BEFORE(first, batch, row, at) (FACTOR(first) == 0 ? 0 : FACTOR(first) * JOIN2(load, T)(out, at))
#define BEFORE4(first, batch, row, at) \
    (FACTOR(first) == 0 ? (Wide4)(0) : FACTOR(first) * JOIN2(load4, T)(out, at, 1, 4))
