package dev.backstep.app.graph.model;

/// What of a recording the picture shows.
///
/// @param constants whether tensors that do not require grad are shown where an operation reads them
/// @param excluded whether operations that left no node in the graph are shown (dotted)
/// @param gradients whether the gradients of the pass at the cursor are written on the edges
public record GraphOptions(boolean constants, boolean excluded, boolean gradients) {
    public static final GraphOptions DEFAULT = new GraphOptions(true, false, true);
}
