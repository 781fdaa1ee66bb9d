package dev.backstep.app.replay;

import static dev.backstep.recording.Recording.NONE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// Pairs two lists: the n-th of a kind in one is the n-th of the same kind in the other. Takes time linear in both.
final class Pairing {
    private Pairing() {}

    /// The index in the other list of each item, or NONE where the other has not as many of its kind.
    ///
    /// @param kind of an item, compared by `equals`
    static int[] pair(int count, IntFunction<Object> kind, int otherCount, IntFunction<Object> otherKind) {
        Map<Object, List<Integer>> others = new HashMap<>();
        for (int i = 0; i < otherCount; i++) {
            others.computeIfAbsent(otherKind.apply(i), _ -> new ArrayList<>()).add(i);
        }
        Map<Object, Integer> seen = new HashMap<>();
        var paired = new int[count];
        for (int i = 0; i < count; i++) {
            var own = kind.apply(i);
            int ordinal = seen.merge(own, 1, Integer::sum) - 1;
            var alike = others.getOrDefault(own, List.of());
            paired[i] = ordinal < alike.size() ? alike.get(ordinal) : NONE;
        }
        return paired;
    }
}
