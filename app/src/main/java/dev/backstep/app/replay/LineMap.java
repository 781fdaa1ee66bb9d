package dev.backstep.app.replay;

import java.util.List;

/// Where the lines of a text are in a later version of it. Most edits touch one place: lines that are equal above and
/// below it stay what they are, and those between keep their order.
final class LineMap {
    private final int head;
    private final int tail;
    private final int before;
    private final int after;

    private LineMap(int head, int tail, int before, int after) {
        this.head = head;
        this.tail = tail;
        this.before = before;
        this.after = after;
    }

    static LineMap between(String before, String after) {
        List<String> old = before.lines().toList();
        List<String> now = after.lines().toList();
        int shorter = Math.min(old.size(), now.size());
        int head = 0;
        while (head < shorter && old.get(head).equals(now.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        return new LineMap(head, tail, old.size(), now.size());
    }

    /// The line's number in the later text, from 1; 0 for 0, and for a line that is not there any more.
    int after(int line) {
        if (line <= head) {
            return line;
        }
        if (line > before - tail) {
            return line + after - before;
        }
        return line <= after - tail ? line : 0;
    }
}
