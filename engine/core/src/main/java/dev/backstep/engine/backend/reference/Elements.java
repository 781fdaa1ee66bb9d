package dev.backstep.engine.backend.reference;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Strided;

/// Single elements of host storages, of any dtype, as float64 or int64; and where a tensor's elements are.
public final class Elements {
    private Elements() {}

    /// The array behind a tensor's storage.
    public static Storage.Host host(Strided s) {
        return (Storage.Host) s.storage();
    }

    /// The places in the storage of all elements, in row-major order.
    public static int[] positions(Strided s) {
        int[] sizes = s.sizes();
        int[] strides = s.strides();
        int[] positions = new int[s.numel()];
        int[] index = new int[sizes.length];
        int position = s.offset();
        for (int i = 0; i < positions.length; i++) {
            positions[i] = position;
            for (int d = sizes.length - 1; d >= 0; d--) {
                position += strides[d];
                if (++index[d] < sizes[d]) {
                    break;
                }
                position -= sizes[d] * strides[d];
                index[d] = 0;
            }
        }
        return positions;
    }

    public static double readDouble(Storage.Host s, int i) {
        return switch (s.dtype()) {
            case FLOAT32 -> s.floats()[i];
            case FLOAT64 -> s.doubles()[i];
            case FLOAT16 -> Float.float16ToFloat(s.shorts()[i]);
            case BFLOAT16 -> Float.intBitsToFloat(s.shorts()[i] << 16);
            case BOOL, UINT8, INT8, INT16, INT32, INT64 -> readLong(s, i);
        };
    }

    /// Floating elements are truncated.
    public static long readLong(Storage.Host s, int i) {
        return switch (s.dtype()) {
            case BOOL, INT8 -> s.bytes()[i];
            case UINT8 -> Byte.toUnsignedLong(s.bytes()[i]);
            case INT16 -> s.shorts()[i];
            case INT32 -> s.ints()[i];
            case INT64 -> s.longs()[i];
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> truncate(readDouble(s, i), DType.INT64);
        };
    }

    /// Rounds or truncates to the storage's dtype; to bool: is not 0.
    public static void writeDouble(Storage.Host s, int i, double value) {
        switch (s.dtype()) {
            case FLOAT32 -> s.floats()[i] = (float) value;
            case FLOAT64 -> s.doubles()[i] = value;
            case FLOAT16 -> s.shorts()[i] = Float.floatToFloat16((float) value);
            case BFLOAT16 -> s.shorts()[i] = floatToBfloat16((float) value);
            case BOOL -> s.bytes()[i] = (byte) (value != 0 ? 1 : 0);
            case UINT8, INT8, INT16, INT32, INT64 -> writeLong(s, i, truncate(value, s.dtype()));
        }
    }

    /// Wraps to the storage's dtype; to bool: is not 0.
    public static void writeLong(Storage.Host s, int i, long value) {
        switch (s.dtype()) {
            case BOOL -> s.bytes()[i] = (byte) (value != 0 ? 1 : 0);
            case UINT8, INT8 -> s.bytes()[i] = (byte) value;
            case INT16 -> s.shorts()[i] = (short) value;
            case INT32 -> s.ints()[i] = (int) value;
            case INT64 -> s.longs()[i] = value;
            case FLOAT64 -> s.doubles()[i] = value;
            // Directly: by way of float64 it would be rounded twice.
            case FLOAT32, FLOAT16, BFLOAT16 -> writeDouble(s, i, (float) value);
        }
    }

    /// C's conversion as x86 does it, which PyTorch's results show: what does not fit becomes the smallest number (of
    /// int32 for the narrow dtypes, which are then cut off).
    static long truncate(double value, DType to) {
        if (to == DType.INT64) {
            return value >= -0x1p63 && value < 0x1p63 ? (long) value : Long.MIN_VALUE;
        }
        return value > -0x1p31 - 1 && value < 0x1p31 ? (int) value : Integer.MIN_VALUE;
    }

    /// Round to nearest, ties to even.
    public static short floatToBfloat16(float value) {
        if (Float.isNaN(value)) {
            return 0x7fc0;
        }
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
    }

    /// A parameter as an operator of that dtype sees it: PyTorch computes with float32 parameters below float64.
    public static double parameter(double value, DType dtype) {
        return dtype.isFloating() && dtype != DType.FLOAT64 ? (float) value : value;
    }

    /// The smallest number of an integer dtype or bool.
    public static long lowestLong(DType dtype) {
        return switch (dtype) {
            case BOOL, UINT8 -> 0;
            case INT8 -> Byte.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            default -> Long.MIN_VALUE;
        };
    }

    /// The largest number of an integer dtype or bool.
    public static long highestLong(DType dtype) {
        return switch (dtype) {
            case BOOL -> 1;
            case UINT8 -> 255;
            default -> -1 - lowestLong(dtype);
        };
    }
}
