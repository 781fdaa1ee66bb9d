package dev.backstep.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Optional;
import java.util.function.Supplier;
import javax.management.NotificationEmitter;

/// Tells when so much of the heap is in use that a program had better end.
///
/// Without it a program that hoards ends in a crawl from one collection to the next, and when an allocation fails
/// nobody
/// can tell who missed it. Ended before that, a program leaves the process as it was. One that fills the rest of the
/// heap faster than it can be ended still makes an allocation fail.
final class MemoryGuard {
    /// How much of the old generation may be in use.
    private static final double LIMIT = 0.65;

    private MemoryGuard() {}

    /// @param program gives what ends the program that runs then; is called on a thread of the JVM, and must be quick
    static void install(Supplier<Runnable> program) {
        var found = oldGeneration();
        if (found.isEmpty()) {
            return;
        }
        var pool = found.get();
        long limit = (long) (pool.getUsage().getMax() * LIMIT);
        pool.setUsageThreshold(limit);
        var memory = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
        memory.addNotificationListener(
                (notification, _) -> {
                    // Some of it may be garbage; only a collection tells. The program stands still meanwhile.
                    var end = program.get();
                    System.gc();
                    if (pool.getUsage().getUsed() > limit) {
                        end.run();
                    }
                },
                notification -> notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED),
                null);
    }

    /// Of the heap's pools it is the old generation that can have a limit on what it holds at any time.
    private static Optional<MemoryPoolMXBean> oldGeneration() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .filter(MemoryPoolMXBean::isUsageThresholdSupported)
                .filter(pool -> pool.getUsage().getMax() > 0)
                .findFirst();
    }
}
