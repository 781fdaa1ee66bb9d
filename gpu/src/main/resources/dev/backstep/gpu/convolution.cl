// The operands of product.cl for a convolution and its two products backward, as they lie in the images: nothing is
// unfolded in memory. DIRECTION says which; a batch is a group of channels (with PHASES a
// part of one). Up to three spatial dimensions.
//
//   FORWARD   out[o][(sample, window)]     = sum over (channel, e)      of weight[o][(channel, e)] * x
//   TO_INPUT  x[channel][(sample, place)]  = sum over (o, e)            of weight[(o), channel, e] * y
//   TO_WEIGHT weight[o][(channel, e)]      = sum over (sample, window)  of y * x
//
// e is an element of the window. x are the images, y what lies at the windows.
#define FORWARD 0
#define TO_INPUT 1
#define TO_WEIGHT 2

typedef struct {
    int windows[3];
    int sizes[3];
    int kernel_sizes[3];
    int stride[3];
    int padding[3];
    int dilation[3];
    int x[5]; // strides: sample, channel, spatial
    int y[5];
    int x_offset;
    int y_offset;
    int w_offset; // of the weights, which are contiguous
    int in_per_group;
    int out_per_group;
    int has_bias;
    int bias_offset;
    int bias_stride;
} Convolution;

// Fixed where speed counts: k is taken apart once a fetch, and dividing by a constant is a multiplication.
#if !FIXED
#define KERNEL_0 c->kernel_sizes[0]
#define KERNEL_1 c->kernel_sizes[1]
#define KERNEL_2 c->kernel_sizes[2]
#define STRIDE_0 c->stride[0]
#define STRIDE_1 c->stride[1]
#define STRIDE_2 c->stride[2]
#endif
#define ELEMENTS (KERNEL_0 * KERNEL_1 * KERNEL_2)

// Where a column of b looks: its place along each dimension, without what k adds, and the index there.
typedef struct {
    int base;
    int p0;
    int p1;
    int p2;
} Place;

// An index of three dimensions and what is left, taken apart.
#define APART(i, rest, i0, i1, i2, size0, size1, size2) \
    uint rest = i; \
    int i2 = rest % (uint)(size2); \
    rest /= (uint)(size2); \
    int i1 = rest % (uint)(size1); \
    rest /= (uint)(size1); \
    int i0 = rest % (uint)(size0); \
    rest /= (uint)(size0);
#define APART_ELEMENT(i, rest) APART(i, rest, e0, e1, e2, KERNEL_0, KERNEL_1, KERNEL_2)
#define APART_WINDOW(i, rest) APART(i, rest, w0, w1, w2, c->windows[0], c->windows[1], c->windows[2])
#define ALONG(strides, i0, i1, i2) ((int)(i0) * strides[2] + (int)(i1) * strides[3] + (int)(i2) * strides[4])
#define INSIDE(p, size) ((uint)(p) < (uint)(size))

#if PHASES
typedef Place AOuter;
#else
typedef int AOuter;
#endif
typedef Place BOuter;
#define ARGUMENTS \
    global void *out, Convolution geometry, global const void *pa, global const void *pb, global const void *bias
#define SCALED(value) (value)
#define B_WIDTH 1
#define A_FAST_K 1
#define A_FETCH4(outer, k) JOIN2(load4, T)(pa, a_place(&geometry, outer, k), 1, 4)
#if PHASES
#define A_FETCH(outer, k) fetched(pa, a_place(&geometry, outer, k))
#define K_LIMIT(batch, k) k_limit(&geometry, batch, k)
#else
#define A_FETCH(outer, k) JOIN2(load, T)(pa, a_place(&geometry, outer, k))
#define K_LIMIT(batch, k) (k)
#endif
#define B_FETCH(outer, k) fetched(pb, b_place(&geometry, outer, k))
#define B_OUTER(batch, column) b_outer(&geometry, batch, column)
static WIDE fetched(global const void *p, int at) { return at < 0 ? 0 : JOIN2(load, T)(p, at); }

