package dev.backstep.app.graph.model;

import java.util.ArrayDeque;
import java.util.List;
import java.util.regex.Pattern;

/// Which function of a Python text each line is in, by its indentation.
final class FunctionLines {
    private static final Pattern HEAD = Pattern.compile("(?:async\\s+)?def\\s.*");

    private final int[] definedAt;

    private record Open(int indentation, int line) {}

    FunctionLines(String source) {
        List<String> lines = source.lines().toList();
        definedAt = new int[lines.size() + 1];
        var open = new ArrayDeque<Open>();
        for (int i = 0; i < lines.size(); i++) {
            var text = lines.get(i).strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                int indentation = lines.get(i).indexOf(text.charAt(0));
                while (!open.isEmpty() && open.element().indentation >= indentation) {
                    open.pop();
                }
                if (HEAD.matcher(text).matches()) {
                    open.push(new Open(indentation, i + 1));
                }
            }
            definedAt[i + 1] = open.isEmpty() ? 0 : open.element().line;
        }
    }

    /// The line of the innermost `def` that a line is in, 0 outside of functions.
    int definedAt(int line) {
        return line >= 0 && line < definedAt.length ? definedAt[line] : 0;
    }
}
