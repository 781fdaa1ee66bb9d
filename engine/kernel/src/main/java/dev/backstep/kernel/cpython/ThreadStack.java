package dev.backstep.kernel.cpython;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// How much of its stack the thread that runs Python may use. CPython knows where the stack ends, but not
/// that the JVM guards its lowest pages, nor that a call to Java needs room to fail in: without this a deep
/// recursion ends the process instead of raising a RecursionError.
public final class ThreadStack {
    private static final long RESERVE = 1L << 20;

    /// Bytes of a `pthread_attr_t`, with room to spare.
    private static final int ATTRIBUTE_BYTES = 256;

    private ThreadStack() {}

    /// The system's name for the present thread.
    static long self() throws Throwable {
        return (long) function("pthread_self", JAVA_LONG).invokeExact();
    }

    /// [#reserve] for a thread that Python has started. It also makes the thread known to the JVM while it has room.
    public static void reserveForThread() {
        try {
            reserve();
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    /// Tells CPython about the stack of the present thread.
    static void reserve() throws Throwable {
        var system = System.getProperty("os.name");
        if (system.startsWith("Linux")) {
            try (var arena = Arena.ofConfined()) {
                var attributes = arena.allocate(ATTRIBUTE_BYTES, Long.BYTES);
                var found = arena.allocate(JAVA_LONG, 2);
                long self = self();
                int got = (int) function("pthread_getattr_np", JAVA_INT, JAVA_LONG, ADDRESS)
                        .invokeExact(self, attributes);
                int read = (int) function("pthread_attr_getstack", JAVA_INT, ADDRESS, ADDRESS, ADDRESS)
                        .invokeExact(attributes, found, found.asSlice(8));
                int freed = (int)
                        function("pthread_attr_destroy", JAVA_INT, ADDRESS).invokeExact(attributes);
                if (got == 0 && read == 0 && freed == 0) {
                    protect(found.getAtIndex(JAVA_LONG, 0), found.getAtIndex(JAVA_LONG, 1));
                }
            }
        } else if (system.startsWith("Mac")) {
            long self = self();
            long top = (long)
                    function("pthread_get_stackaddr_np", JAVA_LONG, JAVA_LONG).invokeExact(self);
            long size = (long)
                    function("pthread_get_stacksize_np", JAVA_LONG, JAVA_LONG).invokeExact(self);
            protect(top - size, size);
        }
    }

    private static void protect(long start, long size) throws Throwable {
        long reserve = Math.min(RESERVE, size / 2);
        if (reserve > 0) {
            long thread = (long) Library.function("PyThreadState_Get", 0).invokeExact();
            Errors.checked((int) (long) Library.function("PyUnstable_ThreadState_SetStackProtection", 3)
                    .invokeExact(thread, start + reserve, size - reserve));
        }
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
        var linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().find(name).orElseThrow();
        return linker.downcallHandle(address, FunctionDescriptor.of(result, parameters));
    }
}
