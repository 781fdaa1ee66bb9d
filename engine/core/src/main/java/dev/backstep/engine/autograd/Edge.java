package dev.backstep.engine.autograd;

/// Where a gradient goes: a node, and which of its incoming gradients it adds to.
public record Edge(Node node, int input) {}
