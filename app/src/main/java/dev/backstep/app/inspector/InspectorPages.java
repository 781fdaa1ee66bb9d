package dev.backstep.app.inspector;

import dev.backstep.app.replay.Arrows;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Recording;
import java.util.List;

/// Writes the inspector's page for a selection. Where nothing is selected, it is about what the cursor's event did,
/// or about the run as a whole.
final class InspectorPages {

    private InspectorPages() {}

    static InspectorPage of(Moment moment) {
        return of(moment, Arrows.BY_TURNS);
    }

    /// @param arrows which way those of the graph point
    static InspectorPage of(Moment moment, Arrows arrows) {
        var index = moment.index();
        var writer = new PageWriter(moment);
        return switch (moment.selection()) {
            case Selection.Node(int node) when index.node(node) != null -> NodePage.of(writer, node);
            case Selection.Tensor(int tensor) when index.tensor(tensor) != null -> TensorPage.of(writer, tensor);
            case Selection.Part(String _, int call)
            when call >= 0 && call < index.recording().structure().moduleCalls().size() -> ModulePage.of(writer, call);
            case Selection.Edge(int node, int edge)
            when hasEdge(index, node, edge) ->
                EdgePage.of(writer, node, edge, arrows.followGradient(moment.backward()));
            default -> ofEvent(writer);
        };
    }

    private static InspectorPage ofEvent(PageWriter writer) {
        Recording recording = writer.index.recording();
        return switch (writer.index.timeline().position(writer.cursor).event()) {
            case Event.StepDone(int pass, int step) ->
                NodePage.of(
                        writer, recording.passes().get(pass).steps().get(step).node());
            case Event.PassStarted(int pass)
            when !recording.passes().get(pass).roots().isEmpty() ->
                NodePage.of(
                        writer, recording.passes().get(pass).roots().getFirst().node());
            case Event.OperationDone(int operation)
            when !outputs(recording, operation).isEmpty() ->
                TensorPage.of(writer, outputs(recording, operation).getFirst());
            case Event.ProblemRaised(int problem) ->
                RunPage.of(writer, recording.problems().get(problem));
            case Event.IterationsSkipped skipped -> LeftOutPage.of(writer, skipped);
            case null, default -> RunPage.of(writer);
        };
    }

    private static List<Integer> outputs(Recording recording, int operation) {
        return recording.operations().get(operation).outputs();
    }

    private static boolean hasEdge(RecordingIndex index, int node, int edge) {
        GraphNode from = index.node(node);
        return from != null
                && edge >= 0
                && edge < from.next().size()
                && index.node(from.next().get(edge).node()) != null;
    }
}
