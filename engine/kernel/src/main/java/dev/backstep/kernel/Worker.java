package dev.backstep.kernel;

import dev.backstep.kernel.walls.MemoryWatch;
import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The one thread that programs run on, in the order in which they were asked for.
final class Worker {
    /// How long an interruption waits for Python to notice. A built-in that does not end never does.
    private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(30);

    /// How long nobody must have wanted anything before the idle time is used.
    private static final Duration IDLE = Duration.ofMillis(250);

    private final Replies replies;
    private final Function<MemoryWatch, Runner> start;
    private final MemoryWatch memory;
    private final Deque<Request.Run> waiting = new ArrayDeque<>();
    private @Nullable Runner runner;
    private Request.@Nullable Run running;
    private boolean interrupting;
    private boolean idle = true; // something can be done in idle time; belongs to the worker's thread

    /// What runs programs. Belongs to the worker's thread, except that [#interrupt] comes from another.
    interface Runner {
        /// What to say before the first program.
        Reply.Ready ready();

        /// @return how it ended, or that it was not run
        Reply run(Request.Run program);

        /// Uses idle time, a tenth of a second at most: a program may be asked for at any moment.
        ///
        /// @return whether there is more to do
        boolean idle();

        /// Ends the program that runs, as soon as it can.
        ///
        /// @throws TimeoutException if it did not end in time
        void interrupt(Duration patience) throws TimeoutException;

        /// [#interrupt], because the program needs more memory than there is.
        void interruptForMemory(Duration patience) throws TimeoutException;
    }

    /// @param memoryLimit how large the process may become, in bytes
    /// @param start makes what runs programs, on the worker's thread
    Worker(Replies replies, long memoryLimit, Function<MemoryWatch, Runner> start) {
        this.replies = replies;
        this.start = start;
        memory = new MemoryWatch(memoryLimit, this::outOfMemory);
    }

    void start(long stackBytes) {
        Thread.ofPlatform()
                .name("backstep-python")
                .stackSize(stackBytes)
                .uncaughtExceptionHandler(Worker::giveUp)
                .start(this::work);
    }

    synchronized void submit(Request.Run run) {
        waiting.add(run);
        notifyAll();
    }

    /// Ends a run, or takes it back if it has not begun.
    synchronized void interrupt(long id) {
        var target = runner;
        if (target != null && running != null && running.id() == id) {
            begin(() -> target.interrupt(INTERRUPT_PATIENCE));
        } else if (waiting.removeIf(run -> run.id() == id)) {
            replies.send(new Reply.Finished(id, Recording.End.INTERRUPTED, null, null));
        }
    }

    /// Ends the run that runs, because memory is nearly full.
    void outOfMemory() {
        whenOutOfMemory().run();
    }

    /// [#outOfMemory] for whoever has to look first whether it is so: it hits no run but that of now.
    synchronized Runnable whenOutOfMemory() {
        var run = running;
        return () -> outOfMemory(run);
    }

    private synchronized void outOfMemory(Request.@Nullable Run run) {
        var target = runner;
        if (target != null && run != null && running == run) {
            begin(() -> target.interruptForMemory(INTERRUPT_PATIENCE));
        }
    }

    /// A way to interrupt.
    private interface Interruption {
        void run() throws TimeoutException;
    }

    private void begin(Interruption interruption) {
        if (!interrupting) {
            interrupting = true;
            Thread.ofPlatform().daemon().name("backstep-interrupt").start(() -> interrupt(interruption));
        }
    }

    private void interrupt(Interruption interruption) {
        try {
            interruption.run();
        } catch (TimeoutException e) {
            System.err.println("kernel: the program does not notice that it is interrupted");
        } finally {
            synchronized (this) {
                interrupting = false;
                notifyAll();
            }
        }
    }

    private void work() {
        var made = start.apply(memory);
        memory.start();
        synchronized (this) {
            runner = made;
        }
        replies.send(made.ready());
        try {
            while (true) {
                while (!awaitRun()) {
                    idle = made.idle();
                }
                var run = next();
                memory.programBegins();
                var finished = made.run(run);
                memory.programEnds();
                settle();
                replies.send(finished);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for a run; false if there is none and the time is to be used.
    private synchronized boolean awaitRun() throws InterruptedException {
        if (waiting.isEmpty()) {
            wait(idle ? IDLE.toMillis() : 0);
        }
        return !waiting.isEmpty() || !idle;
    }

    private synchronized Request.Run next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        running = waiting.remove();
        return running;
    }

    /// Waits until an interruption of the run that has just ended can no longer hit the next one.
    private synchronized void settle() throws InterruptedException {
        running = null;
        while (interrupting) {
            wait();
        }
    }

    private static void giveUp(Thread thread, Throwable problem) {
        if (problem instanceof OutOfMemoryError) {
            Runtime.getRuntime().halt(KernelMain.EXIT_OUT_OF_MEMORY);
        }
        problem.printStackTrace();
        Runtime.getRuntime().halt(1);
    }
}
