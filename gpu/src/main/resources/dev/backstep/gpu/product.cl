// Sums of products, out[row][column] = sum over k of a[row][k] * b[k][column], for whatever operands the file before
// this one defines (matmul.cl, convolution.cl), a batch of them.
//
// `tiled`: a work group computes a tile of TILE_M x TILE_N outputs, TILE_K of k at a time from local memory; a work
// item ITEM_M x ITEM_N of them in registers. The reasons for the sizes stand at `Tiling`.
// `thin`: where there are few rows or columns there is nothing to share, and memory's speed counts.
// `sum_slices`: where there are few tiles several groups share k; adds up what they found, in order.
#define UNROLL _Pragma("unroll")

#define fused_L(a, b, c) ((a) * (b) + (c))
// Every GPU has it, and without it half of the speed; where it would be emulated the two are rounded one by one.
#ifdef FP_FAST_FMAF
#define fused_F(a, b, c) fma(a, b, c)
#else
#define fused_F(a, b, c) ((a) * (b) + (c))
#endif
#define fused_D(a, b, c) fma(a, b, c)

#if TILED
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
typedef PASTE(WIDE, 4) Wide4;

// Groups run at about the same time in the order of their numbers; those of a row of tiles use the same rows of a,
// those of a column the same columns of b. So numbers go down BAND rows of tiles before they go right: what runs at a
// time is squarer than a row, and asks the second-level cache for less.
#define BAND 8

#define ITEMS_M (TILE_M / ITEM_M)
#define ITEMS_N (TILE_N / ITEM_N)
#define ITEMS (ITEMS_M * ITEMS_N)
// Rows of local memory. Vectors want a multiple of 4; 4 more than the tile spread over the banks what lanes store
// that have fetched neighbours along k.
#define LD_A (TILE_M + 4)
#define LD_B (TILE_N + 4)

// What an item fetches as its l-th, so that neighbouring items fetch neighbours in memory: along k or across.
#define OUTER(l, fast_k, tile, width) \
    ((int)(fast_k ? (item + l * ITEMS) / (TILE_K / width) : (item + l * ITEMS) % (tile / width) * width))
#define DEPTH(l, fast_k, tile, width) \
    ((int)(fast_k ? (item + l * ITEMS) % (TILE_K / width) * width : (item + l * ITEMS) / (tile / width)))
#define A_OF(WHICH, l) WHICH(l, A_FAST_K, TILE_M, A_WIDTH)
#define B_OF(WHICH, l) WHICH(l, B_FAST_K, TILE_N, B_WIDTH)
#define A_FETCHES (TILE_M * TILE_K / A_WIDTH / ITEMS)
#define B_FETCHES (TILE_N * TILE_K / B_WIDTH / ITEMS)

static void put(local WIDE *tile, int ld, int fast_k, int k, int outer, WIDE v) { tile[k * ld + outer] = v; }
static void put4(local WIDE *tile, int ld, int fast_k, int k, int outer, Wide4 v) {
    if (fast_k) {
        tile[k * ld + outer] = v.s0;
        tile[(k + 1) * ld + outer] = v.s1;
        tile[(k + 2) * ld + outer] = v.s2;
        tile[(k + 3) * ld + outer] = v.s3;
    } else {
        *(local Wide4 *)(tile + k * ld + outer) = v;
    }
}
#if A_WIDTH == 4
typedef Wide4 A;
#define A_FETCHED A_FETCH4
#define A_PUT put4
#else
typedef WIDE A;
#define A_FETCHED A_FETCH
#define A_PUT put
#endif
#if B_WIDTH == 4
typedef Wide4 B;
#define B_FETCHED B_FETCH4
#define B_PUT put4
#else
typedef WIDE B;
#define B_FETCHED B_FETCH
#define B_PUT put
#endif

// Fetches the tile of k from `from` on. Places beyond the last k become 0; those beyond the last row or column are
// copies of it, which nobody stores.
#define FETCH(from, CHECK) \
    UNROLL for (int l = 0; l < A_FETCHES; l++) { \
        int depth = (from) + A_OF(DEPTH, l); \
        a_next[l] = CHECK(depth < end) ? A_FETCHED(a_at[l], depth) : (A)(0); \
    } \
    UNROLL for (int l = 0; l < B_FETCHES; l++) { \
        int depth = (from) + B_OF(DEPTH, l); \
        b_next[l] = CHECK(depth < end) ? B_FETCHED(b_at[l], depth) : (B)(0); \
    }
#define CHECKED(condition) (condition)
#define UNCHECKED(condition) 1

