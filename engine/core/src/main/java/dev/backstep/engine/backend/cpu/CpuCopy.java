package dev.backstep.engine.backend.cpu;

import static dev.backstep.engine.backend.reference.Elements.host;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.reference.Elements;
import java.util.Arrays;

/// Copies, conversions and fills.
final class CpuCopy {
    private CpuCopy() {}

    static void copy(Strided dst, Strided src) {
        // A view of nothing may begin beyond the end of its storage.
        if (dst.numel() == 0) return;
        if (dst.isContiguous() && src.isContiguous() && dst.dtype() == src.dtype()) {
            System.arraycopy(host(src).array(), src.offset(), host(dst).array(), dst.offset(), dst.numel());
            return;
        }
        var walk = Walk.inAnyOrder(dst.sizes(), dst, src);
        if (walk.length == 0) {
            return;
        }
        do {
            line(host(dst), walk.at[0], walk.step[0], host(src), walk.at[1], walk.step[1], walk.length);
        } while (walk.next());
    }

    private static void line(Storage.Host dst, int to, int stepTo, Storage.Host src, int from, int step, int n) {
        if (dst.dtype() != src.dtype()) {
            convert(dst, to, stepTo, src, from, step, n);
        } else if (stepTo == 1 && step == 1) {
            System.arraycopy(src.array(), from, dst.array(), to, n);
        } else {
            switch (dst.dtype()) {
                case FLOAT32 -> floats(dst.floats(), to, stepTo, src.floats(), from, step, n);
                case FLOAT64 -> doubles(dst.doubles(), to, stepTo, src.doubles(), from, step, n);
                case INT64 -> longs(dst.longs(), to, stepTo, src.longs(), from, step, n);
                case BOOL, UINT8, INT8 -> bytes(dst.bytes(), to, stepTo, src.bytes(), from, step, n);
                case INT16, INT32, FLOAT16, BFLOAT16 -> {
                    for (int i = 0; i < n; i++) {
                        System.arraycopy(src.array(), from + i * step, dst.array(), to + i * stepTo, 1);
                    }
                }
            }
        }
    }

    private static void floats(float[] dst, int to, int stepTo, float[] src, int from, int step, int n) {
        for (int i = 0; i < n; i++) {
            dst[to + i * stepTo] = src[from + i * step];
        }
    }

    private static void doubles(double[] dst, int to, int stepTo, double[] src, int from, int step, int n) {
        for (int i = 0; i < n; i++) {
            dst[to + i * stepTo] = src[from + i * step];
        }
    }

    private static void longs(long[] dst, int to, int stepTo, long[] src, int from, int step, int n) {
        for (int i = 0; i < n; i++) {
            dst[to + i * stepTo] = src[from + i * step];
        }
    }

    private static void bytes(byte[] dst, int to, int stepTo, byte[] src, int from, int step, int n) {
        for (int i = 0; i < n; i++) {
            dst[to + i * stepTo] = src[from + i * step];
        }
    }

    private static void convert(Storage.Host dst, int to, int stepTo, Storage.Host src, int from, int step, int n) {
        switch (dst.dtype()) {
            case FLOAT32 -> {
                switch (src.dtype()) {
                    case FLOAT64 -> floats(dst.floats(), to, stepTo, src.doubles(), from, step, n);
                    case INT64 -> floats(dst.floats(), to, stepTo, src.longs(), from, step, n);
                    // What comparisons are turned into when their results are averaged or multiplied.
                    case BOOL -> floats(dst.floats(), to, stepTo, src.bytes(), from, step, n);
                    default -> convertAny(dst, to, stepTo, src, from, step, n);
                }
            }
            case FLOAT64 -> {
                switch (src.dtype()) {
                    case FLOAT32 -> doubles(dst.doubles(), to, stepTo, src.floats(), from, step, n);
                    case INT64 -> doubles(dst.doubles(), to, stepTo, src.longs(), from, step, n);
                    default -> convertAny(dst, to, stepTo, src, from, step, n);
                }
            }
            default -> convertAny(dst, to, stepTo, src, from, step, n);
        }
    }

