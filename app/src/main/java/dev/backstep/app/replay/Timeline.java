package dev.backstep.app.replay;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the passes, the steps and the stops of a recording lie. Places count as [Cursor] does.
public final class Timeline {
    private final Recording recording;
    private final int[] stops;
    private final int lastStop;
    /// For each place the innermost pass under way, and that pass's last step.
    private final int[] passes;
    private final int[] steps;
    /// For each place the newest pass that has begun and is not over inside another.
    private final int[] newest;
    /// For each place the pass whose graph is looked at outside of passes.
    private final int[] inView;
    /// The place of each operation.
    private final int[] places;
    private final Turns turns;

    /// Where a cursor is.
    ///
    /// @param event what happened last, null at the start
    /// @param pass the pass under way, null outside of passes
    /// @param step the pass's newest step, null outside of passes and before the first
    public record Position(
            Cursor cursor,
            @Nullable Event event,
            @Nullable BackwardPass pass,
            @Nullable Step step) {}

    Timeline(Recording recording) {
        this.recording = recording;
        turns = new Turns(recording.passes(), recording.nodes().size());
        List<Event> events = recording.timeline();
        passes = new int[events.size() + 1];
        steps = new int[events.size() + 1];
        newest = new int[events.size() + 1];
        int[] found = new int[events.size() + 2];
        int count = 1;
        // A pass may run inside another: checkpointing and hooks call backward() from within backward().
        var open = new ArrayDeque<int[]>();
        passes[0] = steps[0] = newest[0] = NONE;
        for (int i = 0; i < events.size(); i++) {
            int begun = newest[i];
            boolean ended = false;
            switch (events.get(i)) {
                case Event.PassStarted(int pass) -> {
                    open.push(new int[] {pass, NONE});
                    begun = pass;
                }
                case Event.StepDone done when !open.isEmpty() -> open.peek()[1] = done.step();
                case Event.PassEnded _
                when !open.isEmpty() -> {
                    // After a pass inside another the outer one is the newest again.
                    begun = open.peek()[0];
                    ended = true;
                }
                default -> {}
            }
            int[] current = open.peek();
            passes[i + 1] = current == null ? NONE : current[0];
            steps[i + 1] = current == null ? NONE : current[1];
            newest[i + 1] = begun;
            if (ended) {
                open.poll();
            }
            if (isStop(events.get(i))) {
                found[count++] = i + 1;
            }
        }
        lastStop = found[count - 1];
        if (lastStop != events.size()) {
            found[count++] = events.size();
        }
        stops = Arrays.copyOf(found, count);
        inView = new int[events.size() + 1];
        places = new int[recording.operations().size()];
        Arrays.fill(places, NONE);
        look();
    }

    /// The number of events, which is the last place.
    public int end() {
        return recording.timeline().size();
    }

    /// Where a cursor is; places beyond the timeline count as its end.
    public Position position(Cursor cursor) {
        int at = Math.clamp(cursor.at(), 0, end());
        BackwardPass pass = pass(passes[at]);
        Event event = at == 0 ? null : recording.timeline().get(at - 1);
        return new Position(cursor, event, pass, step(pass, steps[at]));
    }

    /// The newest pass that began before the cursor, under way or over; null before the first. Of passes inside others
    /// that are over it is the outermost.
    public @Nullable BackwardPass newestPass(Cursor cursor) {
        return pass(newest[Math.clamp(cursor.at(), 0, end())]);
    }

    /// The innermost pass under way, or else the newest that is over; null before the first.
    @Nullable
    BackwardPass passAt(Cursor cursor) {
        var underWay = position(cursor).pass();
        return underWay == null ? newestPass(cursor) : underWay;
    }

    /// The pass whose graph is looked at: the innermost under way, else the next one if its graph is being built, else
    /// the newest, and before all passes the first.
    public @Nullable BackwardPass passInView(Cursor cursor) {
        var underWay = position(cursor).pass();
        return underWay == null ? pass(inView[Math.clamp(cursor.at(), 0, end())]) : underWay;
    }

    /// The place of the event that an operation is, or -1 if the timeline has none.
    public int placeOf(int operation) {
        return places[operation];
    }

    private void look() {
        int view = recording.passes().isEmpty() ? NONE : 0;
        inView[0] = view;
        for (int i = 0; i < end(); i++) {
            int begun = newest[i];
            switch (recording.timeline().get(i)) {
                case Event.OperationDone(int operation) -> {
                    places[operation] = i;
                    int later = turns.passAfter(
                            begun, recording.operations().get(operation).node());
                    view = later == NONE ? view : later;
                }
                case Event.PassStarted _, Event.PassEnded _ -> view = newest[i + 1];
                default -> {}
            }
            inView[i + 1] = view;
        }
    }

    /// A node's evaluation in a pass, or null if the pass does not reach the node.
    public @Nullable Step stepOf(BackwardPass pass, int node) {
        return step(pass, turns.step(pass.id(), node));
    }

    /// The pass at the cursor, if it evaluates a node; else the last one before that does, else the first one after;
    /// null if none does.
    public @Nullable BackwardPass passOf(int node, Cursor cursor) {
        var pass = passAt(cursor);
        return pass(turns.nearestPass(pass == null ? NONE : pass.id(), node));
    }

    /// The index of the step of a pass that evaluates a node, or -1 if the pass does not reach it.
    int turn(BackwardPass pass, int node) {
        return turns.step(pass.id(), node);
    }

    /// Places worth stopping at, ascending: the start, each operation, the start of each pass, each step, each
    /// zeroing, optimiser step and problem, and the end.
    public int[] stops() {
        return stops.clone();
    }

    /// The last place where something worth stopping at happened: what follows is only console text and ends of
    /// passes.
    public int lastStop() {
        return lastStop;
    }

    /// The first stop after a place, or the end.
    public int stopAfter(int at) {
        int found = Arrays.binarySearch(stops, at);
        return stops[Math.min(found >= 0 ? found + 1 : -found - 1, stops.length - 1)];
    }

    /// The last stop before a place, or the start.
    public int stopBefore(int at) {
        int found = Arrays.binarySearch(stops, at);
        return stops[Math.max((found >= 0 ? found : -found - 1) - 1, 0)];
    }

    private static boolean isStop(Event event) {
        return switch (event) {
            case Event.OperationDone _, Event.PassStarted _, Event.StepDone _ -> true;
            case Event.GradientsZeroed _, Event.OptimizerStepped _, Event.ProblemRaised _ -> true;
            case Event.HookCalled _, Event.IterationsSkipped _ -> true;
            case Event.PassEnded _, Event.ConsoleText _ -> false;
        };
    }

    private @Nullable BackwardPass pass(int pass) {
        return pass >= 0 && pass < recording.passes().size()
                ? recording.passes().get(pass)
                : null;
    }

    private static @Nullable Step step(@Nullable BackwardPass pass, int step) {
        return pass != null && step >= 0 && step < pass.steps().size()
                ? pass.steps().get(step)
                : null;
    }
}
