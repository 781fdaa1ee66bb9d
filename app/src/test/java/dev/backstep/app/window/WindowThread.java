package dev.backstep.app.window;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Stands for the JavaFX application thread in tests of what is behind the window.
final class WindowThread implements Executor, AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @Override
    public void execute(Runnable task) {
        if (!thread.isShutdown()) {
            thread.execute(task);
        }
    }

    <T> T call(Callable<T> task) throws Exception {
        return thread.submit(task).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void run(Runnable task) throws Exception {
        call(Executors.callable(task));
    }

    /// Waits until a condition holds, which is asked on this thread.
    void await(BooleanSupplier condition, Supplier<String> description) throws Exception {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!call(condition::getAsBoolean)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not happen in time: " + call(description::get));
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
