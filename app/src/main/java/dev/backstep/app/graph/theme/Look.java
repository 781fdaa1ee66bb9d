package dev.backstep.app.graph.theme;

/// How the style sheet wants something drawn.
///
/// @param width the smallest width of a node; of a line its thickness
/// @param height the height of a node, or the length of an arrow's head
/// @param padding the room on either side of the text
public record Look(
        Shape shape,
        Tint fill,
        Tint stroke,
        double strokeWidth,
        Line line,
        Tint text,
        double textSize,
        boolean bold,
        double width,
        double height,
        double padding) {

    /// Outlines of nodes.
    public enum Shape {
        BOX,
        ROUNDED_BOX,
        /// A box with half circles at both ends.
        ROUND_ENDS,
        /// A box with points at both ends.
        POINTED_ENDS
    }

    /// Kinds of lines.
    public enum Line {
        NONE,
        PLAIN,
        DASHES,
        DOTS,
        DOUBLE
    }

    public Typeface typeface() {
        return bold ? Typeface.SANS_BOLD : Typeface.SANS;
    }

    /// The same with another fill and width, as a line in another colour.
    public Look filled(Tint newFill, double newWidth) {
        return new Look(shape, newFill, stroke, strokeWidth, line, text, textSize, bold, newWidth, height, padding);
    }

    public Look faded(double opacity) {
        return opacity >= 1
                ? this
                : new Look(
                        shape,
                        fill.faded(opacity),
                        stroke.faded(opacity),
                        strokeWidth,
                        line,
                        text.faded(opacity),
                        textSize,
                        bold,
                        width,
                        height,
                        padding);
    }
}
