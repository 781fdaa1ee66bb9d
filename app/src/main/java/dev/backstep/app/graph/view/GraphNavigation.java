package dev.backstep.app.graph.view;

import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Group;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.Recording;
import java.util.List;

/// Finds vertices: along edges, beside each other, by what they say, and by what is selected.
final class GraphNavigation {
    enum Direction {
        UP,
        DOWN,
        LEFT,
        RIGHT
    }

    private GraphNavigation() {}

    /// The vertex that lies in a direction of another: up and down along links, left and right in the same row.
    /// Stays where there is none; from nothing (-1) goes to a root.
    static int step(GraphLayout layout, int from, Direction direction) {
        var model = layout.model();
        if (model.isEmpty()) {
            return -1;
        }
        if (from < 0) {
            return root(model);
        }
        return switch (layout.isHorizontal() ? turned(direction) : direction) {
            case UP ->
                nearest(
                        layout,
                        from,
                        model.incoming(from).stream()
                                .map(link -> model.links().get(link).source())
                                .toList());
            case DOWN ->
                nearest(
                        layout,
                        from,
                        model.outgoing(from).stream()
                                .map(link -> model.links().get(link).target())
                                .toList());
            case LEFT, RIGHT -> beside(layout, from, direction == Direction.LEFT ? -1 : 1);
        };
    }

    /// Where the graph grows to the right, left is what up is where it grows down.
    private static Direction turned(Direction direction) {
        return switch (direction) {
            case UP -> Direction.LEFT;
            case LEFT -> Direction.UP;
            case DOWN -> Direction.RIGHT;
            case RIGHT -> Direction.DOWN;
        };
    }

    /// The last root, which is where a backward pass starts.
    static int root(GraphModel model) {
        for (int i = model.vertices().size() - 1; i >= 0; i--) {
            if (model.vertices().get(i).kind() == Vertex.Kind.ROOT) {
                return i;
            }
        }
        return model.vertices().size() - 1;
    }

    /// The vertex that a selection means, or -1.
    static int vertexOf(GraphModel model, Selection selection) {
        return switch (selection) {
            case Selection.Node(int node) -> model.indexOfNode(node);
            case Selection.Tensor(int tensor) -> model.indexOfTensor(tensor);
            case Selection.Part(String key, int _) -> model.indexOfGroup(key);
            case Selection.Edge _, Selection.Nothing _ -> -1;
        };
    }

    /// The link that a selection means, or -1.
    static int linkOf(GraphModel model, Selection selection) {
        return selection instanceof Selection.Edge(int node, int edge) ? model.indexOfEdge(node, edge) : -1;
    }

    /// The frame that a selection means, or -1.
    static int frameOf(GraphModel model, Selection selection) {
        for (int i = 0; i < model.frames().size(); i++) {
            if (selection instanceof Selection.Part(String key, int _)
                    && model.frames().get(i).group().key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    static Selection selectionOf(Group group) {
        return new Selection.Part(group.key(), group.moduleCall());
    }

    /// What choosing a vertex selects.
    static Selection selectionOf(Vertex vertex) {
        if (vertex.group() != null) {
            return selectionOf(vertex.group());
        }
        if (vertex.node() != Recording.NONE) {
            return new Selection.Node(vertex.node());
        }
        return vertex.tensor() != Recording.NONE ? new Selection.Tensor(vertex.tensor()) : Selection.NOTHING;
    }

    private static int nearest(GraphLayout layout, int from, List<Integer> candidates) {
        double x = layout.places().get(from).centerX();
        return candidates.stream()
                .min((a, b) -> Double.compare(
                        Math.abs(layout.places().get(a).centerX() - x),
                        Math.abs(layout.places().get(b).centerX() - x)))
                .orElse(from);
    }

    private static int beside(GraphLayout layout, int from, int side) {
        var start = layout.places().get(from);
        boolean horizontal = layout.isHorizontal();
        int best = from;
        double bestDistance = Double.POSITIVE_INFINITY;
        for (int i = 0; i < layout.places().size(); i++) {
            var place = layout.places().get(i);
            double distance =
                    side * (horizontal ? place.centerY() - start.centerY() : place.centerX() - start.centerX());
            boolean sameRow = horizontal
                    ? place.x() < start.x() + start.width() && start.x() < place.x() + place.width()
                    : place.y() < start.y() + start.height() && start.y() < place.y() + place.height();
            if (i != from && sameRow && distance > 0 && distance < bestDistance) {
                best = i;
                bestDistance = distance;
            }
        }
        return best;
    }
}
