package dev.backstep.app.replay;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import dev.backstep.recording.TensorRecord;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Carries a cursor from one run of a program to the next while somebody edits it, so that "what if" can be tried at
/// one
/// step.
///
/// A place is known by what happened last before it. That is looked for in the other run between the same two backward
/// passes, counted from the first: the same kind of event, of the statement on the same line (lines above may have been
/// added or removed), with the same operator, node or variable; of several the one with the same number. Where the
/// statement does something else now, its line and number count alone. Where it is gone, what happened before it is
/// looked for. The end stays the end, and the start the start.
final class CursorCarry {
    /// How many events before a place are tried when the ones at it are gone.
    private static final int TRIES = 200;

    private final RecordingIndex before;
    private final RecordingIndex after;
    private final IntUnaryOperator moved;

    /// A cursor in the other run.
    ///
    /// @param exact whether it stands at the same event, and not merely near it
    record Carried(Cursor cursor, boolean exact) {}

    /// What makes an event the same in two runs.
    ///
    /// @param line of its statement in the later text, 0 if unknown
    /// @param name what it did, or to what: an operator, a node's name with the variable of a leaf
    private record Likeness(Class<?> kind, int line, String name) {}

    private CursorCarry(RecordingIndex before, RecordingIndex after) {
        this.before = before;
        this.after = after;
        moved = LineMap.between(before.recording().source(), after.recording().source())::after;
    }

    static Carried carry(RecordingIndex before, Cursor cursor, RecordingIndex after) {
        int end = after.timeline().end();
        if (!before.recording().name().equals(after.recording().name())
                || cursor.at() >= before.timeline().end()) {
            return new Carried(new Cursor(end), true);
        }
        if (cursor.at() <= 0) {
            return new Carried(Cursor.START, true);
        }
        return new CursorCarry(before, after).carry(cursor.at());
    }

    private Carried carry(int at) {
        for (int place = at; place > Math.max(0, at - TRIES); place--) {
            int found = find(place - 1);
            if (found != NONE) {
                return new Carried(new Cursor(found + 1), place == at);
            }
        }
        return new Carried(new Cursor(after.timeline().end()), false);
    }

    /// The later run's event that an event of the earlier run is, or NONE.
    private int find(int event) {
        int segment = segment(before, event + 1);
        if (segment > after.recording().passes().size()) {
            return NONE;
        }
        var likeness = likeness(before, event, moved);
        int found = find(event, segment, likeness, true);
        return found != NONE || likeness.line == 0 ? found : find(event, segment, likeness, false);
    }

    private int find(int event, int segment, Likeness wanted, boolean byName) {
        int number = 0;
        for (int i = start(before, segment); i < event; i++) {
            if (alike(likeness(before, i, moved), wanted, byName)) {
                number++;
            }
        }
        int end = end(after, segment);
        for (int i = start(after, segment); i < end; i++) {
            if (alike(likeness(after, i, IntUnaryOperator.identity()), wanted, byName) && number-- == 0) {
                return i;
            }
        }
        return NONE;
    }

    private static boolean alike(Likeness one, Likeness other, boolean byName) {
        return one.kind == other.kind && one.line == other.line && (!byName || one.name.equals(other.name));
    }

    /// How many passes have begun before a place.
    private static int segment(RecordingIndex index, int at) {
        BackwardPass newest = index.timeline().newestPass(new Cursor(at));
        return newest == null ? 0 : newest.id() + 1;
    }

    private static int start(RecordingIndex index, int segment) {
        return segment == 0 ? 0 : index.recording().passes().get(segment - 1).startedAt();
    }

    private static int end(RecordingIndex index, int segment) {
        List<BackwardPass> passes = index.recording().passes();
        return segment < passes.size()
                ? passes.get(segment).startedAt()
                : index.timeline().end();
    }

    private static Likeness likeness(RecordingIndex index, int place, IntUnaryOperator lines) {
        Recording recording = index.recording();
        Event event = recording.timeline().get(place);
        return switch (event) {
            case Event.OperationDone(int id) -> {
                Operation operation = recording.operations().get(id);
                yield of(event, operation.span(), lines, operation.name());
            }
            case Event.StepDone(int pass, int step) -> {
                GraphNode node = recording
                        .nodes()
                        .get(recording.passes().get(pass).steps().get(step).node());
                TensorRecord leaf = index.tensor(node.variable());
                // A leaf keeps its name wherever it is made.
                yield leaf == null
                        ? of(event, node.span(), lines, node.name())
                        : new Likeness(event.getClass(), 0, node.name() + " " + index.name(leaf.id()));
            }
            // A segment has one pass that begins.
            case Event.PassStarted _ -> new Likeness(event.getClass(), 0, "");
            case Event.PassEnded _ -> new Likeness(event.getClass(), 0, "");
            case Event.GradientsZeroed zeroed -> of(event, zeroed.span(), lines, zeroed.by());
            case Event.OptimizerStepped stepped -> of(event, stepped.span(), lines, stepped.optimizer());
            case Event.ProblemRaised(int problem) -> {
                var raised = recording.problems().get(problem);
                yield of(event, raised.span(), lines, raised.type());
            }
            case Event.ConsoleText text -> new Likeness(event.getClass(), lines.applyAsInt(text.line()), "");
            case Event.HookCalled(int hook) ->
                of(event, recording.hooks().get(hook).span(), lines, "");
            case Event.IterationsSkipped skipped -> new Likeness(event.getClass(), 0, Integer.toString(skipped.loop()));
        };
    }

    private static Likeness of(Event event, @Nullable Span span, IntUnaryOperator lines, String name) {
        return new Likeness(event.getClass(), span == null ? 0 : lines.applyAsInt(span.startLine()), name);
    }
}
