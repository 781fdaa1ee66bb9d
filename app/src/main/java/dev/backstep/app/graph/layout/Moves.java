package dev.backstep.app.graph.layout;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Where a person has put nodes. They are known by their keys, so this outlives folds, edits and other passes; how far
/// they are from their places in the layout is what is kept, so that they stay beside what they were put beside.
///
/// @param offsets by the key of a vertex
public record Moves(Map<String, Offset> offsets) {
    public static final Moves NONE = new Moves(Map.of());

    /// How far a node is moved.
    ///
    /// @param across the direction in which the graph grows
    /// @param along that direction
    public record Offset(double across, double along) {
        double x(boolean horizontal) {
            return horizontal ? along : across;
        }

        double y(boolean horizontal) {
            return horizontal ? across : along;
        }
    }

    public Moves {
        offsets = Map.copyOf(offsets);
    }

    public boolean isEmpty() {
        return offsets.isEmpty();
    }

    /// With some nodes further right and down.
    ///
    /// @param horizontal whether the graph grows to the right rather than down
    public Moves plus(Collection<String> keys, double dx, double dy, boolean horizontal) {
        var changed = new HashMap<>(offsets);
        for (var key : keys) {
            var old = changed.getOrDefault(key, new Offset(0, 0));
            changed.put(
                    key,
                    horizontal
                            ? new Offset(old.across + dy, old.along + dx)
                            : new Offset(old.across + dx, old.along + dy));
        }
        return new Moves(changed);
    }

    /// A layout with the nodes where they were put.
    public GraphLayout applied(GraphLayout layout) {
        boolean any = layout.model().vertices().stream().anyMatch(vertex -> offsets.containsKey(vertex.key()));
        return any ? new MovedLayout(layout, offsets).build() : layout;
    }
}
