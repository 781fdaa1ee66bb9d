package dev.backstep.engine.backend.cpu;

import static dev.backstep.engine.backend.reference.Elements.host;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;

/// Gathering, and scattering by setting or, in float32, adding.
final class CpuIndexing {
    private CpuIndexing() {}

    /// See [dev.backstep.engine.backend.Backend#gather].
    static void gather(Strided out, Strided in, int dim, Strided index) {
        int stride = in.strides()[dim];
        long[] places = host(index).longs();
        var walk = new Walk(index.sizes(), out, index, still(in, dim, index));
        if (walk.length == 0) {
            return;
        }
        Storage.Host from = host(in);
        Storage.Host to = host(out);
        do {
            for (int i = 0; i < walk.length; i++) {
                int place = (int) places[walk.at[1] + i * walk.step[1]] * stride;
                move(to, walk.at[0] + i * walk.step[0], from, walk.at[2] + i * walk.step[2] + place);
            }
        } while (walk.next());
    }

    /// See [dev.backstep.engine.backend.Backend#scatter].
    static void scatter(Strided dst, int dim, Strided index, Strided src, boolean add) {
        int stride = dst.strides()[dim];
        long[] places = host(index).longs();
        // Not merged in an order other than src's: the last one set must win.
        var walk = new Walk(index.sizes(), src, index, still(dst, dim, index));
        if (walk.length == 0) {
            return;
        }
        Storage.Host from = host(src);
        Storage.Host to = host(dst);
        do {
            for (int i = 0; i < walk.length; i++) {
                int place = (int) places[walk.at[1] + i * walk.step[1]] * stride;
                int target = walk.at[2] + i * walk.step[2] + place;
                int source = walk.at[0] + i * walk.step[0];
                if (add) {
                    to.floats()[target] += from.floats()[source];
                } else {
                    move(to, target, from, source);
                }
            }
        } while (walk.next());
    }

    /// The tensor as `index` walks it, standing still along the dimension that the index decides.
    private static View still(Strided s, int dim, Strided index) {
        int[] strides = s.strides().clone();
        strides[dim] = 0;
        return View.of(s, s.offset(), index.sizes(), strides);
    }

    /// See [dev.backstep.engine.backend.Backend#take]; `in` is contiguous.
    static void take(Strided out, Strided in, Strided index) {
        long[] places = host(index).longs();
        var walk = new Walk(index.sizes(), out, index);
        if (walk.length == 0) {
            return;
        }
        do {
            for (int i = 0; i < walk.length; i++) {
                int place = (int) places[walk.at[1] + i * walk.step[1]];
                move(host(out), walk.at[0] + i * walk.step[0], host(in), in.offset() + place);
            }
        } while (walk.next());
    }

    /// See [dev.backstep.engine.backend.Backend#put]; `dst` is contiguous.
    static void put(Strided dst, Strided index, Strided src, boolean add) {
        long[] places = host(index).longs();
        var walk = new Walk(index.sizes(), src, index);
        if (walk.length == 0) {
            return;
        }
        Storage.Host from = host(src);
        Storage.Host to = host(dst);
        do {
            for (int i = 0; i < walk.length; i++) {
                int target = dst.offset() + (int) places[walk.at[1] + i * walk.step[1]];
                int source = walk.at[0] + i * walk.step[0];
                if (add) {
                    to.floats()[target] += from.floats()[source];
                } else {
                    move(to, target, from, source);
                }
            }
        } while (walk.next());
    }

    private static void move(Storage.Host dst, int to, Storage.Host src, int from) {
        if (dst.dtype() == DType.FLOAT32) {
            dst.floats()[to] = src.floats()[from];
        } else {
            System.arraycopy(src.array(), from, dst.array(), to, 1);
        }
    }
}
