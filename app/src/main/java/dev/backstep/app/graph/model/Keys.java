package dev.backstep.app.graph.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Makes identities unique by a number at their end, which counts those of the same name from the start.
final class Keys {
    private final Map<String, Integer> uses = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    String unique(String base) {
        var key = base;
        for (int copy = uses.merge(base, 1, Integer::sum); !taken.add(key); copy++) {
            key = base + "-" + copy;
        }
        return key;
    }
}
