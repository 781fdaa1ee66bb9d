// out = alpha * a @ b + beta * out, a batch of strided matrices; tiles of TILE x TILE in local memory. Each stride
// vector is (batch, row, column, offset) of one tensor.
kernel void matmul(
    int m, int k, int n, global void *out, int4 out_strides, global const void *pa, int4 a_strides,
    global const void *pb, int4 b_strides, WIDE alpha, WIDE beta) {
    local WIDE a[TILE][TILE + 1];
    local WIDE b[TILE][TILE + 1];
    int x = get_local_id(0);
    int y = get_local_id(1);
    int column = get_global_id(0);
    int row = get_global_id(1);
    int batch = get_global_id(2);
    WIDE sum = 0;
    for (int start = 0; start < k; start += TILE) {
        a[y][x] = row < m && start + x < k
            ? JOIN2(load, T)(pa, a_strides.w + batch * a_strides.x + row * a_strides.y + (start + x) * a_strides.z)
            : 0;
        b[y][x] = start + y < k && column < n
            ? JOIN2(load, T)(pb, b_strides.w + batch * b_strides.x + (start + y) * b_strides.y + column * b_strides.z)
            : 0;
        barrier(CLK_LOCAL_MEM_FENCE);
        WIDE tile = 0;
        for (int i = 0; i < TILE; i++) {
            tile += a[y][i] * b[i][x];
        }
        sum += tile;
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m && column < n) {
        int at = out_strides.w + batch * out_strides.x + row * out_strides.y + column * out_strides.z;
        WIDE result = alpha * sum;
        if (beta != 0) {
            result += beta * JOIN2(load, T)(out, at);
        }
        JOIN3(store, T, KIND)(out, at, result);
    }
}
