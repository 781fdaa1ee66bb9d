package dev.backstep.app.kernel;

import dev.backstep.app.kernel.KernelProcess.Death;
import dev.backstep.app.tasks.Background;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Runs programs, one at a time, in a kernel that is kept warm. A kernel that dies or does not answer is replaced by a
/// spare that is warm already. Safe for use by any thread.
public final class KernelPool implements ProgramHost, AutoCloseable {
    /// How many warm kernels wait beside the one in use, so that the next run need not wait when that one is killed.
    /// Each costs the memory of a process, and its start a processor's time. A second one would only help a person
    /// who has two programs killed before the next spare is warm.
    public static final int SPARES = 1;

    /// How long a kernel may take to obey an interrupt before it is killed. Python loops notice one within a
    /// millisecond, and a program that catches the exception within a tenth of a second. Long builtins, such as
    /// `10**10**8`, never do.
    static final Duration GRACE = Duration.ofSeconds(1);

    /// How long a kernel may take to write down what a program did that has ended.
    static final Duration WRITING = Duration.ofSeconds(60);

    /// The same where nobody wants what the program did, because the next run waits, and a spare is warm: a person who
    /// types must not wait. It is a little more than programs need.
    static final Duration TAKEOVER_GRACE = Duration.ofMillis(150);

    /// A kernel that is not warm by then never will be.
    static final Duration START_LIMIT = Duration.ofMinutes(2);

    /// How long after the last run began, or the kernel was ready, the spare is started: while a person types its start
    /// would slow down what they see, and a program that runs for so long may be one that needs it.
    static final Duration SPARE_DELAY = Duration.ofSeconds(1);

    private static final int START_ATTEMPTS = 2;
    private static final System.Logger LOG = System.getLogger(KernelPool.class.getName());

    private final CommandSource command;
    private final Tasks tasks;
    private final Tasks.Slot<@Nullable Void> spareStart;
    private final int wantedSpares;
    private final Listener listener;
    private final Semaphore turn = new Semaphore(1);
    private final Thread exitHook = new Thread(this::killAll, "backstep-kill-kernels");

    // Guarded by this.
    private @Nullable KernelProcess active;
    private final Deque<KernelProcess> spares = new ArrayDeque<>();
    private State state = State.STARTING;
    private boolean closed;

    private volatile boolean stopWanted;
    private volatile @Nullable KernelProcess condemned; // killed by restart(), not by its program

    /// How the kernel is.
    public enum State {
        /// It is being started for the first time.
        STARTING,
        READY,
        RUNNING,
        /// It has died, and another one is being started.
        RESTARTING,
        /// No kernel can be started; [KernelPool#restart()] tries again.
        DEAD
    }

    /// How a run went.
    public sealed interface Outcome {
        /// The kernel answered; the program may have failed or been stopped.
        record Finished(Reply.Finished reply) implements Outcome {}

        /// The program ran longer than it may.
        ///
        /// @param reply what the kernel said when it was interrupted, null if it had to be killed
        record TimedOut(Duration limit, Reply.@Nullable Finished reply) implements Outcome {}

        /// The kernel had to be killed because it did not obey [KernelPool#interrupt()].
        record Killed() implements Outcome {}

        /// The kernel died of the program.
        ///
        /// @param message for the user
        record Died(String message) implements Outcome {}

        /// There is no kernel.
        ///
        /// @param message for the user
        record Unavailable(String message) implements Outcome {}
    }

    /// Told about the kernel, by any thread and in order.
    public interface Listener {
        void stateChanged(State state);

        /// Whether to ask each kernel, once it is ready, what programs can run on: GPU drivers are loaded for that.
        /// Who says no asks [KernelPool#findDevices()] when the time is right.
        default boolean wantsDevices() {
            return true;
        }

        /// What programs can run on, as a kernel found it, or as it is now that a GPU is lost.
        default void found(Reply.Devices devices) {}

        /// A kernel died while it looked for devices or ran a program on a GPU, which its driver may be to blame for.
        /// It is said before the run's outcome, and in place of [#diedIdle(String)].
        ///
        /// @param reason for the user
        default void gpuFailed(String reason) {}

        /// The kernel died with no program running.
        ///
        /// @param message for the user
        default void diedIdle(String message) {}
    }

    /// Told what a program does while it runs, by the thread that called [KernelPool#run].
    @FunctionalInterface
    public interface Audience {
        /// It printed.
        void printed(Reply.Output output);

