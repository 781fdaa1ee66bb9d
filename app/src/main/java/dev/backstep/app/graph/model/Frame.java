package dev.backstep.app.graph.model;

import java.util.List;

/// An open group: the box around what is in it.
///
/// @param parent the index of the frame that it is in, or -1
/// @param vertices the indices of the vertices directly in it
public record Frame(Group group, int parent, List<Integer> vertices) {}
