package dev.backstep.app.graph.layout;

import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.TextRuler;

/// How much room the marks of devices take: the layout keeps it free, and [MarkPainter] fills it.
public final class MarkSize {
    /// Between the pill and the border of its node.
    public static final double BELOW = 7;

    public static final double ICON = 11;
    public static final double ICON_GAP = 5;
    public static final double CHIP = 6.5;
    public static final double PIN = 2;

    private MarkSize() {}

    /// The width that a vertex needs for its pill, 0 if it has none.
    public static double transferWidth(Vertex vertex, GraphTheme theme) {
        var transfer = vertex.mark().transfer();
        return transfer == null ? 0 : pillWidth(transfer.text(), theme);
    }

    /// The height that a pill adds to its vertex.
    public static double transferHeight(Vertex vertex, GraphTheme theme) {
        return vertex.mark().transfer() == null ? 0 : theme.sprite("transfer").height() + BELOW - 1;
    }

    /// How far a vertex's marks stand out above it and to its left.
    static double overhang(Vertex vertex) {
        return vertex.mark().gpu().isEmpty() ? 0 : CHIP + PIN;
    }

    /// The width of a pill that says something.
    public static double pillWidth(String text, GraphTheme theme) {
        var look = theme.sprite("transfer");
        return ICON + ICON_GAP + TextRuler.get().width(text, look.typeface(), look.textSize()) + 2 * look.padding();
    }
}
