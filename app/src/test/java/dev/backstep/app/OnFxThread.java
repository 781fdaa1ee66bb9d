package dev.backstep.app;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testfx.util.WaitForAsyncUtils;

/// Looks at windows from tests, on the thread that owns them.
public final class OnFxThread {
    private static final int SECONDS = 20;

    private OnFxThread() {}

    /// What the JavaFX thread finds.
    public static <T> T get(Callable<T> question) {
        try {
            return WaitForAsyncUtils.asyncFx(question).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits until something holds, and fails if it does not come to pass.
    public static void await(Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(SECONDS, TimeUnit.SECONDS, () -> get(condition));
        } catch (TimeoutException e) {
            throw new AssertionError("waited in vain for %d s".formatted(SECONDS), e);
        }
    }
}
