package dev.backstep.app.playback;

import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Timeline;
import dev.backstep.app.replay.Timeline.Position;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import org.jspecify.annotations.Nullable;

/// Plays a recording and steps through it, forwards with an animation and back at once.
///
/// It has no clock: while [#animatingProperty()] is true, somebody has to call [#advance(double)] with the time that
/// has passed. A cursor that anybody else moves ends the animation.
public final class PlaybackViewModel {
    /// How long a step of a backward pass is animated at speed 1, in seconds.
    public static final double STEP_SECONDS = 0.9;

    /// How long an operator of the forward phase is shown at speed 1, in seconds.
    public static final double OPERATION_SECONDS = 0.3;

    /// The speeds offered, ascending.
    public static final List<Double> SPEEDS = List.of(0.25, 0.5, 1.0, 2.0, 4.0, 8.0);

    private final Replay replay;
    private final DoubleProperty speed = new SimpleDoubleProperty(1);
    private final ReadOnlyBooleanWrapper playing = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper animating = new ReadOnlyBooleanWrapper();
    private final BooleanProperty reducedMotion = new SimpleBooleanProperty();
    private double elapsed = 1; // of the stop shown, from 0 to 1
    private boolean moving;

    public PlaybackViewModel(Replay replay) {
        this.replay = replay;
        replay.momentProperty().subscribe((before, now) -> {
            if (!now.sameRecording(before) || !now.cursor().equals(before.cursor()) && !moving) {
                settle();
            }
        });
    }

    /// Whether it goes on to the next stop by itself.
    public ReadOnlyBooleanProperty playingProperty() {
        return playing.getReadOnlyProperty();
    }

    /// Whether it needs [#advance(double)].
    public ReadOnlyBooleanProperty animatingProperty() {
        return animating.getReadOnlyProperty();
    }

    /// How many times as fast as usual, one of [#SPEEDS].
    public DoubleProperty speedProperty() {
        return speed;
    }

    /// Whether steps are shown at once: gradients do not travel. Playing takes as long.
    public BooleanProperty reducedMotionProperty() {
        return reducedMotion;
    }

    /// Plays from the cursor to the last stop. From there it plays all backward passes again, or the whole program
    /// where
    /// there is none.
    public void play() {
        if (timeline().end() == 0) {
            return;
        }
        if (cursor().at() >= timeline().lastStop() && elapsed >= 1) {
            moveTo(passes().isEmpty() ? 0 : passes().getFirst().startedAt());
        }
        if (elapsed >= 1) {
            animateTo(timeline().stopAfter(cursor().at()));
        }
        playing.set(true);
        animating.set(true);
    }

    /// Stops where it is; a gradient under way stays there until it plays on.
    public void pause() {
        playing.set(false);
        animating.set(false);
    }

    public void togglePlay() {
        if (playing.get()) {
            pause();
        } else {
            play();
        }
    }

    /// Animates the next stop and stays there.
    public void stepForward() {
        playing.set(false);
        if (!atEnd()) {
            animateTo(timeline().stopAfter(cursor().at()));
        } else {
            settle();
        }
    }

    /// Goes to the stop before, at once.
    public void stepBack() {
        settle();
        moveTo(timeline().stopBefore(cursor().at()));
    }

    public void first() {
        jumpTo(0);
    }

    public void last() {
        jumpTo(timeline().end());
    }

    /// Goes to the start of the next backward pass, or to the end after the last.
    public void nextPass() {
        int at = cursor().at();
        int target = passes().stream()
                .mapToInt(pass -> pass.startedAt() + 1)
                .filter(start -> start > at)
                .min()
                .orElse(timeline().end());
        jumpTo(target);
    }

    /// Goes to the start of this backward pass, or of the one before if it is there already.
    public void previousPass() {
        int at = cursor().at();
        int target = passes().stream()
                .mapToInt(pass -> pass.startedAt() + 1)
                .filter(start -> start < at)
                .max()
                .orElse(0);
        jumpTo(target);
    }

    /// Goes to the start of a pass; one that does not exist is ignored.
    public void jumpToPass(int pass) {
        if (pass >= 0 && pass < passes().size()) {
            jumpTo(passes().get(pass).startedAt() + 1);
        }
    }

    /// Goes to the place right after a step of a pass; one that does not exist is ignored.
    ///
    /// @param step from 0
    public void jumpToStep(int pass, int step) {
        if (pass >= 0 && pass < passes().size() && step >= 0) {
            var steps = passes().get(pass).steps();
            if (step < steps.size()) {
                jumpTo(steps.get(step).at() + 1);
            }
        }
    }

