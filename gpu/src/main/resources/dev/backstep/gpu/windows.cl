// Sliding windows over up to four spatial dimensions.
typedef struct {
    int kernel_size[4];
    int stride[4];
    int padding[4];
    int dilation[4];
    int windows[4];
    int sizes[4];
    int rank;
    int elements; // of a window
    int count;    // windows
    int spatial;  // elements of a channel
} Window;

// The flat place within the channel of element k of window w, or -1 if it lies in the padding.
static int window_place(const Window *window, int w, int k) {
    int place = 0;
    int step = 1;
    for (int d = window->rank - 1; d >= 0; d--) {
        int i = w % window->windows[d] * window->stride[d] - window->padding[d]
            + k % window->kernel_size[d] * window->dilation[d];
        if (i < 0 || i >= window->sizes[d]) {
            return -1;
        }
        place += i * step;
        step *= window->sizes[d];
        w /= window->windows[d];
        k /= window->kernel_size[d];
    }
    return place;
}

// The window of which element k lies at a place of the channel, or -1.
static int window_over(const Window *window, int place, int k) {
    int w = 0;
    int step = 1;
    for (int d = window->rank - 1; d >= 0; d--) {
        int start = place % window->sizes[d] + window->padding[d] - k % window->kernel_size[d] * window->dilation[d];
        if (start < 0 || start % window->stride[d] != 0 || start / window->stride[d] >= window->windows[d]) {
            return -1;
        }
        w += start / window->stride[d] * step;
        step *= window->windows[d];
        place /= window->sizes[d];
        k /= window->kernel_size[d];
    }
    return w;
}

kernel void unfold(int n, Walk to, Walk from, Window window, global void *out, global const void *in) {
    int i = get_global_id(0);
    if (i < n) {
        int line = i / window.count;
        int place = window_place(&window, i % window.count, line % window.elements);
        WIDE value = 0;
        if (place >= 0) {
            value = JOIN2(load, T)(in, places(&from, line / window.elements * window.spatial + place).x);
        }
        JOIN3(store, T, KIND)(out, places(&to, i).x, value);
    }
}

kernel void fold(int n, Walk to, Walk from, Window window, global void *out, global const void *columns) {
    int i = get_global_id(0);
    if (i < n) {
        int channel = i / window.spatial;
        WIDE sum = 0;
        for (int k = 0; k < window.elements; k++) {
            int w = window_over(&window, i % window.spatial, k);
            if (w >= 0) {
                int column = (channel * window.elements + k) * window.count + w;
                sum += JOIN2(load, T)(columns, places(&from, column).x);
            }
        }
        JOIN3(store, T, KIND)(out, places(&to, i).x, sum);
    }
}

// x of `to`: out, y: indices. NaN wins.
kernel void max_pool(
    int n, Walk to, Walk from, Window window, global void *out, global void *indices, global const void *in) {
    int i = get_global_id(0);
    if (i < n) {
        int channel = i / window.count;
        int best = -1;
        // What a window gives that lies in the padding.
        WIDE most = -INFINITY;
        for (int k = 0; k < window.elements; k++) {
            int place = window_place(&window, i % window.count, k);
            if (place >= 0) {
                WIDE value = JOIN2(load, T)(in, places(&from, channel * window.spatial + place).x);
                if (best < 0 || value != value || value > most) {
                    best = place;
                    most = value;
                }
            }
        }
        int4 at = places(&to, i);
        JOIN3(store, T, KIND)(out, at.x, most);
        store_INT64_L(indices, at.y, best);
    }
}
