package dev.backstep.app.tasks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.backstep.app.kernel.KernelPool;
import dev.backstep.app.kernel.ScriptedKernel;
import dev.backstep.recording.protocol.Request;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackgroundTest {
    @Test
    void workIsRefusedOnTheJavaFxThreadOnly() throws Exception {
        assertDoesNotThrow(Background::only);
        assertNull(thrownBy("backstep-worker-1", Background::only));
        assertInstanceOf(IllegalStateException.class, thrownBy("JavaFX Application Thread", Background::only));
    }

    @Test
    void theJavaFxThreadCannotRunPrograms() throws Exception {
        try (var tasks = new Tasks(Runnable::run);
                var pool = new KernelPool(ScriptedKernel::command, tasks, 0, state -> {})) {
            var thrown = thrownBy("JavaFX Application Thread", () -> {
                try {
                    pool.run(
                            new Request.Run(1, "program.py", "print one", "", 0, "cpu", true, false),
                            Duration.ofSeconds(30),
                            text -> {});
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            assertInstanceOf(IllegalStateException.class, thrown);
        }
    }

    private static @Nullable Throwable thrownBy(String thread, Runnable action) throws InterruptedException {
        var thrown = new AtomicReference<@Nullable Throwable>();
        Thread.ofPlatform()
                .name(thread)
                .uncaughtExceptionHandler((who, e) -> thrown.set(e))
                .start(action)
                .join();
        return thrown.get();
    }
}
