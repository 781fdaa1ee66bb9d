package dev.backstep.app.graph.layout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Runs work that recurses very deeply.
final class DeepStack {
    /// Reserved, not used: the system hands out only what the recursion touches.
    private static final long BYTES = 1L << 30;

    private DeepStack() {}

    /// Runs `work` and waits for it.
    ///
    /// @param needed whether the calling thread's own stack may be too small
    static void run(boolean needed, Runnable work) {
        if (!needed) {
            work.run();
            return;
        }
        var done = new CompletableFuture<Void>();
        var thread = new Thread(
                null,
                () -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                },
                "deep-stack",
                BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            done.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }
}