    private static void convertAny(Storage.Host dst, int to, int stepTo, Storage.Host src, int from, int step, int n) {
        if (src.dtype().isFloating()) {
            for (int i = 0; i < n; i++) {
                Elements.writeDouble(dst, to + i * stepTo, Elements.readDouble(src, from + i * step));
            }
        } else {
            for (int i = 0; i < n; i++) {
                Elements.writeLong(dst, to + i * stepTo, Elements.readLong(src, from + i * step));
            }
        }
    }

    private static void floats(float[] dst, int to, int stepTo, double[] src, int from, int step, int n) {
        for (int i = 0; i < n; i++) {
            dst[to + i * stepTo] = (float) src[from + i * step];
        }
    }

    private static void floats(float[] dst, int to, int stepTo, long[] src, int from, int step, int n) {
        for (int i = 0; i < n; i++) {
            dst[to + i * stepTo] = src[from + i * step];
        }
    }

    private static void floats(float[] dst, int to, int stepTo, byte[] src, int from, int step, int n) {
        for (int i = 0; i < n; i++) {
            dst[to + i * stepTo] = src[from + i * step];
        }
    }

    private static void doubles(double[] dst, int to, int stepTo, float[] src, int from, int step, int n) {
        for (int i = 0; i < n; i++) {
            dst[to + i * stepTo] = src[from + i * step];
        }
    }

    private static void doubles(double[] dst, int to, int stepTo, long[] src, int from, int step, int n) {
        for (int i = 0; i < n; i++) {
            dst[to + i * stepTo] = src[from + i * step];
        }
    }

    static void fill(Strided dst, double value, long bits) {
        Storage.Host storage = host(dst);
        if (dst.isContiguous()) {
            // A view of nothing may begin beyond the end of its storage.
            if (dst.numel() > 0) {
                fillLine(storage, dst.offset(), dst.numel(), value, bits);
            }
            return;
        }
        var walk = Walk.inAnyOrder(dst.sizes(), dst);
        if (walk.length == 0) {
            return;
        }
        do {
            int to = walk.at[0];
            int step = walk.step[0];
            if (step == 1) {
                fillLine(storage, to, walk.length, value, bits);
                continue;
            }
            for (int i = 0; i < walk.length; i++) {
                fillLine(storage, to + i * step, 1, value, bits);
            }
        } while (walk.next());
    }

    private static void fillLine(Storage.Host dst, int to, int n, double value, long bits) {
        int end = to + n;
        switch (dst.dtype()) {
            case BOOL -> Arrays.fill(dst.bytes(), to, end, (byte) (bits != 0 ? 1 : 0));
            case UINT8, INT8 -> Arrays.fill(dst.bytes(), to, end, (byte) bits);
            case INT16 -> Arrays.fill(dst.shorts(), to, end, (short) bits);
            case FLOAT16 -> Arrays.fill(dst.shorts(), to, end, Float.floatToFloat16((float) value));
            case BFLOAT16 -> Arrays.fill(dst.shorts(), to, end, Elements.floatToBfloat16((float) value));
            case INT32 -> Arrays.fill(dst.ints(), to, end, (int) bits);
            case INT64 -> Arrays.fill(dst.longs(), to, end, bits);
            case FLOAT32 -> Arrays.fill(dst.floats(), to, end, (float) value);
            case FLOAT64 -> Arrays.fill(dst.doubles(), to, end, value);
        }
    }

    static double[] readDoubles(Strided in) {
        double[] result = new double[in.numel()];
        copy(all(new Storage.Host(DType.FLOAT64, result, result.length), in), in);
        return result;
    }

    static long[] readLongs(Strided in) {
        long[] result = new long[in.numel()];
        copy(all(new Storage.Host(DType.INT64, result, result.length), in), in);
        return result;
    }

    private static Strided all(Storage.Host storage, Strided like) {
        return View.contiguous(storage, like.sizes());
    }
}