#define PUT(buffer) \
    UNROLL for (int l = 0; l < A_FETCHES; l++) { \
        A_PUT((local WIDE *)(a_tiles + A_BUFFER * (buffer)), LD_A, A_FAST_K, A_OF(DEPTH, l), A_OF(OUTER, l), a_next[l]); \
    } \
    UNROLL for (int l = 0; l < B_FETCHES; l++) { \
        B_PUT((local WIDE *)(b_tiles + B_BUFFER * (buffer)), LD_B, B_FAST_K, B_OF(DEPTH, l), B_OF(OUTER, l), b_next[l]); \
    }
#define A_BUFFER (TILE_K * LD_A / 4)
#define B_BUFFER (TILE_K * LD_B / 4)

#define ROW(C, r) sum[4 * i + r][j] = JOIN2(fused, KIND)((Wide4)(a[i].C), b[j], sum[4 * i + r][j]);
#if SLICED
#define ONE(C, c) \
    if (column + c < n) { \
        to[c] = first ? value.C : to[c] + value.C; \
    }
#else
#define ONE(C, c) \
    if (column + c < n) { \
        int at = to_row + to_column.C; \
        JOIN3(store, T, KIND)(out, at, SCALED(value.C) + BEFORE(first, batch, row, at)); \
    }
#endif

kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void tiled(
    int m, int n, int k, int slices, int slice_length, int orders, global WIDE *partial, ARGUMENTS) {
    local Wide4 a_tiles[BUFFERS * A_BUFFER];
    local Wide4 b_tiles[BUFFERS * B_BUFFER];
    const uint item = get_local_id(0);
    int tiles_m = (m + TILE_M - 1) / TILE_M;
    int tiles_n = (n + TILE_N - 1) / TILE_N;
    int number = get_group_id(0);
    int rest = number / (tiles_m * tiles_n);
    number -= rest * tiles_m * tiles_n;
    const int batch = rest / slices;
    const int slice = rest - batch * slices;
    int band = number / (BAND * tiles_n);
    int height = min(BAND, tiles_m - band * BAND);
    number -= band * BAND * tiles_n;
    const int first_row = (band * BAND + number % height) * TILE_M;
    const int first_column = number / height * TILE_N;

    // Of 32 neighbouring items 8 stand beside each other and 4 below: they read 8 different vectors of b at a time,
    // which are all banks once, and 4 of a.
    const int x = item % 8 + item / 32 % (ITEMS_N / 8) * 8;
    const int y = item % 32 / 8 + item / 32 / (ITEMS_N / 8) * 4;

    const int end = min(K_LIMIT(batch, k), (slice + 1) * slice_length);
    int start = slice * slice_length;
    AOuter a_at[A_FETCHES];
    BOuter b_at[B_FETCHES];
    UNROLL for (int l = 0; l < A_FETCHES; l++) {
        a_at[l] = A_OUTER(batch, min(first_row + A_OF(OUTER, l), m - (A_FAST_K ? 1 : A_WIDTH)));
    }
    UNROLL for (int l = 0; l < B_FETCHES; l++) {
        b_at[l] = B_OUTER(batch, min(first_column + B_OF(OUTER, l), n - (B_FAST_K ? 1 : B_WIDTH)));
    }
    A a_next[A_FETCHES];
    B b_next[B_FETCHES];
    int buffer = 0;
    FETCH(start, CHECKED)
    PUT(buffer)
    barrier(CLK_LOCAL_MEM_FENCE);

#if BLOCK_K != INT_MAX
    int first = 1;
#else
    const int first = 1;
#endif
    // What the sums of a block have become is added up one by one, where the result lies: rounding errors stay those
    // of blocks without a second set of registers.
    do {
        Wide4 sum[ITEM_M][ITEM_N / 4];
        UNROLL for (int i = 0; i < ITEM_M; i++) {
            UNROLL for (int j = 0; j < ITEM_N / 4; j++) {
                sum[i][j] = 0;
            }
        }
        int block_end = end - start > BLOCK_K ? start + BLOCK_K : end;
        for (; start < block_end; start += TILE_K) {
            // The next tile travels while this one is worked on.
            int next = start + TILE_K;
#if WHOLE_TILES
            if (next + TILE_K <= end) {
                FETCH(next, UNCHECKED)
            } else
#endif
            {
                FETCH(next, CHECKED)
            }
            local const Wide4 *a_now = a_tiles + A_BUFFER * buffer + y;
            local const Wide4 *b_now = b_tiles + B_BUFFER * buffer + x;
#pragma unroll 8
            for (int depth = 0; depth < TILE_K; depth++) {
                Wide4 a[ITEM_M / 4];
                Wide4 b[ITEM_N / 4];
                UNROLL for (int i = 0; i < ITEM_M / 4; i++) {
                    a[i] = a_now[depth * (LD_A / 4) + i * ITEMS_M];
                }
                UNROLL for (int j = 0; j < ITEM_N / 4; j++) {
                    b[j] = b_now[depth * (LD_B / 4) + j * ITEMS_N];
                }
                UNROLL for (int i = 0; i < ITEM_M / 4; i++) {
                    UNROLL for (int j = 0; j < ITEM_N / 4; j++) {
                        ROW(s0, 0)
                        ROW(s1, 1)
                        ROW(s2, 2)
                        ROW(s3, 3)
                    }
                }
            }
#if BUFFERS == 2
            buffer ^= 1;
#else
            barrier(CLK_LOCAL_MEM_FENCE);
#endif
            PUT(buffer)
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        UNROLL for (int j = 0; j < ITEM_N / 4; j++) {
            int column = first_column + (x + j * ITEMS_N) * 4;
            if (column < n) {
#if SLICED
                global WIDE *to_column = partial + (batch * slices + slice) * m * n + column;
#elif OUT_WIDTH == 4
                int to_column = OUT_COLUMN(column);
#else
                int4 to_column = (int4)(
                    OUT_COLUMN(column), OUT_COLUMN(column + 1), OUT_COLUMN(column + 2), OUT_COLUMN(column + 3));
#endif
                UNROLL for (int i = 0; i < ITEM_M; i++) {
                    int row = first_row + (y + i / 4 * ITEMS_M) * 4 + i % 4;
                    Wide4 value = sum[i][j];
                    if (row < m) {
#if SLICED
                        global WIDE *to = to_column + row * n;
#else
                        int to_row = OUT_ROW(batch, row);
#endif
#if OUT_WIDTH == 4 && SLICED
                        *(global Wide4 *)to = first ? value : *(global Wide4 *)to + value;
#elif OUT_WIDTH == 4
                        int at = to_row + to_column;
                        JOIN3(store4, T, KIND)(out, at, SCALED(value) + BEFORE4(first, batch, row, at), 4);
#else
                        ONE(s0, 0)
                        ONE(s1, 1)
                        ONE(s2, 2)
                        ONE(s3, 3)
#endif
                    }
                }
            }
        }
#if BLOCK_K != INT_MAX
        first = 0;
#endif
    } while (start < end);
}
#else

// GROUP items, LANES of which (a power of two) share each output's k: neighbouring items take neighbouring k, or
// neighbouring outputs, whichever are neighbours in memory.
kernel void thin(
    int m, int n, int k, int slices, int slice_length, int batches, int lanes, int k_first, global WIDE *partial,
    ARGUMENTS) {
    local WIDE parts[GROUP];
    int item = get_local_id(0);
    int outputs = GROUP / lanes;
    int lane = k_first ? item % lanes : item / outputs;
    int which = k_first ? item / lanes : item % outputs;
    int i = get_group_id(0) * outputs + which;
    int slice = get_group_id(1);
    int count = batches * m * n;
    int batch = i / (m * n);
    int row = i / n % m;
    int column = i % n;
    WIDE total = 0;
    if (i < count) {
        AOuter a_at = A_OUTER(batch, row);
        BOuter b_at = B_OUTER(batch, column);
        int end = min(K_LIMIT(batch, k), (slice + 1) * slice_length);
        for (int start = slice * slice_length + lane; start < end;) {
            int block_end = end - start > 128 * lanes ? start + 128 * lanes : end;
            WIDE sum = 0;
            for (; start < block_end; start += lanes) {
                sum = JOIN2(fused, KIND)(A_FETCH(a_at, start), B_FETCH(b_at, start), sum);
            }
            total += sum;
        }
    }
    parts[lane * outputs + which] = total;
    for (int half_way = lanes / 2; half_way > 0; half_way /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < half_way) {
            parts[lane * outputs + which] += parts[(lane + half_way) * outputs + which];
        }
    }
    if (lane == 0 && i < count) {
        total = parts[which];
        if (slices > 1) {
            partial[((batch * slices + slice) * m + row) * n + column] = total;
        } else {
            int at = OUT_ROW(batch, row) + OUT_COLUMN(column);
            JOIN3(store, T, KIND)(out, at, SCALED(total) + BEFORE(1, batch, row, at));
        }
    }
}

kernel void sum_slices(int count, int m, int n, int slices, global const WIDE *partial, ARGUMENTS) {
    int i = get_global_id(0);
    if (i < count) {
        int batch = i / (m * n);
        int row = i / n % m;
        int column = i % n;
        WIDE sum = 0;
        for (int slice = 0; slice < slices; slice++) {
            sum += partial[((batch * slices + slice) * m + row) * n + column];
        }
        int at = OUT_ROW(batch, row) + OUT_COLUMN(column);
        JOIN3(store, T, KIND)(out, at, SCALED(sum) + BEFORE(1, batch, row, at));
    }
}
#endif
