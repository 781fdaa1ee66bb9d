package dev.backstep.app.editor;

import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.NonFinite.Finds;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The values worth showing beside a program's lines, short enough to be read in passing: of a line that names tensors
/// the last one's contents, of a call of `backward()` what it left in `.grad`. Made once a recording.
final class LineValues {
    /// A tensor of more elements is shown by its norm.
    private static final int SHOWN_ELEMENTS = 4;

    /// Of more gradients only their number is shown.
    private static final int SHOWN_GRADIENTS = 2;

    private final RecordingIndex index;
    private final Map<Integer, List<Integer>> tensors = new HashMap<>();
    private final Map<Integer, List<BackwardPass>> passes = new HashMap<>();
    private final Map<Integer, Integer> nansSince;
    private final Map<Integer, Integer> infinitiesSince;

    LineValues(RecordingIndex index) {
        this.index = index;
        nansSince = since(index.recording(), index.nonFinite().nans());
        infinitiesSince = since(index.recording(), index.nonFinite().infinities());
        for (var tensor : index.recording().tensors()) {
            if (tensor.line() > 0 && !tensor.names().isEmpty()) {
                tensors.computeIfAbsent(tensor.line(), line -> new ArrayList<>())
                        .add(tensor.id());
            }
        }
        for (var pass : index.recording().passes()) {
            if (pass.span() != null) {
                passes.computeIfAbsent(pass.span().startLine(), line -> new ArrayList<>())
                        .add(pass);
            }
        }
    }

    /// What stands beside a line.
    ///
    /// @param nonFinite whether the line has brought a NaN or an Inf
    record Note(String text, boolean nonFinite) {}

    /// What stands beside each line at a moment.
    Map<Integer, Note> at(Cursor cursor) {
        var notes = new TreeMap<Integer, Note>();
        var texts = texts(cursor);
        texts.forEach((line, text) -> notes.put(line, new Note(text, false)));
        // In this order, because NaN is worse.
        mark(notes, infinitiesSince, cursor, "inf", "Inf");
        mark(notes, nansSince, cursor, "nan", "NaN");
        return notes;
    }

    private static void mark(
            Map<Integer, Note> notes, Map<Integer, Integer> since, Cursor cursor, String asValue, String name) {
        since.forEach((line, at) -> {
            if (at <= cursor.at()) {
                var note = notes.get(line);
                var text = note == null
                        ? name
                        : note.text.contains(asValue) || note.text.contains(name)
                                ? note.text
                                : note.text + " · " + name;
                notes.put(line, new Note(text, true));
            }
        });
    }

    /// For each line the place from which it has brought such numbers.
    private static Map<Integer, Integer> since(Recording recording, Finds finds) {
        var since = new HashMap<Integer, Integer>();
        finds.places().stream().forEach(at -> {
            var span = at == 0 ? null : span(recording, recording.timeline().get(at - 1));
            if (span != null) {
                since.putIfAbsent(span.startLine(), at);
            }
        });
        return since;
    }

    private static @Nullable Span span(Recording recording, Event event) {
        return switch (event) {
            case Event.OperationDone(int operation) ->
                recording.operations().get(operation).span();
            case Event.StepDone(int pass, int step) ->
                recording
                        .nodes()
                        .get(recording.passes().get(pass).steps().get(step).node())
                        .span();
            case Event.OptimizerStepped stepped -> stepped.span();
            default -> null;
        };
    }

    private Map<Integer, String> texts(Cursor cursor) {
        var texts = new TreeMap<Integer, String>();
        tensors.forEach((line, made) -> {
            var value = latest(made, cursor);
            if (value != null) {
                texts.put(line, ValueText.summary(value, SHOWN_ELEMENTS));
            }
        });
        passes.forEach((line, calls) -> {
            var text = gradients(calls, cursor);
            if (!text.isEmpty()) {
                texts.put(line, text);
            }
        });
        return texts;
    }

    private @Nullable TensorValue latest(List<Integer> made, Cursor cursor) {
        return made.reversed().stream()
                .map(tensor -> index.value(tensor, cursor))
                .filter(value -> value != null)
                .findFirst()
                .orElse(null);
    }

    /// What the last pass that has begun has left in `.grad` so far.
    private String gradients(List<BackwardPass> calls, Cursor cursor) {
        var pass = calls.reversed().stream()
                .filter(call -> call.startedAt() < cursor.at())
                .findFirst();
        var after = new LinkedHashMap<Integer, TensorValue>();
        pass.ifPresent(call -> call.steps().stream()
                .filter(step -> step.at() < cursor.at())
                .flatMap(step -> step.accumulations().stream())
                .filter(accumulation -> accumulation.target() != BackwardPass.Target.RETURNED)
                .forEach(accumulation -> after.put(accumulation.tensor(), accumulation.after())));
        if (after.size() > SHOWN_GRADIENTS) {
            return after.size() + " gradients";
        }
        return after.entrySet().stream()
                .map(entry -> "%s.grad %s"
                        .formatted(index.name(entry.getKey()), ValueText.summary(entry.getValue(), SHOWN_ELEMENTS)))
                .collect(Collectors.joining("  "));
    }
}
