package dev.backstep.recording;

/// Words that a person has pinned to a node.
public record Note(int node, String text) {}