    /// Goes to a place at once and stops playing; places beyond the ends count as the ends.
    public void jumpTo(int at) {
        settle();
        replay.jumpTo(new Cursor(Math.clamp(at, 0, timeline().end())));
    }

    public void faster() {
        SPEEDS.stream().filter(offered -> offered > speed.get()).findFirst().ifPresent(speed::set);
    }

    public void slower() {
        SPEEDS.reversed().stream()
                .filter(offered -> offered < speed.get())
                .findFirst()
                .ifPresent(speed::set);
    }

    /// Lets time pass.
    ///
    /// @param seconds of real time since the last call
    public void advance(double seconds) {
        if (!animating.get()) {
            return;
        }
        double left = seconds * speed.get();
        while (animating.get()) {
            double length = length(timeline().position(cursor()));
            double done = elapsed;
            if (done + left / length < 1) {
                setElapsed(done + left / length);
                return;
            }
            left -= (1 - done) * length;
            setElapsed(1);
            if (!playing.get() || cursor().at() >= timeline().lastStop()) {
                settle();
            } else {
                animateTo(timeline().stopAfter(cursor().at()));
            }
        }
    }

    /// Where the cursor is, in words: `step 4/8`, `operation 3/12`, `end`.
    public String placeText() {
        return place(cursor());
    }

    /// What happened last before a place, in a line: `backward 2 · step 4/8 · PowBackward0`.
    public String describe(Cursor at) {
        Position position = timeline().position(at);
        Recording recording = replay.moment().recording();
        return switch (position.event()) {
            case Event.StepDone(int pass, int step) -> {
                BackwardPass of = recording.passes().get(pass);
                yield of.call() + " " + (pass + 1) + " · " + place(at) + " · "
                        + recording.nodes().get(of.steps().get(step).node()).name();
            }
            case Event.PassStarted(int pass) -> recording.passes().get(pass).call() + " " + (pass + 1) + " begins";
            case Event.OperationDone(int operation) ->
                place(at) + " · " + recording.operations().get(operation).name();
            case null, default -> place(at);
        };
    }

    private String place(Cursor at) {
        Recording recording = replay.moment().recording();
        if (recording.timeline().isEmpty()) {
            return "";
        }
        Position position = timeline().position(at);
        BackwardPass pass = position.pass();
        if (pass != null) {
            int step = position.step() == null ? 0 : position.step().index() + 1;
            return "step " + step + "/" + pass.steps().size();
        }
        return switch (position.event()) {
            case null -> "start";
            case Event.OperationDone(int operation) ->
                "operation " + (operation + 1) + "/" + recording.operations().size();
            case Event.GradientsZeroed zeroed -> "zeroed by " + zeroed.by();
            case Event.OptimizerStepped stepped -> stepped.optimizer() + " step";
            case Event.ProblemRaised(int problem) ->
                recording.problems().get(problem).type();
            case Event.HookCalled(int hook) ->
                "hook " + recording.hooks().get(hook).function();
            case Event.IterationsSkipped skipped ->
                skipped.to() - skipped.from() == 1
                        ? "turn " + skipped.to() + " left out"
                        : "turns " + (skipped.from() + 1) + " to " + skipped.to() + " left out";
            default -> "end";
        };
    }

    /// The pass that the cursor is in, null outside of passes.
    public @Nullable BackwardPass currentPass() {
        return timeline().position(cursor()).pass();
    }

    private void animateTo(int at) {
        moveTo(at);
        setElapsed(0);
        animating.set(true);
    }

    private void setElapsed(double fraction) {
        elapsed = fraction;
        replay.setProgress(reducedMotion.get() ? 1 : fraction);
    }

    private void settle() {
        pause();
        setElapsed(1);
    }

    private void moveTo(int at) {
        moving = true;
        try {
            replay.moveTo(new Cursor(at));
        } finally {
            moving = false;
        }
    }

    private static double length(Position position) {
        return position.event() instanceof Event.StepDone || position.event() instanceof Event.PassStarted
                ? STEP_SECONDS
                : OPERATION_SECONDS;
    }

    private boolean atEnd() {
        return cursor().at() >= timeline().end();
    }

    private Cursor cursor() {
        return replay.moment().cursor();
    }

    private Timeline timeline() {
        return replay.moment().index().timeline();
    }

    private List<BackwardPass> passes() {
        return replay.moment().recording().passes();
    }
}
