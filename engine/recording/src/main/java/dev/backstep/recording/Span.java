package dev.backstep.recording;

/// A place in the source text. Lines and columns count from 1; the end column is exclusive.
public record Span(int startLine, int startColumn, int endLine, int endColumn) {
    /// A whole line whose extent does not matter.
    public static Span line(int line) {
        return new Span(line, 1, line, Integer.MAX_VALUE);
    }
}
