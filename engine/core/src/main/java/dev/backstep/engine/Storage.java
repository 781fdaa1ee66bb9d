package dev.backstep.engine;

import dev.backstep.engine.backend.Backend;
import org.jspecify.annotations.Nullable;

/// A block of elements of one dtype on one device. Several tensors may look at one storage.
///
/// On the CPU it is one Java array, so that vector loops and BLAS calls read it in place: `byte[]` for bool (0 or 1),
/// uint8 and int8, `short[]` for int16, float16 and bfloat16 (bits), `int[]`, `long[]`, `float[]` and `double[]`.
/// Other backends extend it.
///
/// Tensors over a counted storage are counted, so that its memory goes back to its backend with the last of them: Note
/// [Who holds a tensor], in [Held].
public abstract class Storage {
    private final DType dtype;
    private final int length;

    /// What is known of its integers, of a device only.
    KnownRange.@Nullable Memory known;

    /// Whether changes may be counted elsewhere than where a tensor looks.
    boolean severalCounters;

    private @Nullable Object note;
    private boolean counted;
    private short tensors;

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

    /// What the engine's observer keeps with this storage, see [Tensor#note()].
    public final @Nullable Object note() {
        return note;
    }

    public final void setNote(@Nullable Object note) {
        this.note = note;
    }

    /// Whether tensors over it are counted.
    public final boolean isCounted() {
        return counted;
    }

    /// Has tensors over it counted from the first on. For backends that take memory [back][Backend#release].
    public final void count() {
        counted = true;
    }

    /// Ends the counting for good: somebody may look at it who is not counted. Its memory is the collector's business.
    public final void keep() {
        counted = false;
    }

    void addTensor() {
        if (tensors == Short.MAX_VALUE) keep();
        else tensors++;
    }

    /// @return whether no tensor is left
    boolean removeTensor() {
        return counted && --tensors == 0;
    }

    /// A storage in the host's memory: an array in the Java heap, except while it is shared with somebody who needs an
    /// address ([NativeMemory]). Of shared ones only [dev.backstep.engine.backend.cpu.SharingBackend] can read.
    public static final class Host extends Storage {
        private static final Object RETURNED = new Returned();

        /// An array, a [NativeMemory], or what fails whoever looks at memory that he has given back.
        private Object array;

        private static final class Returned {}

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

        /// Whether its elements lie in native memory, so that there is no array.
        public boolean isShared() {
            return array instanceof NativeMemory;
        }

        /// The elements of a shared storage.
        public NativeMemory nativeMemory() {
            return (NativeMemory) array;
        }

        void moveTo(Object memory) {
            array = memory;
        }

        /// Takes its memory away. Who looks at it after that gets a ClassCastException.
        ///
        /// @return the array, or the [NativeMemory]
        public Object giveUp() {
            Object memory = array;
            array = RETURNED;
            return memory;
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
