package dev.backstep.engine;

import dev.backstep.engine.ops.OperatorInfo;
import org.jspecify.annotations.Nullable;

/// Counts in-place changes. Views and detached tensors share the counter of the tensor they come from, because they
/// share its elements; a saved tensor remembers its value and is refused once it has moved on.
///
/// The first changes and the last ones are kept, to say then what happened.
public final class VersionCounter {
    private static final int KEPT = 16;

    int value;
    private Change @Nullable [] changes;

    /// A change in place.
    ///
    /// @param operator null for what is no operator, such as a function of the embedding language
    /// @param line of the program, 0 if unknown
    public record Change(int version, @Nullable OperatorInfo operator, int line) {}

    void changed(@Nullable OperatorInfo operator, int line) {
        if (changes == null) changes = new Change[KEPT];
        changes[value % KEPT] = new Change(value, operator, line);
        value++;
    }

    /// The first change that found the elements in this version, or the oldest later one that is still known.
    @Nullable
    Change firstSince(int version) {
        if (changes == null) return null;
        Change found = null;
        for (Change change : changes) {
            if (change != null && change.version >= version && (found == null || change.version < found.version)) {
                found = change;
            }
        }
        return found;
    }
}
