package dev.backstep.app.editor;

/// One change of a text and the selection after it: replaces `[from, to)`, then selects from `anchor` to `caret` (equal
/// when nothing is selected). All are offsets; anchor and caret are in the new text.
record Edit(int from, int to, String with, int anchor, int caret) {
    static Edit insert(int at, String text) {
        return new Edit(at, at, text, at + text.length(), at + text.length());
    }

    static Edit delete(int from, int to) {
        return new Edit(from, to, "", from, from);
    }

    /// Changes nothing but the caret's place.
    static Edit move(int caret) {
        return new Edit(caret, caret, "", caret, caret);
    }

    String apply(String text) {
        return text.substring(0, from) + with + text.substring(to);
    }

    /// The shortest edit that turns one text into another, leaving the caret at its end.
    static Edit between(String before, String after) {
        int shared = Math.min(before.length(), after.length());
        int head = 0;
        while (head < shared && before.charAt(head) == after.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < shared - head
                && before.charAt(before.length() - 1 - tail) == after.charAt(after.length() - 1 - tail)) {
            tail++;
        }
        int end = after.length() - tail;
        return new Edit(head, before.length() - tail, after.substring(head, end), end, end);
    }
}
