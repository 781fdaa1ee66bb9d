package dev.backstep.engine.backend.cpu;

import static dev.backstep.engine.backend.reference.Elements.host;

import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.cpu.CpuWindows.Grid;

/// Maxima of sliding windows in float32. Which element of a window is largest cannot be predicted, so nothing here
/// branches on it.
final class CpuMaxPool {
    private final Grid grid;
    private final float[] in;
    private final int rowStride;
    private final float[] out;
    private final long[] places;

    private CpuMaxPool(Strided out, Strided indices, Strided in, Window window) {
        grid = new Grid(window, in.sizes());
        this.in = host(in).floats();
        rowStride = in.strides().length == 3 ? 0 : in.strides()[2];
        this.out = host(out).floats();
        places = host(indices).longs();
    }

    /// See [dev.backstep.engine.backend.Backend#maxPool]; `out` and `indices` are contiguous.
    static void run(Strided out, Strided indices, Strided in, Window window) {
        var pool = new CpuMaxPool(out, indices, in, window);
        Grid grid = pool.grid;
        int to = out.offset();
        int toPlace = indices.offset();
        for (int sample = 0; sample < in.sizes()[0]; sample++) {
            for (int channel = 0; channel < in.sizes()[1]; channel++) {
                int from = in.offset() + sample * in.strides()[0] + channel * in.strides()[1];
                for (int row = 0; row < grid.rows; row++) {
                    if (grid.isHalving()) {
                        pool.halve(to, toPlace, from, row);
                    } else {
                        pool.row(to, toPlace, from, row);
                    }
                    to += grid.columns;
                    toPlace += grid.columns;
                }
            }
        }
    }

    /// A row of windows of 2 by 2 that do not overlap: the commonest.
    private void halve(int to, int toPlace, int from, int row) {
        float[] a = in;
        int upper = from + 2 * row * rowStride;
        int lower = upper + rowStride;
        int place = 2 * row * grid.width;
        int width = grid.width;
        for (int column = 0; column < grid.columns; column++) {
            int best = place;
            float extreme = a[upper];
            float value = a[upper + 1];
            boolean larger = value > extreme | value != value;
            best = larger ? place + 1 : best;
            extreme = larger ? value : extreme;
            value = a[lower];
            larger = value > extreme | value != value;
            best = larger ? place + width : best;
            extreme = larger ? value : extreme;
            value = a[lower + 1];
            larger = value > extreme | value != value;
            best = larger ? place + width + 1 : best;
            extreme = larger ? value : extreme;
            out[to + column] = extreme;
            places[toPlace + column] = best;
            upper += 2;
            lower += 2;
            place += 2;
        }
    }

    private void row(int to, int toPlace, int from, int row) {
        Grid g = grid;
        int top = row * g.strideHeight - g.paddingHeight;
        int firstY = first(top, g.dilationHeight);
        int endY = end(top, g.dilationHeight, g.kernelHeight, g.height);
        for (int column = 0; column < g.columns; column++) {
            int left = column * g.strideWidth - g.paddingWidth;
            int firstX = first(left, g.dilationWidth);
            int endX = end(left, g.dilationWidth, g.kernelWidth, g.width);
            if (firstY >= endY || firstX >= endX) {
                out[to + column] = Float.NEGATIVE_INFINITY;
                places[toPlace + column] = -1;
                continue;
            }
            int start = left + firstX * g.dilationWidth;
            int best = (top + firstY * g.dilationHeight) * g.width + start;
            float extreme = in[from + (top + firstY * g.dilationHeight) * rowStride + start];
            for (int ky = firstY; ky < endY; ky++) {
                int y = top + ky * g.dilationHeight;
                int at = from + y * rowStride + start;
                int place = y * g.width + start;
                for (int kx = firstX; kx < endX; kx++, at += g.dilationWidth, place += g.dilationWidth) {
                    float value = in[at];
                    boolean larger = value > extreme | value != value;
                    best = larger ? place : best;
                    extreme = larger ? value : extreme;
                }
            }
            out[to + column] = extreme;
            places[toPlace + column] = best;
        }
    }

    /// The first element of a window that lies inside.
    private static int first(int start, int dilation) {
        return start >= 0 ? 0 : (-start + dilation - 1) / dilation;
    }

    /// One more than the last.
    private static int end(int start, int dilation, int kernel, int size) {
        int space = size - start;
        return space <= 0 ? 0 : Math.min(kernel, (space + dilation - 1) / dilation);
    }
}
