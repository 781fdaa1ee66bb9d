package dev.backstep.kernel.walls;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/// The limit that Linux sets on a process's private memory (`RLIMIT_DATA`), for what is not in the Java heap.
///
/// A request beyond it fails, so that Python raises a `MemoryError` and goes on. The JVM's own requests fail, too, and
/// that ends the process: the limit is for the single large request, and [MemoryWatch] for what grows.
///
/// It counts what may be written and is shared with nobody: not what the JVM has only reserved for the heap, but every
/// thread's whole stack.
public final class DataLimit {
    private static final int RLIMIT_DATA = 2;

    /// For what the JVM itself has yet to take: the code that it compiles, classes, more threads.
    private static final long JVM = 384L << 20;

    private DataLimit() {}

    /// Sets the limit, for the whole process. To be called when all of the kernel's threads run and before
    /// [SecondWall#close], after which it cannot be changed.
    ///
    /// @param nativeBytes how much more than now may be taken outside the Java heap
    /// @return the limit that the system has agreed to, in bytes; empty where there is none
    public static OptionalLong allow(long nativeBytes) {
        long now = ProcessStatus.privateBytes();
        if (now == ProcessStatus.UNKNOWN) {
            return OptionalLong.empty();
        }
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long heapGrowth = Math.max(0, heap.getMax() - heap.getCommitted());
        return set(now + heapGrowth + JVM + nativeBytes);
    }

    private static OptionalLong set(long bytes) {
        try (var arena = Arena.ofConfined()) {
            var limit = arena.allocate(JAVA_LONG, 2);
            if (SystemCalls.call(SystemCall.PRLIMIT64, 0, RLIMIT_DATA, 0, limit.address()) != 0) {
                return OptionalLong.empty();
            }
            // Without a limit it is the largest number, which is -1 here.
            long hardest = limit.getAtIndex(JAVA_LONG, 1);
            long least = hardest < 0 ? bytes : Math.min(bytes, hardest);
            limit.setAtIndex(JAVA_LONG, 0, least);
            long result = SystemCalls.call(SystemCall.PRLIMIT64, 0, RLIMIT_DATA, limit.address(), 0);
            return result == 0 ? OptionalLong.of(least) : OptionalLong.empty();
        }
    }
}
