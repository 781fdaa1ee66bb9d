package dev.backstep.app.editor;

import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Commands that work on the whole lines a selection touches.
final class LineEdits {
    private LineEdits() {}

    /// Puts `# ` in front of the lines, at their common depth, or takes it away if all of them have it.
    static Edit toggleComment(String text, int anchor, int caret) {
        var block = Block.at(text, anchor, caret);
        var lines = block.text(text).lines().filter(line -> !line.isBlank()).toList();
        if (!lines.isEmpty()
                && lines.stream().allMatch(line -> line.stripLeading().startsWith("#"))) {
            return mapLines(text, anchor, caret, LineEdits::uncomment);
        }
        int depth = lines.stream()
                .mapToInt(line -> Indentation.leadingSpace(line).length())
                .min()
                .orElse(0);
        boolean onlyBlank = lines.isEmpty();
        return mapLines(
                text,
                anchor,
                caret,
                line -> line.isBlank() && !onlyBlank ? line : line.substring(0, depth) + "# " + line.substring(depth));
    }

    /// Copies the lines below themselves; the selection moves to the copy.
    static Edit duplicate(String text, int anchor, int caret) {
        var block = Block.at(text, anchor, caret);
        int shift = block.to - block.from + 1;
        return new Edit(block.to, block.to, "\n" + block.text(text), anchor + shift, caret + shift);
    }

    /// Removes the lines.
    static Edit delete(String text, int anchor, int caret) {
        var block = Block.at(text, anchor, caret);
        if (block.to < text.length()) {
            return Edit.delete(block.from, block.to + 1);
        }
        int from = Math.max(0, block.from - 1);
        int start = text.lastIndexOf('\n', from - 1) + 1;
        return new Edit(from, block.to, "", start, start);
    }

    /// Swaps the lines with the line above; nothing if there is none.
    static Edit moveUp(String text, int anchor, int caret) {
        var block = Block.at(text, anchor, caret);
        if (block.from == 0) {
            return new Edit(caret, caret, "", anchor, caret);
        }
        int above = text.lastIndexOf('\n', block.from - 2) + 1;
        int shift = above - block.from;
        var swapped = block.text(text) + "\n" + text.substring(above, block.from - 1);
        return new Edit(above, block.to, swapped, anchor + shift, caret + shift);
    }

    /// Swaps the lines with the line below; nothing if there is none.
    static Edit moveDown(String text, int anchor, int caret) {
        var block = Block.at(text, anchor, caret);
        if (block.to == text.length()) {
            return new Edit(caret, caret, "", anchor, caret);
        }
        int end = Block.lineEnd(text, block.to + 1);
        int shift = end - block.to;
        var swapped = text.substring(block.to + 1, end) + "\n" + block.text(text);
        return new Edit(block.from, end, swapped, anchor + shift, caret + shift);
    }

    /// Changes each line by itself. A selection grows to the whole lines; a caret keeps its distance to the line's end.
    static Edit mapLines(String text, int anchor, int caret, UnaryOperator<String> change) {
        var block = Block.at(text, anchor, caret);
        var changed = Stream.of(block.text(text).split("\n", -1)).map(change).collect(Collectors.joining("\n"));
        int end = block.from + changed.length();
        if (anchor == caret) {
            int place = Math.max(block.from, end - (block.to - caret));
            return new Edit(block.from, block.to, changed, place, place);
        }
        return anchor < caret
                ? new Edit(block.from, block.to, changed, block.from, end)
                : new Edit(block.from, block.to, changed, end, block.from);
    }

    private static String uncomment(String line) {
        int hash = line.indexOf('#');
        if (hash < 0) {
            return line;
        }
        int code = line.startsWith("# ", hash) ? hash + 2 : hash + 1;
        return line.substring(0, hash) + line.substring(code);
    }

    /// The lines that a selection touches, without the last line feed. A selection that ends at the start of a line
    /// does not touch that line.
    private record Block(int from, int to) {
        static Block at(String text, int anchor, int caret) {
            int first = Math.min(anchor, caret);
            int last = Math.max(anchor, caret);
            if (last > first && text.charAt(last - 1) == '\n') {
                last--;
            }
            return new Block(text.lastIndexOf('\n', first - 1) + 1, lineEnd(text, last));
        }

        static int lineEnd(String text, int offset) {
            int end = text.indexOf('\n', offset);
            return end < 0 ? text.length() : end;
        }

        String text(String all) {
            return all.substring(from, to);
        }
    }
}
