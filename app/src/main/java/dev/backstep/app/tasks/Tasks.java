package dev.backstep.app.tasks;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Background work: the only place that starts threads.
///
/// Work belongs to a [Slot], in which the newest submission wins: it replaces one that waits and cancels one that runs,
/// whose result is then never delivered. Results, errors and progress are delivered on the executor given to the
/// constructor, which in the window is the JavaFX application thread (`Platform::runLater`).
///
/// All threads are daemons, so that no work can keep the program from ending.
public final class Tasks implements AutoCloseable {
    private final Executor results;
    private final Executor workers;
    private final Clock clock;

    /// @param results where results are delivered; must run what it is given in order, one at a time
    public Tasks(Executor results) {
        this(results, Executors.newCachedThreadPool(daemons("backstep-worker")), new WallClock());
    }

    /// For tests that have their own time and threads.
    public Tasks(Executor results, Executor workers, Clock clock) {
        this.results = results;
        this.workers = workers;
        this.clock = clock;
    }

    /// What delays are measured by.
    interface Clock extends AutoCloseable {
        /// @throws RejectedExecutionException if the clock is closed
        void after(Duration delay, Runnable action);

        @Override
        void close();
    }

    private static final class WallClock implements Clock {
        private final ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(daemons("backstep-timer"));

        @Override
        public void after(Duration delay, Runnable action) {
            timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }

    /// What runs in the background. It should ask `progress` from time to time whether it is still wanted.
    @FunctionalInterface
    public interface Work<T> {
        T run(Progress progress) throws Exception;
    }

    /// What work says about itself, and is told. Belongs to the thread that runs the work.
    public interface Progress {
        /// @param fraction of the work that is done, from 0 to 1
        void report(double fraction);

        /// Whether nobody wants the result any more. The thread is also interrupted.
        boolean cancelled();

        /// @throws CancellationException if nobody wants the result any more
        default void check() {
            if (cancelled()) {
                throw new CancellationException();
            }
        }
    }

    /// A place for one kind of work, such as “the layout of the graph”.
    public <T> Slot<T> slot(String name) {
        return new Slot<>(name, fraction -> {});
    }

    /// @param progress told how far the work is, between 0 and 1
    public <T> Slot<T> slot(String name, Consumer<Double> progress) {
        return new Slot<>(name, progress);
    }

    /// Does something later on the results' executor, such as showing what has not gone away by itself.
    public Alarm alarm() {
        return new Alarm();
    }

    /// Runs something until the program ends or it returns, such as the reader of a stream.
    public void daemon(String name, Runnable body) {
        workers.execute(() -> named(name, body));
    }

    /// Cancels all work.
    @Override
    public void close() {
        clock.close();
        if (workers instanceof ExecutorService threads) {
            threads.shutdownNow();
        }
    }

    /// At most one thing waits for its time. Safe for use by any thread; set and cancelled by the results' executor it
    /// never rings late.
    public final class Alarm {
        private @Nullable Object next;

        private Alarm() {}

        /// Does `action` after `delay`, in place of what waits.
        public synchronized void set(Duration delay, Runnable action) {
            var mine = new Object();
            next = mine;
            try {
                clock.after(delay, () -> results.execute(() -> ring(mine, action)));
            } catch (RejectedExecutionException closed) {
                next = null;
            }
        }

        public synchronized void cancel() {
            next = null;
        }

        /// Whether something waits.
        public synchronized boolean isSet() {
            return next != null;
        }

        private void ring(Object which, Runnable action) {
            synchronized (this) {
                if (next != which) {
                    return;
                }
                next = null;
            }
            action.run();
        }
    }

    /// At most one submission runs, and at most one waits for it to end. Safe for use by any thread.
    public final class Slot<T> {
        private final String name;
        private final Consumer<Double> progress;
        private @Nullable Submission<T> newest; // waiting or running; null when idle
        private boolean busy; // a worker is in this slot

        private Slot(String name, Consumer<Double> progress) {
            this.name = name;
            this.progress = progress;
        }

