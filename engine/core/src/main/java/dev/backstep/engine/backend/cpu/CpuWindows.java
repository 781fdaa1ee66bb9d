package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.Strided;
import java.util.Arrays;

/// Sliding windows over one or two spatial dimensions in float32.
final class CpuWindows {
    private CpuWindows() {}

    /// Sizes of windows over the last dimensions of `(N, C, *spatial)`; one spatial dimension counts as a single row.
    static final class Grid {
        final int height;
        final int width;
        final int kernelHeight;
        final int kernelWidth;
        final int strideHeight;
        final int strideWidth;
        final int paddingHeight;
        final int paddingWidth;
        final int dilationHeight;
        final int dilationWidth;
        final int rows;
        final int columns;

        Grid(Window w, int[] sizes) {
            int last = w.kernel().length - 1;
            boolean flat = last == 0;
            height = flat ? 1 : sizes[2];
            width = sizes[last + 2];
            kernelHeight = flat ? 1 : w.kernel()[0];
            kernelWidth = w.kernel()[last];
            strideHeight = flat ? 1 : w.stride()[0];
            strideWidth = w.stride()[last];
            paddingHeight = flat ? 0 : w.padding()[0];
            paddingWidth = w.padding()[last];
            dilationHeight = flat ? 1 : w.dilation()[0];
            dilationWidth = w.dilation()[last];
            rows = flat ? 1 : w.windows()[0];
            columns = w.windows()[last];
        }

        int windows() {
            return rows * columns;
        }

        int kernel() {
            return kernelHeight * kernelWidth;
        }

        /// Whether a window is a single element and there is one for each: columns then are the input itself.
        boolean isIdentity() {
            return kernel() == 1
                    && strideHeight == 1
                    && strideWidth == 1
                    && paddingHeight == 0
                    && paddingWidth == 0
                    && rows == height
                    && columns == width;
        }

        /// Whether windows are 2 by 2, side by side, and all inside.
        boolean isHalving() {
            return kernelHeight == 2
                    && kernelWidth == 2
                    && strideHeight == 2
                    && strideWidth == 2
                    && dilationHeight == 1
                    && dilationWidth == 1
                    && paddingHeight == 0
                    && paddingWidth == 0
                    && 2 * rows <= height
                    && 2 * columns <= width;
        }

        /// Whether the columns of one window element are the channel itself, shifted: windows lie as elements do, and
        /// rows follow each other.
        boolean isShift(int rowStride) {
            return strideHeight == 1
                    && strideWidth == 1
                    && rows == height
                    && columns == width
                    && (rowStride == width || height == 1);
        }

        /// By how many places they are shifted.
        int shift(int ky, int kx) {
            return (ky * dilationHeight - paddingHeight) * width + kx * dilationWidth - paddingWidth;
        }

        /// The first window whose element at `kernelX` lies inside the row.
        int firstColumn(int kernelX) {
            int before = paddingWidth - kernelX * dilationWidth;
            return before <= 0 ? 0 : Math.min(columns, (before + strideWidth - 1) / strideWidth);
        }

        /// One more than the last such window; at least the first.
        int endColumn(int kernelX) {
            int space = width + paddingWidth - kernelX * dilationWidth;
            int end = space <= 0 ? 0 : (space + strideWidth - 1) / strideWidth;
            return Math.max(firstColumn(kernelX), Math.min(columns, end));
        }
    }

    static boolean supports(Window window, Strided spatial) {
        int rank = window.kernel().length;
        if (rank > 2 || spatial.sizes().length != rank + 2) {
            return false;
        }
        int last = spatial.strides().length - 1;
        return spatial.sizes()[last] == 1 || spatial.strides()[last] == 1;
    }

    /// Writes the columns of one sample: row `(c, ky, kx)` begins at `to + row * rowStep`.
    static void unfold(
            float[] out,
            int to,
            int rowStep,
            float[] in,
            int from,
            int channelStride,
            int rowStride,
            int channels,
            Grid g) {
        for (int c = 0; c < channels; c++) {
            for (int ky = 0; ky < g.kernelHeight; ky++) {
                for (int kx = 0; kx < g.kernelWidth; kx++) {
                    if (g.isShift(rowStride)) {
                        unfoldShifted(out, to, in, from + c * channelStride, ky, kx, g);
                    } else {
                        unfoldRow(out, to, in, from + c * channelStride, rowStride, ky, kx, g);
                    }
                    to += rowStep;
                }
            }
        }
    }

