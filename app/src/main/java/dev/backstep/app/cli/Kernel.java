package dev.backstep.app.cli;

import dev.backstep.app.kernel.KernelPool;
import dev.backstep.app.kernel.KernelPool.Outcome;
import dev.backstep.app.kernel.Program;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One warm kernel for all programs of a command.
final class Kernel implements AutoCloseable {
    private final StartedKernel started;
    private final KernelPool pool;
    private final CompletableFuture<Reply.Devices> devices = new CompletableFuture<>();
    private final RunOptions options;
    private final Duration limit;
    private volatile String device;
    private long runs;

    /// What came of a program.
    ///
    /// @param recording null if none was asked for, or the kernel is gone
    record Result(boolean failed, @Nullable Recording recording) {}

    /// @throws RefusedException if there is no kernel, or an option makes no sense
    Kernel(Terminal terminal, RunOptions options) throws RefusedException {
        this.options = options;
        this.limit = options.limit();
        started = terminal.kernel();
        pool = started.pool(new KernelPool.Listener() {
            @Override
            public void stateChanged(KernelPool.State state) {
                if (state == KernelPool.State.DEAD) {
                    devices.completeExceptionally(new IOException("there is no kernel"));
                }
            }

            @Override
            public boolean wantsDevices() {
                // Not once more where that has ended a kernel.
                return options.onGpu() && !devices.isDone();
            }

            @Override
            public void found(Reply.Devices found) {
                if (!devices.complete(found) && found.noGpuReason() != null) {
                    device = "cpu";
                }
            }

            @Override
            public void gpuFailed(String reason) {
                if (!devices.complete(new Reply.Devices(List.of(), reason))) {
                    terminal.say("further programs run on the CPU. " + reason);
                    device = "cpu";
                }
            }
        });
        device = options.device;
        if (options.onGpu()) {
            pool.findDevices();
            fallBackWithoutGpu(terminal);
        }
    }

    private void fallBackWithoutGpu(Terminal terminal) throws RefusedException {
        try {
            var found = devices.get(2, TimeUnit.MINUTES);
            if (found.noGpuReason() != null) {
                terminal.say("there is no GPU, so programs run on the CPU. " + found.noGpuReason());
                device = "cpu";
            } else if (!device.equals("gpu")
                    && found.devices().stream().noneMatch(one -> one.id().equals(device))) {
                var names = found.devices().stream()
                        .map(one -> "%n  %-5s  %s".formatted(one.id(), one.name()))
                        .collect(Collectors.joining());
                throw new RefusedException("There is no %s. There are:%s".formatted(device, names));
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new RefusedException("The kernel could not be started.", e);
        } catch (InterruptedException e) {
            throw new RefusedException("Interrupted.", e);
        }
    }

    /// Runs a program to its end. Everything it prints, its traceback and any words about its kernel go to `output`.
    ///
    /// @throws RefusedException if there is no kernel
    Result run(Program program, boolean record, Output output) throws RefusedException {
        var request = program.request(++runs, options.seed, device, record);
        try {
            return switch (pool.run(request, limit, audience(program, output))) {
                case Outcome.Finished(var reply) -> result(reply, output);
                case Outcome.TimedOut(var time, var reply) -> {
                    output.print(
                            Event.Stream.ERR,
                            "backstep: %s was stopped after %s s.%n".formatted(program.name(), seconds(time)));
                    yield new Result(true, reply == null ? null : reply.recording());
                }
                case Outcome.Died(var message) -> {
                    output.print(Event.Stream.ERR, "backstep: %s: %s%n".formatted(program.name(), message));
                    yield new Result(true, null);
                }
                case Outcome.Killed() -> new Result(true, null);
                case Outcome.Unavailable(var message) -> throw new RefusedException(message);
            };
        } catch (InterruptedException e) {
            throw new RefusedException("Interrupted.", e);
        }
    }

    private static KernelPool.Audience audience(Program program, Output output) {
        return new KernelPool.Audience() {
            @Override
            public void printed(Reply.Output text) {
                output.print(text.stream(), text.text());
            }

            @Override
            public void restarted(Reply.Restarted again) {
                output.startAnew();
                output.print(
                        Event.Stream.ERR,
                        "backstep: %s starts anew on the CPU; what it printed so far counts no more. %s%n"
                                .formatted(program.name(), again.reason()));
            }
        };
    }

    private static Result result(Reply.Finished reply, Output output) {
        if (reply.error() != null) {
            output.print(Event.Stream.ERR, reply.error().endsWith("\n") ? reply.error() : reply.error() + "\n");
        }
        return new Result(reply.end() != Recording.End.FINISHED, reply.recording());
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? Long.toString(time.toSeconds())
                : Double.toString(time.toMillis() / 1000.0);
    }

    @Override
    public void close() {
        started.close();
    }
}
