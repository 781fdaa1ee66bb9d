package dev.backstep.app.cli;

import dev.backstep.app.kernel.KernelCommand;
import dev.backstep.app.kernel.KernelPool;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.protocol.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A kernel on its way: it starts while the command line is read, which takes about as long.
final class StartedKernel implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 2048;

    /// As long as the command is not known. Who wants to know the devices asks when the options are known.
    private static final KernelPool.Listener NOBODY = new KernelPool.Listener() {
        @Override
        public void stateChanged(KernelPool.State state) {}

        @Override
        public boolean wantsDevices() {
            return false;
        }
    };

    private final CompletableFuture<Pool> starting;
    private volatile KernelPool.Listener listener = NOBODY;

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
                        listener.stateChanged(state);
                    }

                    @Override
                    public boolean wantsDevices() {
                        return listener.wantsDevices();
                    }

                    @Override
                    public void found(Reply.Devices devices) {
                        listener.found(devices);
                    }

                    @Override
                    public void gpuFailed(String reason) {
                        listener.gpuFailed(reason);
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
