package dev.backstep.app.editor;

import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.ProblemText;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which places of the program a recording's parts come from, and the other way round.
final class Places {
    private Places() {}

    /// The place of what is looked at: what is selected, or else what happened last before the cursor. At either end
    /// of the timeline nothing is under way.
    static Optional<Span> lookedAt(Recording recording, Cursor cursor, Selection selection) {
        var selected = of(recording, selection);
        if (selected.isPresent()) {
            return selected;
        }
        int at = cursor.at();
        if (at <= 0 || at >= recording.timeline().size()) {
            return Optional.empty();
        }
        return Optional.ofNullable(of(recording, recording.timeline().get(at - 1)));
    }

    /// What was made on a line: the last node of the graph, or else the last tensor.
    static Optional<Selection> made(Recording recording, int line) {
        Optional<Selection> node = recording.nodes().reversed().stream()
                .filter(candidate -> candidate.span() != null && isOn(candidate.span(), line))
                .findFirst()
                .map(found -> new Selection.Node(found.id()));
        return node.or(() -> recording.tensors().reversed().stream()
                .filter(tensor -> tensor.line() == line)
                .findFirst()
                .map(found -> new Selection.Tensor(found.id())));
    }

    private static boolean isOn(Span span, int line) {
        return span.startLine() <= line && line <= span.endLine();
    }

    private static Optional<Span> of(Recording recording, Selection selection) {
        return switch (selection) {
            case Selection.Nothing nothing -> Optional.empty();
            case Selection.Node(int node) -> Optional.ofNullable(ofNode(recording, node));
            case Selection.Edge(int node, int edge) -> Optional.ofNullable(ofNode(recording, node));
            case Selection.Part part -> Optional.empty();
            case Selection.Tensor(int tensor) -> Optional.ofNullable(ofTensor(recording, tensor));
        };
    }

    private static @Nullable Span of(Recording recording, Event event) {
        return switch (event) {
            case Event.OperationDone(int operation) ->
                recording.operations().get(operation).span();
            case Event.PassStarted(int pass) -> recording.passes().get(pass).span();
            case Event.StepDone(int pass, int step) ->
                ofStep(recording, recording.passes().get(pass), step);
            case Event.PassEnded(int pass) -> recording.passes().get(pass).span();
            case Event.GradientsZeroed zeroed -> zeroed.span();
            case Event.OptimizerStepped stepped -> stepped.span();
            case Event.ConsoleText printed -> printed.line() > 0 ? Span.line(printed.line()) : null;
            case Event.ProblemRaised(int problem) ->
                ProblemText.place(recording.problems().get(problem));
            case Event.HookCalled(int hook) -> recording.hooks().get(hook).span();
            case Event.IterationsSkipped skipped ->
                recording.structure().loops().get(skipped.loop()).span();
        };
    }

    /// A step's node tells where the forward made it, which is what the step differentiates.
    private static @Nullable Span ofStep(Recording recording, BackwardPass pass, int step) {
        var span = ofNode(recording, pass.steps().get(step).node());
        return span == null ? pass.span() : span;
    }

    private static @Nullable Span ofNode(Recording recording, int id) {
        if (id < 0 || id >= recording.nodes().size()) {
            return null;
        }
        GraphNode node = recording.nodes().get(id);
        return node.span() != null || node.variable() == Recording.NONE
                ? node.span()
                : ofTensor(recording, node.variable());
    }

    private static @Nullable Span ofTensor(Recording recording, int id) {
        if (id < 0 || id >= recording.tensors().size()) {
            return null;
        }
        var tensor = recording.tensors().get(id);
        if (tensor.operation() != Recording.NONE) {
            var span = recording.operations().get(tensor.operation()).span();
            if (span != null) {
                return span;
            }
        }
        return tensor.line() > 0 ? Span.line(tensor.line()) : null;
    }
}
