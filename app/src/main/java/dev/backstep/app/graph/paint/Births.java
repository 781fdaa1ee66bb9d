package dev.backstep.app.graph.paint;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.replay.RecordingIndex;
import java.util.Arrays;

/// From which place of the timeline on each vertex is there: by which the forward pass is seen to build the graph.
public final class Births {
    private final GraphModel model;
    private final int[] places;

    public Births(RecordingIndex index, GraphModel model) {
        this.model = model;
        places = new int[model.vertices().size()];
        Arrays.fill(places, Integer.MAX_VALUE);
        model.forEachInside((vertex, shown) -> places[shown] = Math.min(places[shown], place(index, vertex)));
        for (int i = 0; i < places.length; i++) {
            // An AccumulateGrad comes with its leaf.
            if (model.vertices().get(i).kind() == Vertex.Kind.ACCUMULATE) {
                for (int link : model.incoming(i)) {
                    places[i] =
                            Math.min(places[i], places[model.links().get(link).source()]);
                }
            }
        }
    }

    private static int place(RecordingIndex index, Vertex vertex) {
        if (vertex.operation() != NONE) {
            return index.timeline().placeOf(vertex.operation()) + 1;
        }
        if (vertex.node() != NONE
                && index.recording().nodes().get(vertex.node()).pass() != NONE) {
            int pass = index.recording().nodes().get(vertex.node()).pass();
            return index.recording().passes().get(pass).startedAt() + 1;
        }
        var first = vertex.tensor() == NONE || vertex.kind() == Vertex.Kind.ACCUMULATE
                ? null
                : index.firstSnapshot(vertex.tensor());
        return first == null ? vertex.kind() == Vertex.Kind.ACCUMULATE ? Integer.MAX_VALUE : 0 : first.at();
    }

    GraphModel model() {
        return model;
    }

    /// Whether a vertex is there at a place.
    boolean isThere(int vertex, int at) {
        return places[vertex] <= at || places[vertex] == Integer.MAX_VALUE;
    }
}
