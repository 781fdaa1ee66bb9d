package dev.backstep.kernel.walls;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How much memory the kernel may take.
///
/// Python's objects, numpy's arrays and native storages are not in the Java heap, so `-Xmx` does not bound them. The
/// whole process gets half of the machine, for beside it run the window and all else; a small machine gives more, so
/// that there is some room beside the heap.
///
/// @param nativeBytes what may be taken outside the Java heap
/// @param residentBytes what the process may hold in all before the program is ended. It is reached before
///     `nativeBytes` by what grows step by step, and a single large request meets `nativeBytes` first.
public record MemoryLimits(long nativeBytes, long residentBytes) {
    private static final long LEAST_NATIVE = 256L << 20;
    private static final long ROOM_BESIDE_HEAP = 512L << 20;

    /// @param machine the machine's memory, or what a container gives of it
    /// @param heap the most that the Java heap may be
    public static MemoryLimits of(long machine, long heap) {
        long wanted = Math.max(machine / 2, heap + ROOM_BESIDE_HEAP);
        long all = Math.min(wanted, machine / 4 * 3);
        long beside = Math.max(all - heap, LEAST_NATIVE);
        return new MemoryLimits(beside, heap + beside / 8 * 7);
    }

    /// Of this machine and this JVM.
    public static MemoryLimits ofThisProcess() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return of(system.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
    }
}