#if DIRECTION == FORWARD
#define B_FAST_K 0
#if VECTORS
#define A_WIDTH 4
#define OUT_WIDTH 4
#endif
static Place b_outer(const Convolution *c, int batch, int column) {
    APART_WINDOW(column, sample)
    Place p;
    p.p0 = w0 * STRIDE_0 - c->padding[0];
    p.p1 = w1 * STRIDE_1 - c->padding[1];
    p.p2 = w2 * STRIDE_2 - c->padding[2];
    p.base = c->x_offset + (int)sample * c->x[0] + batch * c->in_per_group * c->x[1] + ALONG(c->x, p.p0, p.p1, p.p2);
    return p;
}
static int b_place(const Convolution *c, Place p, int k) {
    APART_ELEMENT(k, channel)
    e0 *= c->dilation[0];
    e1 *= c->dilation[1];
    e2 *= c->dilation[2];
    return INSIDE(p.p0 + e0, c->sizes[0]) && INSIDE(p.p1 + e1, c->sizes[1]) && INSIDE(p.p2 + e2, c->sizes[2])
        ? p.base + (int)channel * c->x[1] + ALONG(c->x, e0, e1, e2)
        : -1;
}
static int a_outer(const Convolution *c, int batch, int row) {
    return c->w_offset + (batch * c->out_per_group + row) * c->in_per_group * ELEMENTS;
}
static int a_place(const Convolution *c, int outer, int k) { return outer + k; }
static int out_row(const Convolution *c, int batch, int row) {
    return c->y_offset + (batch * c->out_per_group + row) * c->y[1];
}
static int out_column(const Convolution *c, int column) {
    APART_WINDOW(column, sample)
    return (int)sample * c->y[0] + ALONG(c->y, w0, w1, w2);
}
static WIDE before(const Convolution *c, global const void *bias, int batch, int row) {
    int channel = batch * c->out_per_group + row;
    return c->has_bias ? JOIN2(load, T)(bias, c->bias_offset + channel * c->bias_stride) : 0;
}
#endif

// With a stride only some elements of the window ever meet a place: those that are, with the padding, as far from a
// multiple of the stride. Places that are alike in this are a phase, and a batch is one phase of one group. Of each
// dimension SLOTS elements at most meet a phase, the first at `first`.
#if PHASES
#define PHASE(batch) \
    APART(batch, group, r0, r1, r2, STRIDE_0, STRIDE_1, STRIDE_2) \
    int first0 = (r0 + c->padding[0]) % STRIDE_0; \
    int first1 = (r1 + c->padding[1]) % STRIDE_1; \
    int first2 = (r2 + c->padding[2]) % STRIDE_2;
#define SLOTS_0 ((KERNEL_0 + STRIDE_0 - 1) / STRIDE_0)
#define SLOTS_1 ((KERNEL_1 + STRIDE_1 - 1) / STRIDE_1)
#define SLOTS_2 ((KERNEL_2 + STRIDE_2 - 1) / STRIDE_2)
#define B_FAST_K 0
static Place b_outer(const Convolution *c, int batch, int column) {
    PHASE(batch)
    APART(column, sample, q0, q1, q2, c->sizes[0] / STRIDE_0, c->sizes[1] / STRIDE_1, c->sizes[2] / STRIDE_2)
    Place p;
    p.p0 = q0 + (r0 + c->padding[0] - first0) / STRIDE_0;
    p.p1 = q1 + (r1 + c->padding[1] - first1) / STRIDE_1;
    p.p2 = q2 + (r2 + c->padding[2] - first2) / STRIDE_2;
    p.base = c->y_offset + (int)sample * c->y[0] + (int)group * c->out_per_group * c->y[1];
    return p;
}
static int b_place(const Convolution *c, Place p, int k) {
    APART(k, channel, j0, j1, j2, SLOTS_0, SLOTS_1, SLOTS_2)
    int w0 = p.p0 - j0;
    int w1 = p.p1 - j1;
    int w2 = p.p2 - j2;
    return INSIDE(w0, c->windows[0]) && INSIDE(w1, c->windows[1]) && INSIDE(w2, c->windows[2])
        ? p.base + (int)channel * c->y[1] + ALONG(c->y, w0, w1, w2)
        : -1;
}
static Place a_outer(const Convolution *c, int batch, int row) {
    PHASE(batch)
    Place p;
    p.p0 = first0;
    p.p1 = first1;
    p.p2 = first2;
    p.base = c->w_offset + ((int)group * c->out_per_group * c->in_per_group + row) * ELEMENTS;
    return p;
}
static int a_place(const Convolution *c, Place p, int k) {
    APART(k, channel, j0, j1, j2, SLOTS_0, SLOTS_1, SLOTS_2)
    int e0 = p.p0 + j0 * STRIDE_0;
    int e1 = p.p1 + j1 * STRIDE_1;
    int e2 = p.p2 + j2 * STRIDE_2;
    return e0 < KERNEL_0 && e1 < KERNEL_1 && e2 < KERNEL_2
        ? p.base + (int)channel * c->in_per_group * ELEMENTS + (e0 * KERNEL_1 + e1) * KERNEL_2 + e2
        : -1;
}
static int k_limit(const Convolution *c, int batch, int k) {
    PHASE(batch)
    return first0 < KERNEL_0 && first1 < KERNEL_1 && first2 < KERNEL_2 ? k : 0;
}
static int out_row(const Convolution *c, int batch, int row) {
    PHASE(batch)
    return c->x_offset + ((int)group * c->in_per_group + row) * c->x[1] + ALONG(c->x, r0, r1, r2);
}
static int out_column(const Convolution *c, int column) {
    APART(column, sample, q0, q1, q2, c->sizes[0] / STRIDE_0, c->sizes[1] / STRIDE_1, c->sizes[2] / STRIDE_2)
    return (int)sample * c->x[0] + ALONG(c->x, q0 * STRIDE_0, q1 * STRIDE_1, q2 * STRIDE_2);
}
#elif DIRECTION == TO_INPUT
#define B_FAST_K 0
#if VECTORS
#define OUT_WIDTH 4
#endif
static Place b_outer(const Convolution *c, int batch, int column) {
    APART(column, sample, i0, i1, i2, c->sizes[0], c->sizes[1], c->sizes[2])
    Place p;
    p.p0 = i0 + c->padding[0];
    p.p1 = i1 + c->padding[1];
    p.p2 = i2 + c->padding[2];
    p.base = c->y_offset + (int)sample * c->y[0] + batch * c->out_per_group * c->y[1];
    return p;
}
// A window starts where its element lies at the place: at a multiple of the stride, and not before 0.
static int b_place(const Convolution *c, Place p, int k) {
    APART_ELEMENT(k, channel)
    int s0 = p.p0 - e0 * c->dilation[0];
    int s1 = p.p1 - e1 * c->dilation[1];
    int s2 = p.p2 - e2 * c->dilation[2];
    int w0 = (uint)s0 / (uint)STRIDE_0;
    int w1 = (uint)s1 / (uint)STRIDE_1;
    int w2 = (uint)s2 / (uint)STRIDE_2;
    return (s0 | s1 | s2) >= 0 && w0 * STRIDE_0 == s0 && w1 * STRIDE_1 == s1 && w2 * STRIDE_2 == s2
            && w0 < c->windows[0] && w1 < c->windows[1] && w2 < c->windows[2]
        ? p.base + (int)channel * c->y[1] + ALONG(c->y, w0, w1, w2)
        : -1;
}
static int a_outer(const Convolution *c, int batch, int row) {
    return c->w_offset + (batch * c->out_per_group * c->in_per_group + row) * ELEMENTS;
}
static int a_place(const Convolution *c, int outer, int k) {
    return outer + k + (int)((uint)k / (uint)ELEMENTS) * (c->in_per_group - 1) * ELEMENTS;
}
static int out_row(const Convolution *c, int batch, int row) {
    return c->x_offset + (batch * c->in_per_group + row) * c->x[1];
}
static int out_column(const Convolution *c, int column) {
    APART(column, sample, i0, i1, i2, c->sizes[0], c->sizes[1], c->sizes[2])
    return (int)sample * c->x[0] + ALONG(c->x, i0, i1, i2);
}
#endif

