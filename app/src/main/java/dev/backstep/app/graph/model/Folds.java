package dev.backstep.app.graph.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which groups a person has folded or opened, and which turn of a loop they look at; groups are known by their keys,
/// so that this outlives edits of the program. What nobody touched is open as far as the picture can be read.
///
/// @param open what was decided of single groups
/// @param depth to which depth all others are open; null for as far as the picture can be read
/// @param turns which child of a loop's group is shown between its first and its last
public record Folds(Map<String, Boolean> open, @Nullable Integer depth, Map<String, Integer> turns) {

    public static final Folds AUTOMATIC = new Folds(Map.of(), null, Map.of());
    public static final Folds ALL_OPEN = new Folds(Map.of(), Integer.MAX_VALUE, Map.of());

    public Folds {
        open = Map.copyOf(open);
        turns = Map.copyOf(turns);
    }

    /// With everything open down to a depth, and nothing below: 0 folds all there is.
    public static Folds toDepth(int depth) {
        return new Folds(Map.of(), depth, Map.of());
    }

    public Folds with(Group group, boolean opened) {
        var changed = new HashMap<>(open);
        changed.put(group.key(), opened);
        return new Folds(changed, depth, turns);
    }

    public Folds withTurn(Group loop, int turn) {
        var changed = new HashMap<>(turns);
        changed.put(loop.key(), turn);
        return new Folds(open, depth, changed);
    }
}
