package dev.backstep.app.replay;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import dev.backstep.recording.TensorRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Carries a cursor from one run of a program to the next while somebody edits it, so that "what if" can be tried at
/// one step.
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
    private final Map<Integer, Pairs> pairs = new HashMap<>();

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
        int segment = segment(event + 1);
        if (segment > after.recording().passes().size()) {
            return NONE;
        }
        var paired = pairs.computeIfAbsent(segment, this::pair);
        int at = event - paired.from;
        int found = paired.byName[at];
        if (found == NONE && likeness(before, event, moved).line != 0) {
            found = paired.byLine[at];
        }
        return found == NONE ? NONE : start(after, segment) + found;
    }

    /// The events of a segment and what they are in the other run's, counted from its start.
    private record Pairs(int from, int[] byName, int[] byLine) {}

    private record Line(Class<?> kind, int line) {}

    private Pairs pair(int segment) {
        var own = likenesses(before, segment, moved);
        var others = likenesses(after, segment, IntUnaryOperator.identity());
        return new Pairs(
                start(before, segment),
                Pairing.pair(own.size(), own::get, others.size(), others::get),
                Pairing.pair(own.size(), i -> line(own.get(i)), others.size(), i -> line(others.get(i))));
    }

    private static Line line(Likeness likeness) {
        return new Line(likeness.kind, likeness.line);
    }

    private static List<Likeness> likenesses(RecordingIndex index, int segment, IntUnaryOperator lines) {
        return IntStream.range(start(index, segment), end(index, segment))
                .mapToObj(place -> likeness(index, place, lines))
                .toList();
    }

    /// How many passes have begun before a place. Their starts lie in order.
    private int segment(int at) {
        var passes = before.recording().passes();
        int low = 0;
        int high = passes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (passes.get(middle).startedAt() < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
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
