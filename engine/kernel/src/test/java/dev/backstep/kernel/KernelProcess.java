package dev.backstep.kernel;

import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Frames;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A kernel in a process of its own, as the app starts it.
final class KernelProcess implements AutoCloseable {
    /// Far more than anything takes, even on a machine that is busy with something else.
    private static final long PATIENCE_SECONDS = 120;

    private static @Nullable KernelProcess shared;
    private static @Nullable KernelProcess sharedOnGpu;

    private final Process process;
    private final Reply.Ready ready;
    private final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    private volatile boolean closed;
    private final AtomicLong ids = new AtomicLong();

    /// What a run answered.
    record Answer(List<Reply.Output> outputs, Reply.Finished finished) {
        String out() {
            return text(Event.Stream.OUT);
        }

        String err() {
            return text(Event.Stream.ERR);
        }

        /// Both streams, in order.
        String console() {
            return outputs.stream().map(Reply.Output::text).collect(Collectors.joining());
        }

        String error() {
            var error = finished.error();
            return error == null ? "" : error;
        }

        Recording recording() {
            var recording = finished.recording();
            if (recording == null) {
                throw new AssertionError("no recording");
            }
            return recording;
        }

        private String text(Event.Stream stream) {
            return outputs.stream()
                    .filter(output -> output.stream() == stream)
                    .map(Reply.Output::text)
                    .collect(Collectors.joining());
        }
    }

    private KernelProcess(String... options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
                "-Dbackstep.python=" + System.getProperty("backstep.python"),
                "-Ddev.backstep.natives=" + System.getProperty("dev.backstep.natives"),
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                KernelMain.class.getName()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread.ofPlatform().daemon().name("kernel-replies").start(this::listen);
        ready = (Reply.Ready) next();
    }

    static KernelProcess start(String... options) throws IOException, InterruptedException {
        return new KernelProcess(options);
    }

    /// The kernel that all tests use which do not hurt it.
    static synchronized KernelProcess shared() throws IOException, InterruptedException {
        if (shared == null || !shared.process.isAlive()) {
            shared = startForAll();
        }
        return shared;
    }

    /// [#shared] for programs on a GPU, which need a process that the system does not hold.
    static synchronized KernelProcess sharedOnGpu() throws IOException, InterruptedException {
        if (sharedOnGpu == null || !sharedOnGpu.process.isAlive()) {
            sharedOnGpu = startForAll();
        }
        return sharedOnGpu;
    }

    private static KernelProcess startForAll() throws IOException, InterruptedException {
        var kernel = new KernelProcess("-Xmx1g");
        Runtime.getRuntime().addShutdownHook(new Thread(kernel.process::destroyForcibly));
        return kernel;
    }

    Reply.Ready ready() {
        return ready;
    }

    /// Asks what programs can run on.
    Reply.Devices devices() throws IOException, InterruptedException {
        send(new Request.FindDevices());
        return (Reply.Devices) next();
    }

    Process process() {
        return process;
    }

    /// Runs a program and waits for its end.
    Answer run(String source) throws IOException, InterruptedException {
        return run("program.py", source, 0, true);
    }

    /// Runs a program on a device and waits for its end.
    Answer run(String source, String device) throws IOException, InterruptedException {
        return answer(begin("program.py", source, "", 0, device, true));
    }

    Answer run(String name, String source, long seed, boolean record) throws IOException, InterruptedException {
        return answer(begin(name, source, "", seed, record));
    }

    /// @return the run's identifier
    long begin(String name, String source, String folder, long seed, boolean record) throws IOException {
        return begin(name, source, folder, seed, "cpu", record);
    }

    /// @return the run's identifier
    long begin(String name, String source, String folder, long seed, String device, boolean record) throws IOException {
        return begin(name, source, folder, seed, device, record, false);
    }

    /// @return the run's identifier
    long begin(String name, String source, String folder, long seed, String device, boolean record, boolean allowFiles)
            throws IOException {
        long id = ids.incrementAndGet();
        send(new Request.Run(id, name, source, folder, seed, device, record, allowFiles));
        return id;
    }

    /// Waits for the end of a run.
    Answer answer(long id) throws InterruptedException {
        var outputs = new ArrayList<Reply.Output>();
        while (true) {
            switch (next()) {
                case Reply.Output output when output.id() == id -> outputs.add(output);
                case Reply.Finished finished
                when finished.id() == id -> {
                    return new Answer(outputs, finished);
                }
                case Reply.Ended ended -> {
                    // Its recording comes.
                }
                case Reply.Unfit unfit -> throw new AssertionError("not run: " + unfit.reason());
                case Reply other -> throw new AssertionError("unexpected " + other);
            }
        }
    }

    /// Waits for the next message.
    Reply next() throws InterruptedException {
        var reply = replies.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (reply == null) {
            throw new AssertionError("the kernel does not answer");
        }
        if (reply == END) {
            throw new AssertionError("the kernel ended");
        }
        return reply;
    }

    /// Waits for the next message; null if the process ends instead, or if there is none in time.
    @Nullable
    Reply next(Duration patience) throws InterruptedException {
        var reply = replies.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        return reply == END ? null : reply;
    }

    void send(Request request) throws IOException {
        Frames.write(process.getOutputStream(), request);
    }

    /// Waits for the process to end by itself.
    int exitStatus() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the kernel does not end");
        }
        return process.exitValue();
    }

    private static final Reply END = new Reply.Output(-1, Event.Stream.OUT, "");

    private void listen() {
        try {
            while (true) {
                var reply = Frames.readReply(process.getInputStream());
                if (reply == null) {
                    return;
                }
                replies.add(reply);
            }
        } catch (IOException e) {
            // Killed, which some tests do.
            if (!closed && process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        } finally {
            replies.add(END);
        }
    }

    @Override
    public void close() {
        closed = true;
        process.destroyForcibly();
    }
}