    /// All rows in one copy; what came from the neighbouring rows is then blanked.
    private static void unfoldShifted(float[] out, int to, float[] in, int from, int ky, int kx, Grid g) {
        int size = g.windows();
        int shift = g.shift(ky, kx);
        int first = Math.min(size, Math.max(0, -shift));
        int end = Math.max(first, Math.min(size, size - shift));
        for (int i = 0; i < first; i++) {
            out[to + i] = 0;
        }
        // A small input may lie beside the window altogether.
        if (first < end) System.arraycopy(in, from + first + shift, out, to + first, end - first);
        for (int i = end; i < size; i++) {
            out[to + i] = 0;
        }
        blankOutside(out, to, kx, g);
    }

    /// Sets the elements that lie left or right of the input to 0.
    private static void blankOutside(float[] columns, int at, int kx, Grid g) {
        int first = g.firstColumn(kx);
        int end = g.endColumn(kx);
        if (first == 0 && end == g.columns) {
            return;
        }
        for (int row = 0; row < g.rows; row++, at += g.columns) {
            for (int i = 0; i < first; i++) {
                columns[at + i] = 0;
            }
            for (int i = end; i < g.columns; i++) {
                columns[at + i] = 0;
            }
        }
    }

    /// [#fold] where columns are shifted channels ([Grid#isShift]); blanks elements of `columns`.
    static void foldShifted(
            float[] out, int to, int channelStride, float[] columns, int from, int rowStep, int channels, Grid g) {
        int size = g.windows();
        for (int c = 0; c < channels; c++, to += channelStride) {
            for (int ky = 0; ky < g.kernelHeight; ky++) {
                for (int kx = 0; kx < g.kernelWidth; kx++, from += rowStep) {
                    blankOutside(columns, from, kx, g);
                    int shift = g.shift(ky, kx);
                    int first = Math.min(size, Math.max(0, -shift));
                    int end = Math.max(first, Math.min(size, size - shift));
                    add(out, to + first + shift, columns, from + first, end - first);
                }
            }
        }
    }

    private static void add(float[] out, int to, float[] a, int from, int n) {
        for (int i = 0; i < n; i++) {
            out[to + i] += a[from + i];
        }
    }

    private static void unfoldRow(float[] out, int to, float[] in, int from, int rowStride, int ky, int kx, Grid g) {
        int first = g.firstColumn(kx);
        int end = g.endColumn(kx);
        int x = first * g.strideWidth - g.paddingWidth + kx * g.dilationWidth;
        for (int row = 0; row < g.rows; row++, to += g.columns) {
            int y = row * g.strideHeight - g.paddingHeight + ky * g.dilationHeight;
            if (y < 0 || y >= g.height) {
                Arrays.fill(out, to, to + g.columns, 0);
                continue;
            }
            Arrays.fill(out, to, to + first, 0);
            Arrays.fill(out, to + end, to + g.columns, 0);
            // A small input may lie beside the windows altogether.
            if (first == end) continue;
            int source = from + y * rowStride + x;
            if (g.strideWidth == 1) {
                System.arraycopy(in, source, out, to + first, end - first);
            } else {
                for (int i = first; i < end; i++, source += g.strideWidth) {
                    out[to + i] = in[source];
                }
            }
        }
    }

    /// Adds the columns of one sample to what is in `out`; the adjoint of [#unfold].
    static void fold(
            float[] out,
            int to,
            int channelStride,
            int rowStride,
            float[] in,
            int from,
            int rowStep,
            int channels,
            Grid g) {
        for (int c = 0; c < channels; c++) {
            for (int ky = 0; ky < g.kernelHeight; ky++) {
                for (int kx = 0; kx < g.kernelWidth; kx++) {
                    foldRow(out, to + c * channelStride, rowStride, in, from, ky, kx, g);
                    from += rowStep;
                }
            }
        }
    }

    private static void foldRow(float[] out, int to, int rowStride, float[] in, int from, int ky, int kx, Grid g) {
        int first = g.firstColumn(kx);
        int end = g.endColumn(kx);
        int x = first * g.strideWidth - g.paddingWidth + kx * g.dilationWidth;
        for (int row = 0; row < g.rows; row++, from += g.columns) {
            int y = row * g.strideHeight - g.paddingHeight + ky * g.dilationHeight;
            if (y < 0 || y >= g.height) {
                continue;
            }
            int target = to + y * rowStride + x;
            if (g.strideWidth == 1) {
                for (int i = first; i < end; i++) {
                    out[target + i - first] += in[from + i];
                }
            } else {
                for (int i = first; i < end; i++, target += g.strideWidth) {
                    out[target] += in[from + i];
                }
            }
        }
    }
}
