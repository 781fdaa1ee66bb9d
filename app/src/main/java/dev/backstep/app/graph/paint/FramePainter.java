package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.layout.Place;
import dev.backstep.app.graph.model.Frame;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.Look;
import dev.backstep.app.graph.theme.TextRuler;

/// Paints the boxes around open groups, under everything else: a title in the upper left corner, and in the upper right
/// one the sign that folds it.
final class FramePainter {
    private static final double CORNER = 10;

    /// At which size on the screen a title is still read.
    private static final double READABLE = 9;

    private static final double SIGN = 4.5;

    private final Surface surface;
    private final Picture picture;
    private final Picture.View view;
    private final GraphTheme theme;

    FramePainter(Surface surface, Picture picture, Picture.View view) {
        this.surface = surface;
        this.picture = picture;
        this.view = view;
        theme = picture.theme();
    }

    void paint() {
        var layout = picture.layout();
        // Outer ones come before what is in them.
        for (int i = 0; i < layout.frames().size(); i++) {
            var place = layout.frames().get(i);
            if (place.touches(view.x(), view.y(), view.x() + view.width(), view.y() + view.height())) {
                paint(
                        layout.model().frames().get(i),
                        place,
                        i == picture.emphasis().frame());
            }
        }
    }

    private void paint(Frame frame, Place place, boolean selected) {
        surface.begin("group:" + frame.group().key());
        var look = theme.node("frame").faded(place.opacity());
        var box = Outline.roundedBox(place.x(), place.y(), place.width(), place.height(), CORNER);
        surface.fill(box, look.fill());
        double width = Math.max(look.strokeWidth(), 0.8 / view.zoom());
        surface.stroke(
                box,
                selected
                        ? new Surface.Pen(theme.node("selected").stroke().faded(place.opacity()), 2 * width)
                        : new Surface.Pen(look.stroke(), width));
        double middle = place.y() + GraphLayout.FRAME_TITLE / 2 + 1;
        title(frame.group().title(), place, middle, look);
        if (look.textSize() * view.zoom() >= READABLE / 2) {
            double x = place.x() + place.width() - look.padding() - SIGN;
            surface.stroke(
                    new Outline().moveTo(x - SIGN, middle).lineTo(x + SIGN, middle), new Surface.Pen(look.text(), 1.6));
        }
        surface.end();
    }

    /// From afar the title is as large as the strip allows.
    private void title(String title, Place place, double middle, Look look) {
        double size = Math.min(Math.max(look.textSize(), READABLE / view.zoom()), GraphLayout.FRAME_TITLE - 6);
        double room = place.width() - 2 * look.padding() - 4 * SIGN;
        var ruler = TextRuler.get();
        if (size * view.zoom() < READABLE * 0.6 || room < size) {
            return;
        }
        var shown = ruler.fit(title, look.typeface(), size, room);
        surface.text(
                shown,
                place.x() + look.padding(),
                middle + ruler.middleToBaseline(look.typeface(), size),
                look.typeface(),
                size,
                look.text());
    }
}
