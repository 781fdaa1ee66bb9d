package dev.backstep.kernel.cpython;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// The process's memory, by address.
public final class Memory {
    /// All of it.
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Memory() {}

    /// A piece of it.
    public static MemorySegment at(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    /// A memoryview, through which Python reads and writes. Whoever has it must keep the memory.
    public static PyObject view(MemorySegment memory) {
        return PyObject.result(Api.memoryView(memory.address(), memory.byteSize()));
    }

    public static long getLong(long address) {
        return ALL.get(JAVA_LONG, address);
    }

    static void setLong(long address, long value) {
        ALL.set(JAVA_LONG, address, value);
    }

    static byte getByte(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    /// A text of C that nobody ever frees.
    static long permanentText(String text) {
        return Arena.global().allocateFrom(text).address();
    }

    /// A text of UTF-8 at an address.
    static String text(long address, long bytes) {
        var copy = new byte[Math.toIntExact(bytes)];
        MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, copy, 0, copy.length);
        return new String(copy, StandardCharsets.UTF_8);
    }

    /// A text of C, which ends with a zero byte.
    static String text(long address) {
        return ALL.getString(address);
    }
}