#if DIRECTION == TO_WEIGHT
#define B_FAST_K 1
#if VECTORS
#define A_WIDTH 4
#define OUT_WIDTH 4
#endif
static Place b_outer(const Convolution *c, int batch, int column) {
    APART_ELEMENT(column, channel)
    Place p;
    p.p0 = e0 * c->dilation[0] - c->padding[0];
    p.p1 = e1 * c->dilation[1] - c->padding[1];
    p.p2 = e2 * c->dilation[2] - c->padding[2];
    p.base = c->x_offset + (batch * c->in_per_group + (int)channel) * c->x[1] + ALONG(c->x, p.p0, p.p1, p.p2);
    return p;
}
static int b_place(const Convolution *c, Place p, int k) {
    APART_WINDOW(k, sample)
    w0 *= STRIDE_0;
    w1 *= STRIDE_1;
    w2 *= STRIDE_2;
    return INSIDE(p.p0 + w0, c->sizes[0]) && INSIDE(p.p1 + w1, c->sizes[1]) && INSIDE(p.p2 + w2, c->sizes[2])
        ? p.base + (int)sample * c->x[0] + ALONG(c->x, w0, w1, w2)
        : -1;
}
static int a_outer(const Convolution *c, int batch, int row) {
    return c->y_offset + (batch * c->out_per_group + row) * c->y[1];
}
// A channel's windows lie one after the other.
static int a_place(const Convolution *c, int outer, int k) {
    uint count = c->windows[0] * c->windows[1] * c->windows[2];
    uint sample = (uint)k / count;
    return outer + (int)sample * c->y[0] + (k - (int)(sample * count));
}
static int out_row(const Convolution *c, int batch, int row) {
    return c->w_offset + (batch * c->out_per_group + row) * c->in_per_group * ELEMENTS;
}
static int out_column(const Convolution *c, int column) { return column; }
#endif

#ifndef A_WIDTH
#define A_WIDTH 1
#endif
#ifndef OUT_WIDTH
#define OUT_WIDTH 1
#endif
#define A_OUTER(batch, row) a_outer(&geometry, batch, row)
#define OUT_ROW(batch, row) out_row(&geometry, batch, row)
#define OUT_COLUMN(column) out_column(&geometry, column)
#if DIRECTION == FORWARD
#define START(batch, row) before(&geometry, bias, batch, row)
#else
#define START(batch, row) 0
#endif
#define BEFORE(first, batch, row, at) ((first) ? START(batch, row) : JOIN2(load, T)(out, at))
#define BEFORE4(first, batch, row, at) ((first) ? (Wide4)(START(batch, row)) : JOIN2(load4, T)(out, at, 1, 4))