        /// It starts anew, on the CPU; what it printed so far counts no more.
        default void restarted(Reply.Restarted again) {}
    }

    /// Finds out how a kernel is started.
    @FunctionalInterface
    public interface CommandSource {
        /// @throws IOException with a sentence for the user
        KernelCommand find() throws IOException;
    }

    /// @param spares how many kernels are kept warm beside the one in use, such as [#SPARES]
    public KernelPool(CommandSource command, Tasks tasks, int spares, Listener listener) {
        this.command = command;
        this.tasks = tasks;
        this.wantedSpares = spares;
        this.listener = listener;
        this.spareStart = tasks.slot("spare-kernel");
        Runtime.getRuntime().addShutdownHook(exitHook);
    }

    /// Starts warming a kernel, and returns at once.
    public void start() {
        try {
            obtain();
        } catch (IOException e) {
            change(State.DEAD);
            listener.diedIdle(message(e));
        }
    }

    /// Runs a program and waits for its end; waits before that for a running program to end and for the kernel to be
    /// warm. If the calling thread is interrupted the program is stopped, if need be by killing its kernel.
    ///
    /// @param limit how long the program may run; one that starts anew on the CPU has as long again
    @Override
    public Outcome run(Request.Run request, Duration limit, Audience audience) throws InterruptedException {
        Background.only();
        turn.acquire();
        try {
            stopWanted = false;
            while (true) {
                KernelProcess kernel;
                try {
                    kernel = warm();
                } catch (IOException e) {
                    change(State.DEAD);
                    return new Outcome.Unavailable(message(e));
                }
                change(State.RUNNING);
                startSpareLater();
                var outcome = new Conversation(this, kernel, request, limit, audience).hold();
                if (outcome != null) {
                    return outcome;
                }
                // The kernel is bound to the folder of an earlier program. A fresh one is bound to none.
                kernel.kill();
                retire(kernel);
            }
        } finally {
            settle();
            turn.release();
        }
    }

    /// Whether the running program is to stop.
    boolean stopWanted() {
        return stopWanted;
    }

    @Override
    public void interrupt() {
        stopWanted = true;
        KernelProcess kernel;
        synchronized (this) {
            kernel = active;
        }
        if (kernel != null) {
            kernel.wake();
        }
    }

    /// Asks the kernel, if it is there, what programs can run on; [Listener#found(Reply.Devices)] is told.
    @Override
    public void findDevices() {
        KernelProcess kernel;
        synchronized (this) {
            kernel = active;
        }
        if (kernel != null && !kernel.looking()) {
            kernel.ready().thenAccept(greeting -> kernel.findDevices(listener::found));
        }
    }

    /// Replaces the kernel by a fresh one, whatever it does.
    @Override
    public void restart() {
        KernelProcess kernel;
        synchronized (this) {
            kernel = active;
        }
        if (kernel == null) {
            start();
        } else {
            condemned = kernel;
            kernel.kill();
            // At once, so that no run is sent to it while it dies.
            retire(kernel);
        }
    }

    /// Ends all kernels.
    @Override
    public void close() {
        killAll();
        try {
            Runtime.getRuntime().removeShutdownHook(exitHook);
        } catch (IllegalStateException exiting) {
            // The hook is running already, which is fine.
        }
    }

    private void killAll() {
        spareStart.cancel();
        synchronized (this) {
            closed = true;
            if (active != null) {
                active.kill();
            }
            spares.forEach(KernelProcess::kill);
        }
    }

    /// The active kernel, when it is warm.
    private KernelProcess warm() throws IOException, InterruptedException {
        for (var attempt = 1; ; attempt++) {
            var kernel = obtain();
            try {
                kernel.ready().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
                if (!kernel.death().isDone()) {
                    // Whoever else waits for that may come later than the run.
                    becameReady(kernel);
                    return kernel;
                }
                retire(kernel);
            } catch (TimeoutException e) {
                kernel.kill();
                retire(kernel);
                throw new IOException("The kernel did not start within %d s.".formatted(START_LIMIT.toSeconds()), e);
            } catch (ExecutionException e) {
                if (!retire(kernel, attempt < START_ATTEMPTS)) {
                    throw new IOException(startFailure(e.getCause()), e);
                }
            }
        }
    }

