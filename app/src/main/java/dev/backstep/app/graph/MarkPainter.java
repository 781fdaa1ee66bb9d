package dev.backstep.app.graph;

import dev.backstep.app.session.Transfer;

/// Paints what a picture says about devices: pills with two arrows where something is moved, chips with the GPU's
/// number on what lives there, and triangles on what the CPU computed for a GPU. Each has a shape of its own, so that
/// none needs colour vision.
final class MarkPainter {
    /// Between the pill and the border of its node.
    private static final double BELOW = 7;

    private static final double ICON = 11;
    private static final double ICON_GAP = 5;
    private static final double CHIP = 6.5;
    private static final double PIN = 2;
    private static final double TRIANGLE = 8;

    private final Surface surface;
    private final GraphTheme theme;

    MarkPainter(Surface surface, GraphTheme theme) {
        this.surface = surface;
        this.theme = theme;
    }

    /// The width that a vertex needs for its pill, 0 if it has none.
    static double transferWidth(Vertex vertex, GraphTheme theme) {
        var transfer = vertex.mark().transfer();
        return transfer == null ? 0 : pillWidth(transfer.text(), theme);
    }

    /// The height that a pill adds to its vertex.
    static double transferHeight(Vertex vertex, GraphTheme theme) {
        return vertex.mark().transfer() == null ? 0 : theme.sprite("transfer").height() + BELOW - 1;
    }

    /// How far a vertex's marks stand out above it and to its left.
    static double overhang(Vertex vertex) {
        return vertex.mark().gpu().isEmpty() ? 0 : CHIP + PIN;
    }

    static double pillWidth(String text, GraphTheme theme) {
        var look = theme.sprite("transfer");
        return ICON + ICON_GAP + TextRuler.get().width(text, look.typeface(), look.textSize()) + 2 * look.padding();
    }

    /// @param written whether its text can be read at the size of the picture
    void vertex(Vertex vertex, Place place, boolean written) {
        var mark = vertex.mark();
        if (mark.transfer() != null) {
            transfer(mark.transfer(), place, written);
        }
        if (!mark.gpu().isEmpty()) {
            chip(mark.gpu(), place.x() + 2, place.y() + 1, place.opacity());
        }
        if (!mark.onCpu().isEmpty()) {
            triangle(place.x() + 3, place.y() + place.height() - 2, place.opacity());
        }
    }

    private void transfer(Transfer transfer, Place place, boolean written) {
        var look = theme.sprite("transfer");
        double middle = place.y() + place.height() - BELOW - look.height() / 2;
        if (written) {
            pill(transfer.text(), place.centerX(), middle, place.opacity());
        } else {
            arrows(place.centerX(), middle, look.text().faded(place.opacity()), 1.3);
        }
    }

    /// A pill with two arrows and a text.
    void pill(String text, double centerX, double middle, double opacity) {
        var look = theme.sprite("transfer").faded(opacity);
        double width = pillWidth(text, theme);
        double left = centerX - width / 2;
        var box = Outline.roundedBox(left, middle - look.height() / 2, width, look.height(), look.height() / 2);
        surface.fill(box, look.fill());
        surface.stroke(box, new Surface.Pen(look.stroke(), look.strokeWidth()));
        arrows(left + look.padding() + ICON / 2, middle, look.text(), 1);
        surface.text(
                text,
                left + look.padding() + ICON + ICON_GAP,
                middle + TextRuler.get().middleToBaseline(look.typeface(), look.textSize()),
                look.typeface(),
                look.textSize(),
                look.text());
    }

    /// One arrow to the right above one to the left.
    void arrows(double x, double y, Tint tint, double scale) {
        double half = ICON / 2 * scale;
        double apart = 2.6 * scale;
        double head = 2.4 * scale;
        var lines = new Outline()
                .moveTo(x - half, y - apart)
                .lineTo(x + half, y - apart)
                .moveTo(x + half - head, y - apart - head)
                .lineTo(x + half, y - apart)
                .lineTo(x + half - head, y - apart + head)
                .moveTo(x + half, y + apart)
                .lineTo(x - half, y + apart)
                .moveTo(x - half + head, y + apart - head)
                .lineTo(x - half, y + apart)
                .lineTo(x - half + head, y + apart + head);
        surface.stroke(lines, new Surface.Pen(tint, 1.3 * scale));
    }

    /// A chip with pins on both sides and a number.
    void chip(String number, double x, double y, double opacity) {
        var look = theme.sprite("chip").faded(opacity);
        var pins = new Outline();
        for (double offset : new double[] {-3.5, 0, 3.5}) {
            pins.moveTo(x - CHIP - PIN, y + offset).lineTo(x + CHIP + PIN, y + offset);
            pins.moveTo(x + offset, y - CHIP - PIN).lineTo(x + offset, y + CHIP + PIN);
        }
        surface.fill(
                Outline.roundedBox(
                        x - CHIP - PIN - 1, y - CHIP - PIN - 1, 2 * (CHIP + PIN + 1), 2 * (CHIP + PIN + 1), 3),
                theme.ground().fill().faded(opacity));
        surface.stroke(pins, new Surface.Pen(look.stroke(), 1.2));
        surface.fill(Outline.roundedBox(x - CHIP, y - CHIP, 2 * CHIP, 2 * CHIP, 2), look.fill());
        centered(number, x, y, look);
    }

    /// A triangle with an exclamation mark.
    void triangle(double x, double y, double opacity) {
        var look = theme.sprite("fallback").faded(opacity);
        surface.fill(corners(x, y, TRIANGLE + 2.2), theme.ground().fill().faded(opacity));
        surface.fill(corners(x, y, TRIANGLE), look.fill());
        surface.stroke(new Outline().moveTo(x, y - 2.6).lineTo(x, y + 1.4), new Surface.Pen(look.text(), 1.5));
        surface.fill(Outline.circle(x, y + 3.6, 0.95), look.text());
    }

    private static Outline corners(double x, double y, double size) {
        return new Outline()
                .moveTo(x, y - size)
                .lineTo(x + size * 0.95, y + size * 0.72)
                .lineTo(x - size * 0.95, y + size * 0.72)
                .close();
    }

    private void centered(String text, double x, double y, Look look) {
        var ruler = TextRuler.get();
        surface.text(
                text,
                x - ruler.width(text, look.typeface(), look.textSize()) / 2,
                y + ruler.middleToBaseline(look.typeface(), look.textSize()),
                look.typeface(),
                look.textSize(),
                look.text());
    }
}
