package dev.backstep.app.editor;

import dev.backstep.recording.Span;
import java.util.Arrays;

/// Where the lines of a text begin: turns lines and columns (from 1) into offsets (from 0) and back.
final class Lines {
    private final String text;
    private final int[] starts;

    private Lines(String text, int[] starts) {
        this.text = text;
        this.starts = starts;
    }

    static Lines of(String text) {
        var starts = new int[16];
        int count = 1;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = at + 1;
        }
        return new Lines(text, Arrays.copyOf(starts, count));
    }

    int count() {
        return starts.length;
    }

    /// The offset at which a line begins; lines that do not exist are taken for the nearest that does.
    int start(int line) {
        return starts[Math.clamp(line, 1, starts.length) - 1];
    }

    /// The offset at which a line ends, before its line feed.
    int end(int line) {
        int clamped = Math.clamp(line, 1, starts.length);
        return clamped == starts.length ? text.length() : starts[clamped] - 1;
    }

    /// The line an offset is in.
    int lineAt(int offset) {
        int found = Arrays.binarySearch(starts, Math.clamp(offset, 0, text.length()));
        return found >= 0 ? found + 1 : -found - 1;
    }

    String line(int line) {
        return text.substring(start(line), end(line));
    }

    /// The offsets of a span. One that is empty or lies beyond the line's end is widened to the nearest word, or the
    /// whole line, so that there is something to see.
    Range range(Span span) {
        int from = Math.min(start(span.startLine()) + Math.max(0, span.startColumn() - 1), end(span.startLine()));
        int column = Math.max(0, span.endColumn() - 1);
        int to = (int) Math.min((long) start(span.endLine()) + column, end(span.endLine()));
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        if (from < to) {
            return new Range(from, to);
        }
        int lineStart = start(span.startLine());
        int start = Math.min(from, end(span.startLine()));
        while (start > lineStart && Character.isWhitespace(text.charAt(start - 1))) {
            start--;
        }
        return start > lineStart ? new Range(start - 1, start) : new Range(lineStart, end(span.startLine()));
    }

    /// Offsets, the end exclusive.
    record Range(int from, int to) {
        boolean contains(int offset) {
            return from <= offset && offset < to;
        }
    }
}
