package dev.backstep.app.graph.model;

import dev.backstep.app.replay.Arrows;

/// What of a recording the picture shows.
///
/// @param constants whether tensors that do not require grad are shown where an operation reads them
/// @param excluded whether operations that left no node in the graph are shown (dotted)
/// @param folds which groups are folded
/// @param horizontal whether the graph grows to the right rather than down
/// @param gradients whether the gradients of the pass at the cursor are written on the edges
/// @param arrows which way arrows point
public record GraphOptions(
        boolean constants, boolean excluded, boolean gradients, Folds folds, boolean horizontal, Arrows arrows) {
    public static final GraphOptions DEFAULT = new GraphOptions(true, false, true);

    /// With nothing folded by anybody.
    public GraphOptions(boolean constants, boolean excluded, boolean gradients) {
        this(constants, excluded, gradients, Folds.AUTOMATIC, false, Arrows.BY_TURNS);
    }

    public GraphOptions with(Folds other) {
        return new GraphOptions(constants, excluded, gradients, other, horizontal, arrows);
    }

    public GraphOptions with(Arrows other) {
        return new GraphOptions(constants, excluded, gradients, folds, horizontal, other);
    }

    public GraphOptions horizontal(boolean other) {
        return new GraphOptions(constants, excluded, gradients, folds, other, arrows);
    }

    public GraphOptions showing(boolean otherConstants, boolean otherExcluded, boolean otherGradients) {
        return new GraphOptions(otherConstants, otherExcluded, otherGradients, folds, horizontal, arrows);
    }
}
