package dev.backstep.app.export;

import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Link;
import dev.backstep.app.graph.model.LiveGraph;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.replay.BackwardState;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.Recording;
import dev.backstep.recording.TensorValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.graphstream.graph.Element;
import org.graphstream.graph.Graph;

/// Says of each node and edge of a graph what the backward pass in the picture does there.
///
/// Nodes and edges get `step` (the number of the step that evaluates the node, or sends the gradient
/// along the edge, from 1) and `state`: `done`, `now` or `waiting`. What the picture's moment has reached
/// also has `grad_norm` and `grad`, the values if they are few, else norm and shape: of a node the
/// gradient that arrived, of a leaf its `.grad` after the step. The graph gets `pass`, `call`, `steps`
/// and `steps_done`.
final class GradientAttributes {
    /// How many numbers are written out.
    private static final int VALUES = 8;

    private final BackwardState state;
    private final BackwardPass pass;
    private final GraphModel model;
    private final Map<Integer, Step> byNode = new HashMap<>();

    private GradientAttributes(BackwardState state, BackwardPass pass, GraphModel model) {
        this.state = state;
        this.pass = pass;
        this.model = model;
        pass.steps().forEach(step -> byNode.putIfAbsent(step.node(), step));
    }

    /// The picture's graph with its attributes; the caller's own.
    static Graph graph(Picture picture) {
        var model = picture.layout().model();
        var graph = new LiveGraph(model).graph();
        var pass = picture.state().pass();
        if (pass != null) {
            new GradientAttributes(picture.state(), pass, model).addTo(graph);
        }
        return graph;
    }

    private void addTo(Graph graph) {
        graph.setAttribute("pass", pass.id() + 1);
        graph.setAttribute("call", pass.call());
        graph.setAttribute("steps", pass.steps().size());
        graph.setAttribute("steps_done", state.stepsDone());
        for (var vertex : model.vertices()) {
            describe(graph.getNode(vertex.key()), vertex);
        }
        var keys = LiveGraph.edgeKeys(model);
        for (int i = 0; i < keys.size(); i++) {
            describe(graph.getEdge(keys.get(i)), model.links().get(i));
        }
    }

    private void describe(Element node, Vertex vertex) {
        if (vertex.kind() == Vertex.Kind.LEAF) {
            pass.steps().stream()
                    .filter(step -> step.accumulations().stream().anyMatch(sum -> sum.tensor() == vertex.tensor()))
                    .findFirst()
                    .ifPresent(step -> describe(
                            node,
                            step,
                            step.accumulations().stream()
                                    .filter(sum -> sum.tensor() == vertex.tensor())
                                    .map(BackwardPass.Accumulation::after)
                                    .toList()));
            return;
        }
        var step = byNode.get(vertex.node());
        if (step != null) {
            describe(
                    node,
                    step,
                    step.gradientsIn().stream().filter(Objects::nonNull).toList());
        }
    }

    private void describe(Element edge, Link link) {
        if (link.edge() != Recording.NONE) {
            var step = byNode.get(link.node());
            if (step != null) {
                var sent = link.edge() < step.gradientsOut().size()
                        ? step.gradientsOut().get(link.edge())
                        : null;
                describe(edge, step, sent == null ? List.of() : List.of(sent));
            }
        } else if (link.kind() == Link.Kind.LEAF) {
            var step = byNode.get(model.vertices().get(link.target()).node());
            if (step != null) {
                describe(
                        edge,
                        step,
                        step.accumulations().stream()
                                .map(BackwardPass.Accumulation::incoming)
                                .toList());
            }
        }
    }

    private void describe(Element element, Step step, List<TensorValue> gradients) {
        element.setAttribute("step", step.index() + 1);
        boolean now = step.index() == state.step();
        boolean done = step.index() < state.stepsDone();
        element.setAttribute("state", now ? "now" : done ? "done" : "waiting");
        if (done && !gradients.isEmpty()) {
            element.setAttribute("grad_norm", norm(gradients));
            element.setAttribute("grad", text(gradients));
        }
    }

    /// Of all their elements together.
    private static double norm(List<TensorValue> gradients) {
        return gradients.size() == 1
                ? gradients.getFirst().statistics().norm()
                : Math.sqrt(gradients.stream()
                        .mapToDouble(value -> value.statistics().norm())
                        .map(norm -> norm * norm)
                        .sum());
    }

    private static String text(List<TensorValue> gradients) {
        return gradients.stream()
                .map(value -> ValueText.summary(value, VALUES))
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
    }
}
