package dev.backstep.app.cli;

import dev.backstep.app.session.KernelCommand;
import dev.backstep.app.session.KernelPool;
import dev.backstep.app.session.Tasks;
import dev.backstep.recording.protocol.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// A kernel on its way: it starts while the command line is read, which takes about as long.
final class StartedKernel implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 2048;

    private final CompletableFuture<Pool> starting;
    private volatile KernelPool.@Nullable Listener listener;

    private record Pool(KernelPool pool, Tasks tasks) {}

    private StartedKernel(Terminal terminal, boolean alone) {
        starting = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("backstep-kernel-start").start(() -> {
            try {
                starting.complete(start(terminal, alone));
            } catch (RuntimeException | Error e) {
                starting.completeExceptionally(e);
            }
        });
    }

    /// A kernel for the arguments of a command, which need not make sense.
    static StartedKernel of(Terminal terminal, String[] arguments) {
        long files = List.of(arguments).stream()
                .filter(argument -> argument.endsWith(".py"))
                .count();
        return new StartedKernel(terminal, files == 1);
    }

    private Pool start(Terminal terminal, boolean alone) {
        var tasks = new Tasks(Runnable::run);
        var pool = new KernelPool(
                () -> {
                    var command = KernelCommand.find(terminal.properties(), HEAP_MEGABYTES);
                    return alone ? command.forOneProgram() : command;
                },
                tasks,
                0,
                new KernelPool.Listener() {
                    @Override
                    public void stateChanged(KernelPool.State state) {
                        var told = listener;
                        if (told != null) {
                            told.stateChanged(state);
                        }
                    }

                    /// Who wants them asks when the options are known.
                    @Override
                    public boolean wantsDevices() {
                        var told = listener;
                        return told != null && told.wantsDevices();
                    }

                    @Override
                    public void found(Reply.Devices devices) {
                        var told = listener;
                        if (told != null) {
                            told.found(devices);
                        }
                    }

                    @Override
                    public void gpuFailed(String reason) {
                        var told = listener;
                        if (told != null) {
                            told.gpuFailed(reason);
                        }
                    }
                });
        pool.start();
        return new Pool(pool, tasks);
    }

    /// The kernel, and who is told of it from now on.
    KernelPool pool(KernelPool.Listener from) {
        listener = from;
        return pool().pool;
    }

    private Pool pool() {
        try {
            return starting.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        pool().pool.close();
        pool().tasks.close();
    }
}
