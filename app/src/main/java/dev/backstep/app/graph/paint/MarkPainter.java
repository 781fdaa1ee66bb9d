package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.layout.MarkSize;
import dev.backstep.app.graph.layout.Place;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.Look;
import dev.backstep.app.graph.theme.TextRuler;
import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.replay.Transfer;

/// Paints what a picture says about devices: pills with two arrows where something is moved, chips with the GPU's
/// number on what lives there, and triangles on what the CPU computed for a GPU. Each has a shape of its own, so that
/// none needs colour vision.
final class MarkPainter {
    private static final double TRIANGLE = 8;

    private final Surface surface;
    private final GraphTheme theme;

    MarkPainter(Surface surface, GraphTheme theme) {
        this.surface = surface;
        this.theme = theme;
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
        double middle = place.y() + place.height() - MarkSize.BELOW - look.height() / 2;
        if (written) {
            pill(transfer.text(), place.centerX(), middle, place.opacity());
        } else {
            arrows(place.centerX(), middle, look.text().faded(place.opacity()), 1.3);
        }
    }

    /// A pill with two arrows and a text.
    void pill(String text, double centerX, double middle, double opacity) {
        var look = theme.sprite("transfer").faded(opacity);
        double width = MarkSize.pillWidth(text, theme);
        double left = centerX - width / 2;
        var box = Outline.roundedBox(left, middle - look.height() / 2, width, look.height(), look.height() / 2);
        surface.fill(box, look.fill());
        surface.stroke(box, new Surface.Pen(look.stroke(), look.strokeWidth()));
        arrows(left + look.padding() + MarkSize.ICON / 2, middle, look.text(), 1);
        surface.text(
                text,
                left + look.padding() + MarkSize.ICON + MarkSize.ICON_GAP,
                middle + TextRuler.get().middleToBaseline(look.typeface(), look.textSize()),
                look.typeface(),
                look.textSize(),
                look.text());
    }

    /// One arrow to the right above one to the left.
    void arrows(double x, double y, Tint tint, double scale) {
        double half = MarkSize.ICON / 2 * scale;
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
            pins.moveTo(x - MarkSize.CHIP - MarkSize.PIN, y + offset)
                    .lineTo(x + MarkSize.CHIP + MarkSize.PIN, y + offset);
            pins.moveTo(x + offset, y - MarkSize.CHIP - MarkSize.PIN)
                    .lineTo(x + offset, y + MarkSize.CHIP + MarkSize.PIN);
        }
        surface.fill(
                Outline.roundedBox(
                        x - MarkSize.CHIP - MarkSize.PIN - 1,
                        y - MarkSize.CHIP - MarkSize.PIN - 1,
                        2 * (MarkSize.CHIP + MarkSize.PIN + 1),
                        2 * (MarkSize.CHIP + MarkSize.PIN + 1),
                        3),
                theme.ground().fill().faded(opacity));
        surface.stroke(pins, new Surface.Pen(look.stroke(), 1.2));
        surface.fill(
                Outline.roundedBox(x - MarkSize.CHIP, y - MarkSize.CHIP, 2 * MarkSize.CHIP, 2 * MarkSize.CHIP, 2),
                look.fill());
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
