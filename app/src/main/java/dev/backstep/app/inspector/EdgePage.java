package dev.backstep.app.inspector;

import dev.backstep.app.inspector.InspectorPage.Contents;
import dev.backstep.app.inspector.InspectorPage.Sum;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Delivery;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.GraphNode.Edge;
import dev.backstep.recording.TensorValue;
import java.util.Objects;

/// The page of an edge: the gradient that travels along it.
final class EdgePage {
    private final PageWriter writer;

    private EdgePage(PageWriter writer) {
        this.writer = writer;
    }

    /// @param followGradient whether its arrow points the way of the gradient
    static InspectorPage of(PageWriter writer, int node, int edge, boolean followGradient) {
        return new EdgePage(writer).write(node, edge, followGradient);
    }

    private InspectorPage write(int from, int number, boolean followGradient) {
        GraphNode node = Objects.requireNonNull(writer.index.node(from));
        Edge edge = node.next().get(number);
        GraphNode to = Objects.requireNonNull(writer.index.node(edge.node()));
        BackwardPass pass = writer.passOf(from);
        Step step = pass == null ? null : writer.index.timeline().stepOf(pass, from);
        if (pass == null || step == null || number >= step.gradientsOut().size()) {
            writer.note("No gradient has travelled along this edge.");
        } else {
            TensorValue gradient = step.gradientsOut().get(number);
            if (gradient == null) {
                writer.note("This node computed no gradient for this edge.");
            } else {
                for (Delivery delivery : step.deliveries()) {
                    if (delivery.edge() == number && delivery.before() != null && delivery.after() != null) {
                        writer.sections.add(new Sum(
                                "sum at " + writer.label(to), "buffer", delivery.before(), gradient, delivery.after()));
                    }
                }
                device(node, to);
                writer.sections.add(new Contents("gradient, " + writer.when(pass, step), gradient));
            }
        }
        String input = to.next().size() > 1 || edge.input() > 0 ? " · gradient of output " + edge.input() : "";
        // As it is drawn.
        String title = followGradient ? node.name() + " → " + to.name() : to.name() + " → " + node.name();
        String way = followGradient ? "" : "gradients take it backwards · ";
        return writer.page(title, way + "edge " + (number + 1) + " of " + node.name() + input);
    }

    /// Where the gradient lives, and where it comes from if that is another device.
    private void device(GraphNode from, GraphNode to) {
        var devices = writer.index.devices();
        var source = devices.ofNode(from);
        var target = devices.ofNode(to);
        if (!source.isEmpty() && !target.isEmpty() && !source.equals(target)) {
            writer.note("The gradient was moved from %s to %s."
                    .formatted(devices.described(source), devices.described(target)));
        } else if (!target.isEmpty() && !target.equals("cpu")) {
            writer.note("It lives on %s.".formatted(devices.described(target)));
        }
    }
}
