package dev.backstep.kernel.cpython;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.util.Objects;

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
        return (long) function("pthread_self").invokeExact(0L, 0L, 0L, 0L);
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
                long attributes = arena.allocate(ATTRIBUTE_BYTES, Long.BYTES).address();
                var found = arena.allocate(JAVA_LONG, 2);
                long self = self();
                int got = (int) (long) function("pthread_getattr_np").invokeExact(self, attributes, 0L, 0L);
                int read = (int) (long) function("pthread_attr_getstack")
                        .invokeExact(attributes, found.address(), found.address() + Long.BYTES, 0L);
                int freed = (int) (long) function("pthread_attr_destroy").invokeExact(attributes, 0L, 0L, 0L);
                if (got == 0 && read == 0 && freed == 0) {
                    protect(found.getAtIndex(JAVA_LONG, 0), found.getAtIndex(JAVA_LONG, 1));
                }
            }
        } else if (system.startsWith("Mac")) {
            long self = self();
            long top = (long) function("pthread_get_stackaddr_np").invokeExact(self, 0L, 0L, 0L);
            long size = (long) function("pthread_get_stacksize_np").invokeExact(self, 0L, 0L, 0L);
            protect(top - size, size);
        }
    }

    private static void protect(long start, long size) throws Throwable {
        long reserve = Math.min(RESERVE, size / 2);
        if (reserve > 0) {
            long thread = (long) Library.function("PyThreadState_Get").invokeExact(0L, 0L, 0L, 0L);
            Errors.checked((int) (long) Library.function("PyUnstable_ThreadState_SetStackProtection")
                    .invokeExact(thread, start + reserve, size - reserve, 0L));
        }
    }

    private static MethodHandle function(String name) {
        return Objects.requireNonNull(Library.ofSystem(name), name);
    }
}
