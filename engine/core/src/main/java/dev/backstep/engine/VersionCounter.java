package dev.backstep.engine;

/// Counts in-place changes. Views and detached tensors share the counter of the tensor they come from, because they
/// share its elements; a saved tensor remembers its value and is refused once it has moved on.
final class VersionCounter {
    int value;
}
