package dev.backstep.app.kernel;

import dev.backstep.app.kernel.KernelPool.State;
import dev.backstep.app.tasks.Tasks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Keeps what is seen calm while a person types. The program runs after each letter, and half a word is an error: if
/// that were shown at once, graph, messages and console would flicker between good and bad at each letter.
///
/// - What a good run did is shown at once.
/// - What a bad run did is shown when nothing but bad runs have ended for [#PATIENCE]; until then what was shown last
///   stays. Then the newest bad run is shown, not the first.
/// - A run that is under way at that moment may still be the one that mends it, so its end is waited for.
/// - That something runs, or that the kernel is replaced, is said when it takes longer than [#PATIENCE]. Runs that
///   replace one another at each letter do not add up.
///
/// Belongs to the JavaFX application thread, where `tasks` delivers.
final class Calm {
    /// How long something must stay wrong, or go on, before it is shown.
    static final Duration PATIENCE = Duration.ofMillis(500);

    private final Tasks.Alarm wrongFor;
    private final Tasks.Alarm runningFor;
    private final Tasks.Alarm busyFor;
    private final SessionViewModel session;

    private @Nullable Runnable waiting; // shows the newest bad run, if it is not shown yet
    private boolean running;
    private boolean overdue; // the patience is over, but a run is under way

    Calm(Tasks tasks, SessionViewModel session) {
        this.session = session;
        wrongFor = tasks.alarm();
        runningFor = tasks.alarm();
        busyFor = tasks.alarm();
        session.kernel.subscribe(this::kernelChanged);
    }

    /// A run begins, in place of the one before if that has not ended.
    ///
    /// @param lasts what to do when it has not ended after [#PATIENCE]
    void begun(Runnable lasts) {
        running = true;
        session.lasting.set(false);
        runningFor.set(PATIENCE, () -> {
            session.lasting.set(true);
            // Nobody waits for the end of this one.
            showWaiting();
            lasts.run();
        });
    }

    /// A run has ended, and what it did is to be seen now; what waited is of the past.
    void ended(Runnable show) {
        forget();
        show.run();
    }

    /// A run has ended badly, for now.
    void endedBadly(Runnable show) {
        noRun();
        waiting = show;
        if (overdue) {
            showWaiting();
        } else if (!wrongFor.isSet()) {
            wrongFor.set(PATIENCE, () -> {
                if (running) {
                    overdue = true;
                } else {
                    showWaiting();
                }
            });
        }
    }

    /// Drops what waits, and no longer knows of a run.
    void forget() {
        noRun();
        wrongFor.cancel();
        waiting = null;
        overdue = false;
    }

    private void noRun() {
        running = false;
        runningFor.cancel();
        session.lasting.set(false);
    }

    private void showWaiting() {
        var show = waiting;
        wrongFor.cancel();
        waiting = null;
        overdue = false;
        if (show != null) {
            show.run();
        }
    }

    private void kernelChanged(State state) {
        if (!isBusy(state) || isBusy(session.shownKernel.get())) {
            busyFor.cancel();
            session.shownKernel.set(state);
        } else if (!busyFor.isSet()) {
            busyFor.set(PATIENCE, () -> session.shownKernel.set(session.kernel.get()));
        }
    }

    /// Whether this is a state that mostly passes within a few milliseconds.
    private static boolean isBusy(State state) {
        return state == State.RUNNING || state == State.RESTARTING;
    }
}
