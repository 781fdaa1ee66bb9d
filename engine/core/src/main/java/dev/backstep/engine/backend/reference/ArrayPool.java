package dev.backstep.engine.backend.reference;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Reuse;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Arrays of storages that were given back, for the next storages of their type and about their length. The JVM would
/// set each new array to zero, and collect it later.
///
/// It holds up to a share of the heap, and throws away first what has been out of use for longest.
public final class ArrayPool {
    /// Arrays below this many bytes cost less from the JVM.
    static final int SMALLEST = 8192;

    /// An array may be longer than its storage by this part.
    private static final int SLACK = 8;

    private static final int SHARE_OF_HEAP = 8;

    /// From so many bytes on an array is looked after before it is made: several of these fill a heap faster than
    /// anybody else can notice, and an allocation that fails may be one that nobody can answer for.
    private static final int LARGE = 1 << 18;

    /// The part of the heap that stays free of large arrays.
    private static final int RESERVE = 8;

    private final boolean checks;
    private final long most;
    private final Shelf[] shelves = new Shelf[Kind.values().length];
    private long held;
    private long hits;
    private long misses;
    private long uses;

    /// Types of arrays.
    private enum Kind {
        BYTES,
        SHORTS,
        INTS,
        LONGS,
        FLOATS,
        DOUBLES;

        static Kind of(DType dtype) {
            return switch (dtype) {
                case BOOL, UINT8, INT8 -> BYTES;
                case INT16, FLOAT16, BFLOAT16 -> SHORTS;
                case INT32 -> INTS;
                case INT64 -> LONGS;
                case FLOAT32 -> FLOATS;
                case FLOAT64 -> DOUBLES;
            };
        }
    }

    /// The arrays of one type, by length.
    private static final class Shelf {
        private Stack[] stacks = new Stack[4];
        private int count;

        /// The place of the shortest that is at least so long.
        int find(int length) {
            int from = 0;
            int to = count;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (stacks[middle].length < length) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }

        Stack of(int length, int bytesEach) {
            int at = find(length);
            if (at < count && stacks[at].length == length) {
                return stacks[at];
            }
            if (count == stacks.length) {
                stacks = Arrays.copyOf(stacks, 2 * count);
            }
            System.arraycopy(stacks, at, stacks, at + 1, count - at);
            count++;
            stacks[at] = new Stack(length, (long) length * bytesEach);
            return stacks[at];
        }

        void remove(Stack stack) {
            int at = find(stack.length);
            System.arraycopy(stacks, at + 1, stacks, at, --count - at);
            stacks[count] = null;
        }
    }

    /// Arrays of one type and length, that used last on top: it may still be in a cache.
    private static final class Stack {
        final int length;
        final long bytes;
        final Deque<Object> arrays = new ArrayDeque<>();
        long used;

        Stack(int length, long bytes) {
            this.length = length;
            this.bytes = bytes;
        }
    }

    /// @param kind not [Reuse#NONE]
    public ArrayPool(Reuse kind) {
        this(kind, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /// @param most the most bytes to hold
    public ArrayPool(Reuse kind, long most) {
        checks = kind == Reuse.CHECK;
        this.most = most;
        Arrays.setAll(shelves, i -> new Shelf());
    }

    /// A storage with undefined contents. It is counted if it is large enough to come back.
    public Storage.Host allocate(DType dtype, int length) {
        if ((long) length * dtype.bytes() < SMALLEST && !checks) {
            return Storage.Host.allocate(dtype, length);
        }
        Object array = take(dtype, length);
        Storage.Host storage = array == null ? fresh(dtype, length) : new Storage.Host(dtype, array, length);
        storage.count();
        return storage;
    }

    private Storage.Host fresh(DType dtype, int length) {
        misses++;
        makeRoom((long) length * dtype.bytes());
        Storage.Host storage;
        try {
            storage = Storage.Host.allocate(dtype, length);
        } catch (OutOfMemoryError full) {
            if (held == 0) {
                throw full;
            }
            clear();
            storage = Storage.Host.allocate(dtype, length);
        }
        if (checks) {
            spoil(storage.array());
        }
        return storage;
    }

    /// @throws EngineException if not even a collection leaves room for a large array
    private void makeRoom(long bytes) {
        if (bytes < LARGE || hasRoom(bytes)) {
            return;
        }
        clear();
        System.gc();
        if (!hasRoom(bytes)) {
            throw EngineException.runtime(
                    ("[enforce fail at alloc_cpu.cpp:75] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to"
                                    + " allocate %d bytes. Error code 12 (Cannot allocate memory)")
                            .formatted(bytes));
        }
    }

    private static boolean hasRoom(long bytes) {
        var jvm = Runtime.getRuntime();
        long used = jvm.totalMemory() - jvm.freeMemory();
        return used + bytes <= jvm.maxMemory() - jvm.maxMemory() / RESERVE;
    }

    private @Nullable Object take(DType dtype, int length) {
        Shelf shelf = shelves[Kind.of(dtype).ordinal()];
        int at = shelf.find(length);
        // Empty stacks stay, so that a loop does not make them anew.
        for (; at < shelf.count && shelf.stacks[at].length - length <= length / SLACK; at++) {
            Stack stack = shelf.stacks[at];
            Object array = stack.arrays.poll();
            if (array == null) {
                continue;
            }
            stack.used = ++uses;
            held -= stack.bytes;
            hits++;
            return array;
        }
        return null;
    }

    /// Takes the array of a storage that nobody looks at any more.
    public void release(Storage.Host storage) {
        Object array = storage.giveUp();
        if (checks) {
            spoil(array);
            return;
        }
        Stack stack = shelves[Kind.of(storage.dtype()).ordinal()].of(
                Array.getLength(array), storage.dtype().bytes());
        if (stack.bytes > most) {
            return;
        }
        stack.used = ++uses;
        stack.arrays.push(array);
        held += stack.bytes;
        while (held > most) {
            throwAway();
        }
    }

    private void throwAway() {
        Shelf home = shelves[0];
        Stack oldest = null;
        for (Shelf shelf : shelves) {
            for (int i = 0; i < shelf.count; i++) {
                Stack stack = shelf.stacks[i];
                if (oldest != null && stack.used >= oldest.used) {
                    continue;
                }
                oldest = stack;
                home = shelf;
            }
        }
        if (oldest == null) {
            return;
        }
        // Of the stack used last all but that array are old.
        if (oldest.arrays.pollLast() == null) {
            home.remove(oldest);
        } else {
            held -= oldest.bytes;
        }
    }

    /// Leaves all of them to the garbage collector.
    public void clear() {
        Arrays.setAll(shelves, i -> new Shelf());
        held = 0;
    }

    /// Bytes of the arrays that wait.
    public long held() {
        return held;
    }

    /// How many storages got an array that had come back.
    public long hits() {
        return hits;
    }

    /// How many storages large enough got a new array.
    public long misses() {
        return misses;
    }

    /// Fills an array with what nobody takes for a result.
    private static void spoil(Object array) {
        switch (array) {
            case byte[] bytes -> Arrays.fill(bytes, (byte) 0x5a);
            // NaN in float16 and in bfloat16.
            case short[] shorts -> Arrays.fill(shorts, (short) 0x7fff);
            case int[] ints -> Arrays.fill(ints, 0x5a5a5a5a);
            case long[] longs -> Arrays.fill(longs, 0x5a5a5a5a5a5a5a5aL);
            case float[] floats -> Arrays.fill(floats, Float.NaN);
            case double[] doubles -> Arrays.fill(doubles, Double.NaN);
            default -> throw new IllegalArgumentException(array.getClass().getName());
        }
    }
}