        /// Runs work in the background. An error, which work should not throw, goes to the thread's handler.
        public void submit(Work<T> work, Consumer<T> whenDone) {
            submit(work, whenDone, Tasks::uncaught);
        }

        public void submit(Work<T> work, Consumer<T> whenDone, Consumer<Throwable> whenFailed) {
            submitAfter(Duration.ZERO, work, whenDone, whenFailed);
        }

        /// Runs work once `delay` has passed with no newer submission.
        public void submitAfter(Duration delay, Work<T> work, Consumer<T> whenDone, Consumer<Throwable> whenFailed) {
            var submission = new Submission<>(work, whenDone, whenFailed);
            replace(submission);
            if (delay.isZero()) {
                start(submission);
            } else {
                try {
                    clock.after(delay, () -> start(submission));
                } catch (RejectedExecutionException closed) {
                    cancel();
                }
            }
        }

        /// Drops what waits and cancels what runs.
        public void cancel() {
            replace(null);
        }

        /// Whether something waits or runs.
        public synchronized boolean active() {
            return newest != null;
        }

        private synchronized void replace(@Nullable Submission<T> next) {
            if (newest != null) {
                newest.cancel();
            }
            newest = next;
        }

        private synchronized void start(Submission<T> submission) {
            if (submission != newest) {
                return;
            }
            submission.due = true;
            if (!busy) {
                busy = true;
                try {
                    workers.execute(() -> named("backstep-" + name, this::work));
                } catch (RejectedExecutionException closed) {
                    newest = null;
                }
            }
        }

        private void work() {
            for (var next = take(); next != null; next = take()) {
                run(next);
            }
        }

        private synchronized @Nullable Submission<T> take() {
            if (newest != null && newest.due && newest.thread == null) {
                newest.thread = Thread.currentThread();
                return newest;
            }
            busy = false;
            return null;
        }

        private void run(Submission<T> submission) {
            try {
                var result = submission.work.run(new Progress() {
                    @Override
                    public void report(double fraction) {
                        deliver(submission, false, () -> progress.accept(fraction));
                    }

                    @Override
                    public boolean cancelled() {
                        return submission.cancelled;
                    }
                });
                finish(submission, () -> submission.whenDone.accept(result));
            } catch (Throwable e) {
                finish(submission, () -> submission.whenFailed.accept(e));
            }
        }

        private void finish(Submission<T> submission, Runnable delivery) {
            synchronized (this) {
                submission.thread = null;
                submission.due = false;
                // An interrupt meant for this submission must not hit the next one.
                Thread.interrupted();
            }
            deliver(submission, true, delivery);
        }

        private void deliver(Submission<T> submission, boolean last, Runnable delivery) {
            if (submission.cancelled) {
                return;
            }
            results.execute(() -> {
                // Asked again: the submission may have been replaced while this waited.
                if (submission.cancelled) {
                    return;
                }
                if (last) {
                    synchronized (this) {
                        if (newest == submission) {
                            newest = null;
                        }
                    }
                }
                delivery.run();
            });
        }
    }

    private static final class Submission<T> {
        final Work<T> work;
        final Consumer<T> whenDone;
        final Consumer<Throwable> whenFailed;
        volatile boolean cancelled;
        boolean due;

        @Nullable
        Thread thread;

        Submission(Work<T> work, Consumer<T> whenDone, Consumer<Throwable> whenFailed) {
            this.work = work;
            this.whenDone = whenDone;
            this.whenFailed = whenFailed;
        }

        /// Called with the slot's lock held, so that the thread cannot move on to other work in between.
        void cancel() {
            cancelled = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    private static void uncaught(Throwable e) {
        var thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }

    private static void named(String name, Runnable body) {
        var thread = Thread.currentThread();
        var before = thread.getName();
        thread.setName(name);
        try {
            body.run();
        } finally {
            thread.setName(before);
        }
    }

    private static ThreadFactory daemons(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 1).factory();
    }
}
