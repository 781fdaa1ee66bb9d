package dev.backstep.engine.backend.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Strided;
import java.lang.foreign.MemorySegment;

/// Copies elements between arrays and native memory, without converting them: of float16 and bfloat16 the bits.
public final class NativeElements {
    private NativeElements() {}

    /// Copies all of an array's storage to native memory.
    public static void write(Storage.Host from, MemorySegment to) {
        write(from.array(), 0, 1, to, 0, 1, from.length());
    }

    /// Fills an array's storage from native memory.
    public static void read(MemorySegment from, Storage.Host to) {
        read(from, 0, 1, to.array(), 0, 1, to.length());
    }

    /// Copies a tensor in native memory to one of equal sizes and dtype in an array.
    static void read(Strided from, Strided to) {
        if (to.numel() == 0) {
            return;
        }
        MemorySegment memory = memoryOf(from);
        Object array = ((Storage.Host) to.storage()).array();
        var walk = new Walk(to.sizes(), to, from);
        do {
            read(memory, walk.at[1], walk.step[1], array, walk.at[0], walk.step[0], walk.length);
        } while (walk.next());
    }

    /// Copies a tensor in an array to one of equal sizes and dtype in native memory.
    static void write(Strided from, Strided to) {
        if (to.numel() == 0) {
            return;
        }
        MemorySegment memory = memoryOf(to);
        Object array = ((Storage.Host) from.storage()).array();
        var walk = new Walk(to.sizes(), to, from);
        do {
            write(array, walk.at[1], walk.step[1], memory, walk.at[0], walk.step[0], walk.length);
        } while (walk.next());
    }

    private static MemorySegment memoryOf(Strided s) {
        return ((Storage.Host) s.storage()).nativeMemory().segment();
    }

    private static void read(MemorySegment from, int at, int step, Object array, int to, int stepTo, int n) {
        boolean dense = step == 1 && stepTo == 1;
        switch (array) {
            case byte[] a -> {
                if (dense) {
                    MemorySegment.copy(from, JAVA_BYTE, at, a, to, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        a[to + i * stepTo] = from.get(JAVA_BYTE, at + (long) i * step);
                    }
                }
            }
            case short[] a -> {
                var layout = JAVA_SHORT_UNALIGNED;
                if (dense) {
                    MemorySegment.copy(from, layout, at * 2L, a, to, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        a[to + i * stepTo] = from.get(layout, 2 * (at + (long) i * step));
                    }
                }
            }
            case int[] a -> {
                var layout = JAVA_INT_UNALIGNED;
                if (dense) {
                    MemorySegment.copy(from, layout, at * 4L, a, to, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        a[to + i * stepTo] = from.get(layout, 4 * (at + (long) i * step));
                    }
                }
            }
            case long[] a -> {
                var layout = JAVA_LONG_UNALIGNED;
                if (dense) {
                    MemorySegment.copy(from, layout, at * 8L, a, to, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        a[to + i * stepTo] = from.get(layout, 8 * (at + (long) i * step));
                    }
                }
            }
            case float[] a -> {
                var layout = JAVA_FLOAT_UNALIGNED;
                if (dense) {
                    MemorySegment.copy(from, layout, at * 4L, a, to, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        a[to + i * stepTo] = from.get(layout, 4 * (at + (long) i * step));
                    }
                }
            }
            case double[] a -> {
                var layout = JAVA_DOUBLE_UNALIGNED;
                if (dense) {
                    MemorySegment.copy(from, layout, at * 8L, a, to, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        a[to + i * stepTo] = from.get(layout, 8 * (at + (long) i * step));
                    }
                }
            }
            default -> throw new IllegalArgumentException(array.getClass().getName());
        }
    }

    private static void write(Object array, int at, int step, MemorySegment memory, int to, int stepTo, int n) {
        boolean dense = step == 1 && stepTo == 1;
        switch (array) {
            case byte[] a -> {
                if (dense) {
                    MemorySegment.copy(a, at, memory, JAVA_BYTE, to, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        memory.set(JAVA_BYTE, to + (long) i * stepTo, a[at + i * step]);
                    }
                }
            }
            case short[] a -> {
                var layout = JAVA_SHORT_UNALIGNED;
                if (dense) {
                    MemorySegment.copy(a, at, memory, layout, to * 2L, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        memory.set(layout, 2 * (to + (long) i * stepTo), a[at + i * step]);
                    }
                }
            }
            case int[] a -> {
                var layout = JAVA_INT_UNALIGNED;
                if (dense) {
                    MemorySegment.copy(a, at, memory, layout, to * 4L, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        memory.set(layout, 4 * (to + (long) i * stepTo), a[at + i * step]);
                    }
                }
            }
            case long[] a -> {
                var layout = JAVA_LONG_UNALIGNED;
                if (dense) {
                    MemorySegment.copy(a, at, memory, layout, to * 8L, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        memory.set(layout, 8 * (to + (long) i * stepTo), a[at + i * step]);
                    }
                }
            }
            case float[] a -> {
                var layout = JAVA_FLOAT_UNALIGNED;
                if (dense) {
                    MemorySegment.copy(a, at, memory, layout, to * 4L, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        memory.set(layout, 4 * (to + (long) i * stepTo), a[at + i * step]);
                    }
                }
            }
            case double[] a -> {
                var layout = JAVA_DOUBLE_UNALIGNED;
                if (dense) {
                    MemorySegment.copy(a, at, memory, layout, to * 8L, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        memory.set(layout, 8 * (to + (long) i * stepTo), a[at + i * step]);
                    }
                }
            }
            default -> throw new IllegalArgumentException(array.getClass().getName());
        }
    }
}
