package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What a moment says of vertices besides what they are.
///
/// @param gradients of folded groups the norm of all gradients in them, as text
/// @param unborn the vertices that are not there yet
/// @param now the vertex of the operator that has just run forward, or -1
/// @param made what that operator made, as text; empty without one
/// @param notFinite the vertices whose values or gradients are NaN or infinite somewhere
/// @param notes what a person has pinned to vertices, or to what is folded in them
public record Facts(
        Map<Integer, String> gradients,
        BitSet unborn,
        int now,
        String made,
        BitSet notFinite,
        Map<Integer, String> notes) {
    /// A tensor of more elements is shown by its norm.
    private static final int SHOWN = 4;

    public static final Facts NONE = new Facts(Map.of(), new BitSet(), -1, "", new BitSet(), Map.of());

    /// @param births of the model's vertices, in the moment's recording
    public static Facts of(Moment moment, GraphModel model, Births births) {
        var unborn = new BitSet();
        for (int i = 0; i < model.vertices().size(); i++) {
            unborn.set(i, !births.isThere(i, moment.cursor().at()));
        }
        int now = -1;
        var made = "";
        if (moment.position().event() instanceof Event.OperationDone(int id)) {
            var operation = moment.recording().operations().get(id);
            var outputs = operation.outputs();
            now = operation.node() != Recording.NONE
                    ? model.indexOfNode(operation.node())
                    : outputs.isEmpty() ? -1 : model.indexOfTensor(outputs.getFirst());
            var value = outputs.isEmpty() ? null : moment.index().value(outputs.getFirst(), moment.cursor());
            made = value == null ? "" : ValueText.summary(value, SHOWN);
        }
        return new Facts(gradients(moment, model), unborn, now, made, notFinite(moment, model), notes(moment, model));
    }

    private static Map<Integer, String> gradients(Moment moment, GraphModel model) {
        var squares = new HashMap<Integer, Double>();
        for (int tensor : moment.index().gradients().tensors()) {
            int vertex = model.indexOfTensor(tensor);
            if (vertex >= 0 && model.vertices().get(vertex).kind() == Vertex.Kind.GROUP) {
                var gradient = moment.index().gradient(tensor, moment.cursor());
                if (gradient != null) {
                    double norm = gradient.statistics().norm();
                    squares.merge(vertex, norm * norm, Double::sum);
                }
            }
        }
        var texts = new HashMap<Integer, String>();
        squares.forEach((vertex, square) -> texts.put(vertex, "‖grad‖ " + ValueText.number(Math.sqrt(square))));
        return texts;
    }

    private static Map<Integer, String> notes(Moment moment, GraphModel model) {
        var notes = new TreeMap<Integer, String>();
        moment.notes().byNode().forEach((node, text) -> {
            int vertex = model.indexOfNode(node);
            if (vertex >= 0) {
                notes.merge(vertex, text, (one, other) -> one + "\n" + other);
            }
        });
        return notes;
    }

    private static BitSet notFinite(Moment moment, GraphModel model) {
        var found = new BitSet();
        var finds = moment.index().nonFinite();
        if (finds.isEmpty()) {
            return found;
        }
        var nodes = (BitSet) finds.nans().nodes().clone();
        nodes.or(finds.infinities().nodes());
        for (int node = nodes.nextSetBit(0); node != Recording.NONE; node = nodes.nextSetBit(node + 1)) {
            int vertex = model.indexOfNode(node);
            if (vertex >= 0) {
                found.set(vertex);
            }
        }
        return found;
    }
}
