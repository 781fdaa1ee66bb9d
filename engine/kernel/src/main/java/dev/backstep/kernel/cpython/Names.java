package dev.backstep.kernel.cpython;

import java.util.HashMap;
import java.util.Map;

/// Names in both languages. Python keeps a name once, so that its address says which one it is.
final class Names {
    private static final Map<String, Long> ADDRESSES = new HashMap<>();
    private static final Map<Long, String> TEXTS = new HashMap<>();

    private Names() {}

    /// The Python text of a name, which is kept for ever.
    static long of(String name) {
        return ADDRESSES.computeIfAbsent(name, n -> {
            long text = Api.interned(n);
            TEXTS.put(text, n);
            return text;
        });
    }

    /// The Java text of a name. One that Java has not asked for before is read, and forgotten.
    static String of(long text) {
        var known = TEXTS.get(text);
        return known != null ? known : Api.text(text);
    }
}
