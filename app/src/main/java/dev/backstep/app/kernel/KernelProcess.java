package dev.backstep.app.kernel;

import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.protocol.Frames;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One kernel: a child process that is spoken to in frames. Its greeting completes [#ready()]; whoever runs programs in
/// it
/// reads the other messages one by one, of which the last is always a [Death]. Safe for use by any thread.
final class KernelProcess {
    private static final System.Logger LOG = System.getLogger(KernelProcess.class.getName());

    /// What the JVM says when it dies of a full heap.
    private static final String OUT_OF_MEMORY = "java.lang.OutOfMemoryError";

    /// How the kernel ends, after answering, when a program has filled its heap.
    private static final int EXIT_OUT_OF_MEMORY = 3;

    private static final int STDERR_LINES_KEPT = 30;

    private final Process process;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Reply.Ready> ready = new CompletableFuture<>();
    private volatile Consumer<Reply.Devices> devices = found -> {};
    private volatile boolean looking;
    private final CompletableFuture<Death> death = new CompletableFuture<>();
    private final Deque<String> stderr = new ArrayDeque<>();
    private final CountDownLatch stderrEnded = new CountDownLatch(1);

    /// What a kernel says.
    sealed interface Message {
        record Replied(Reply reply) implements Message {}

        /// Somebody called [#wake()].
        record Woken() implements Message {}
    }

    /// The end of a process.
    ///
    /// @param exitCode as the system reports it
    /// @param outOfMemory whether its heap was full
    /// @param lastWords the last lines of its standard error
    /// @param reason what was wrong with what it said, null if it just ended
    record Death(
            int exitCode,
            boolean outOfMemory,
            String lastWords,
            @Nullable String reason) implements Message {

        /// For the user.
        String description() {
            if (outOfMemory) {
                return "The program used up the kernel's memory. A fresh kernel takes over; the text is untouched.";
            }
            return ended() + ". A fresh kernel takes over; the text is untouched." + details();
        }

        /// For the user, where a GPU's driver is the likely cause.
        ///
        /// @param when what the process did
        String descriptionOnGpu(String when) {
            return "The kernel process ended unexpectedly while it %s (exit code %d), so programs run on the CPU."
                            .formatted(when, exitCode)
                    + " Run ▸ Restart Kernel looks for the GPU again.";
        }

        private String ended() {
            return "The kernel process ended unexpectedly (exit code %d)".formatted(exitCode)
                    + (reason == null ? "" : ": " + reason);
        }

        private String details() {
            return lastWords.isBlank() ? "" : "\n" + lastWords;
        }
    }

    /// What [#ready()] fails with.
    static final class DiedException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Death death;

        DiedException(Death death) {
            super("the kernel process ended with exit code " + death.exitCode());
            this.death = death;
        }

        Death death() {
            return death;
        }
    }

    /// @throws IOException if the process cannot be started
    static KernelProcess start(KernelCommand command, Tasks tasks) throws IOException {
        var builder = new ProcessBuilder(command.command());
        // An installed app's launcher leaves its own arguments here, and the kernel's launcher would take them for its.
        builder.environment().remove("_JPACKAGE_LAUNCHER");
        var kernel = new KernelProcess(builder.start());
        tasks.daemon("backstep-kernel-stdout", kernel::readReplies);
        tasks.daemon("backstep-kernel-stderr", kernel::readStderr);
        return kernel;
    }

    private KernelProcess(Process process) {
        this.process = process;
    }

    long pid() {
        return process.pid();
    }

    /// Completed when the kernel is warm; fails with a [DiedException] if it never was.
    CompletableFuture<Reply.Ready> ready() {
        return ready;
    }

    /// Asks what programs can run on.
    ///
    /// @param listener told the answer, and whatever changes later, by any thread
    void findDevices(Consumer<Reply.Devices> listener) {
        devices = listener;
        looking = true;
        send(new Request.FindDevices());
    }

    /// Whether the answer to [#findDevices(Consumer)] is still to come, or never came.
    boolean looking() {
        return looking;
    }

    /// Completed when the process has ended.
    CompletableFuture<Death> death() {
        return death;
    }

    /// Asks for something. A kernel that has died is no error here: its [Death] is the next message.
    void send(Request request) {
        try {
            // One frame at a time: an interrupt may be sent while another thread sends a run.
            synchronized (process) {
                OutputStream stdin = process.getOutputStream();
                Frames.write(stdin, request);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "kernel {0} takes no more requests: {1}", pid(), e.getMessage());
        }
    }

    /// The next message, or null if none came in time.
    @Nullable
    Message next(Duration timeout) throws InterruptedException {
        return messages.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Gives whoever waits in [#next(Duration)] something to read.
    void wake() {
        messages.add(new Message.Woken());
    }

    /// Ends the process at once.
    void kill() {
        process.destroyForcibly();
    }

    private void readReplies() {
        String reason = null;
        try (InputStream stdout = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
            for (var reply = Frames.readReply(stdout); reply != null; reply = Frames.readReply(stdout)) {
                switch (reply) {
                    case Reply.Ready greeting -> ready.complete(greeting);
                    case Reply.Devices found -> {
                        looking = false;
                        devices.accept(found);
                    }
                    default -> messages.add(new Message.Replied(reply));
                }
            }
        } catch (IOException | RuntimeException e) {
            reason = e.getMessage();
        } finally {
            process.destroyForcibly();
            var last = describeEnd(reason);
            ready.completeExceptionally(new DiedException(last));
            messages.add(last);
            death.complete(last);
        }
    }

    private Death describeEnd(@Nullable String reason) {
        try {
            var exitCode = process.waitFor();
            stderrEnded.await(1, TimeUnit.SECONDS);
            synchronized (stderr) {
                var words = String.join("\n", stderr);
                var outOfMemory = exitCode == EXIT_OUT_OF_MEMORY || words.contains(OUT_OF_MEMORY);
                return new Death(exitCode, outOfMemory, words, reason);
            }
        } catch (InterruptedException e) {
            return new Death(-1, false, "", reason);
        }
    }

    private void readStderr() {
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                LOG.log(System.Logger.Level.DEBUG, "kernel {0}: {1}", pid(), line);
                keep(line);
            }
        } catch (IOException e) {
            // The process has ended.
        } finally {
            stderrEnded.countDown();
        }
    }

    private void keep(String line) {
        synchronized (stderr) {
            stderr.addLast(line);
            if (stderr.size() > STDERR_LINES_KEPT) {
                stderr.removeFirst();
            }
        }
    }
}