    private static String startFailure(@Nullable Throwable cause) {
        var words =
                cause instanceof KernelProcess.DiedException died ? died.death().lastWords() : "";
        return words.isBlank() ? "The kernel could not be started." : "The kernel could not be started:\n" + words;
    }

    /// The active kernel, which is started, or replaced by the spare, if there is none.
    private synchronized KernelProcess obtain() throws IOException {
        if (closed) {
            throw new IOException("Backstep is closing.");
        }
        if (active == null) {
            var spare = spares.poll();
            active = spare != null ? spare : KernelProcess.start(command.find(), tasks);
            if (state == State.DEAD) {
                change(State.RESTARTING);
            }
            watch(active);
        }
        return active;
    }

    private void watch(KernelProcess kernel) {
        kernel.ready().thenAccept(greeting -> {
            becameReady(kernel);
            if (listener.wantsDevices()) {
                kernel.findDevices(listener::found);
            }
        });
        kernel.death().thenAccept(death -> diedIdle(kernel, death));
    }

    private synchronized void becameReady(KernelProcess kernel) {
        if (kernel != active || closed) {
            return;
        }
        if (state != State.RUNNING) {
            change(State.READY);
        }
        startSpareLater();
    }

    private synchronized void startSpareLater() {
        if (spares.size() < wantedSpares && !closed) {
            spareStart.submitAfter(
                    SPARE_DELAY,
                    progress -> {
                        startSpares();
                        return null;
                    },
                    done -> {},
                    e -> LOG.log(System.Logger.Level.DEBUG, "no spare kernel", e));
        }
    }

    private synchronized void startSpares() throws IOException {
        while (spares.size() < wantedSpares && !closed) {
            var kernel = KernelProcess.start(command.find(), tasks);
            spares.add(kernel);
            kernel.death().thenAccept(death -> forgetSpare(kernel));
        }
    }

    private synchronized void forgetSpare(KernelProcess kernel) {
        spares.remove(kernel);
    }

    /// How long a program that nobody wants any more may take to stop.
    synchronized Duration patienceWithUnwanted() {
        var spare = spares.peek();
        return spare != null && spare.ready().isDone() && !spare.death().isDone() ? TAKEOVER_GRACE : GRACE;
    }

    private void diedIdle(KernelProcess kernel, Death death) {
        synchronized (this) {
            if (kernel != active || closed || state == State.RUNNING) {
                return; // whoever runs a program in it reads the same news
            }
        }
        if (kernel.ready().isCompletedExceptionally()) {
            // It never was ready: a second attempt is made by the next run only, so that this does not go on for ever.
            if (!retire(kernel, false)) {
                change(State.DEAD);
            }
            listener.diedIdle(startFailure(new KernelProcess.DiedException(death)));
        } else {
            var driver = tellGpuFailed(kernel, death, false);
            retire(kernel);
            if (kernel != condemned && !driver) {
                listener.diedIdle(describe(kernel, death));
            }
        }
    }

    /// Tells that a GPU's driver may have ended a kernel, if it may.
    ///
    /// @param onGpu whether it ran a program on a GPU
    boolean tellGpuFailed(KernelProcess kernel, Death death, boolean onGpu) {
        var may = kernel != condemned && !death.outOfMemory() && (kernel.looking() || onGpu);
        if (may) {
            listener.gpuFailed(
                    death.descriptionOnGpu(kernel.looking() ? "looked for GPUs" : "ran the program on a GPU"));
        }
        return may;
    }

    /// Lets the spare, or a new kernel, take over from a dead one.
    void retire(KernelProcess kernel) {
        retire(kernel, true);
    }

    private synchronized boolean retire(KernelProcess kernel, boolean startAnother) {
        if (kernel != active) {
            return true;
        }
        active = null;
        if (closed || (spares.isEmpty() && !startAnother)) {
            return false;
        }
        change(State.RESTARTING);
        try {
            obtain();
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the kernel cannot be started again", e);
            change(State.DEAD);
            return false;
        }
    }

    String describe(KernelProcess kernel, Death death) {
        return kernel == condemned ? "The kernel was restarted." : death.description();
    }

    private static String message(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    synchronized void change(State next) {
        if (state != next) {
            state = next;
            listener.stateChanged(next);
        }
    }

    /// Whatever ended a run, the state must not stay that of a run.
    private synchronized void settle() {
        if (state == State.RUNNING) {
            change(active != null && active.ready().isDone() ? State.READY : State.RESTARTING);
        }
    }
}
