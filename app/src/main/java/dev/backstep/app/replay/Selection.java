package dev.backstep.app.replay;

/// What a person has chosen to look at; identifiers are those of the current recording.
public sealed interface Selection {
    Selection NOTHING = new Nothing();

    record Nothing() implements Selection {}

    /// A node of the backward graph.
    record Node(int node) implements Selection {}

    /// A tensor: a leaf, or a named or excluded result.
    record Tensor(int tensor) implements Selection {}

    /// A part of the graph that can be folded: a call of a module or function, a loop, a statement.
    ///
    /// @param key its identity among the groups of the graph, the same in the next recording of the program
    /// @param moduleCall the call if it is that of a module, else NONE
    record Part(String key, int moduleCall) implements Selection {}

    /// An edge of the backward graph: the given edge of a node.
    record Edge(int node, int edge) implements Selection {}
}
