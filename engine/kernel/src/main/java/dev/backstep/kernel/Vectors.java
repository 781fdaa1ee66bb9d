package dev.backstep.kernel;

/// Loads the module `jdk.incubator.vector` while the interpreter starts.
///
/// A JVM that is given the module on its command line can use no more than half of an ahead-of-time cache (its module
/// graph is not kept), starts half a second later, and prints a warning. `jdk.internal.module.Modules` loads it for
/// agents in just the same way, which needs `--add-exports java.base/jdk.internal.module=ALL-UNNAMED`. Where that fails
/// the engine's plain loops do.
///
/// A cache cannot be made of a run in which this was done, so `-Dbackstep.vectors=no` leaves it out.
final class Vectors {
    private final Thread thread =
            Thread.ofPlatform().daemon().name("backstep-vectors").start(Vectors::load);

    private static void load() {
        if (System.getProperty("backstep.vectors", "").equals("no")) {
            return;
        }
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, "jdk.incubator.vector");
        } catch (ReflectiveOperationException | RuntimeException e) {
            System.err.println("kernel: there are no vectors: " + e);
        }
    }

    /// Waits until it is loaded.
    void await() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
