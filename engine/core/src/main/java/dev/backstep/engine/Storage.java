package dev.backstep.engine;

import org.jspecify.annotations.Nullable;

/// A block of elements of one dtype on one device. Several tensors may look at one storage.
///
/// On the CPU it is one Java array, so that vector loops and BLAS calls read it in place: `byte[]` for bool (0 or 1),
/// uint8 and int8, `short[]` for int16, float16 and bfloat16 (bits), `int[]`, `long[]`, `float[]` and `double[]`.
/// Other backends extend it.
public abstract class Storage {
    private final DType dtype;
    private final int length;

    /// What is known of its integers, of a device only.
    KnownRange.@Nullable Memory known;

    /// Whether changes may be counted elsewhere than where a tensor looks.
    boolean severalCounters;

    protected Storage(DType dtype, int length) {
        this.dtype = dtype;
        this.length = length;
    }

    public final DType dtype() {
        return dtype;
    }

    /// Elements it holds.
    public final int length() {
        return length;
    }

    public abstract Device device();

    /// A storage in the Java heap.
    public static final class Host extends Storage {
        private final Object array;

        /// @param array the array of the type that the dtype calls for
        public Host(DType dtype, Object array, int length) {
            super(dtype, length);
            this.array = array;
        }

        public static Host allocate(DType dtype, int length) {
            Object array = switch (dtype) {
                case BOOL, UINT8, INT8 -> new byte[length];
                case INT16, FLOAT16, BFLOAT16 -> new short[length];
                case INT32 -> new int[length];
                case INT64 -> new long[length];
                case FLOAT32 -> new float[length];
                case FLOAT64 -> new double[length];
            };
            return new Host(dtype, array, length);
        }

        @Override
        public Device device() {
            return Device.CPU;
        }

        public Object array() {
            return array;
        }

        public byte[] bytes() {
            return (byte[]) array;
        }

        public short[] shorts() {
            return (short[]) array;
        }

        public int[] ints() {
            return (int[]) array;
        }

        public long[] longs() {
            return (long[]) array;
        }

        public float[] floats() {
            return (float[]) array;
        }

        public double[] doubles() {
            return (double[]) array;
        }
    }
}
