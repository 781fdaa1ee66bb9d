package dev.backstep.app.graph.view;

import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.paint.Outline;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.paint.Surface;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.TextRuler;
import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.graph.theme.Typeface;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The whole graph in a corner, with a frame around what the view shows; there only when not all of it is seen.
final class MiniMap {
    private static final double MAX_WIDTH = 150;
    private static final double MAX_HEIGHT = 190;

    /// Of the view: in a small one the map must leave room for what it is a map of.
    private static final double MAX_SHARE = 0.26;

    private static final double MIN_SIDE = 44;
    private static final double PADDING = 8;
    private static final double MARGIN = 14;

    /// Says what the frame says, and how to see the rest.
    private static final String CAPTION = "part shown · Space: all";

    private static final double CAPTION_SIZE = 10;
    private static final double CAPTION_HEIGHT = 14;

    private final GraphLayout layout;
    private final double scale;
    private final double left;
    private final double top;
    private final double width;
    private final double mapHeight;
    private final double height;
    private final Corner corner;
    private final boolean covering;

    /// Where the map stands in the view.
    enum Corner {
        LOWER_LEFT,
        LOWER_RIGHT,
        UPPER_RIGHT,
        UPPER_LEFT
    }

    private MiniMap(GraphLayout layout, Picture.View view, @Nullable Corner wanted, double top, double bottom) {
        this.layout = layout;
        double viewWidth = view.width() * view.zoom();
        scale = Math.min(
                Math.min(MAX_WIDTH, viewWidth * MAX_SHARE) / layout.width(),
                Math.min(MAX_HEIGHT, (bottom - top) * MAX_SHARE) / layout.height());
        double caption = TextRuler.get().width(CAPTION, Typeface.SANS, CAPTION_SIZE);
        width = Math.max(caption, layout.width() * scale) + 2 * PADDING;
        mapHeight = Math.max(MIN_SIDE, layout.height() * scale) + 2 * PADDING;
        height = mapHeight + CAPTION_HEIGHT;
        var order = new ArrayList<Corner>();
        if (wanted != null) {
            order.add(wanted);
        }
        order.addAll(List.of(Corner.values()));
        var best = order.stream()
                .min(Comparator.comparingDouble(
                        candidate -> covered(view, left(candidate, viewWidth), top(candidate, top, bottom))))
                .orElseThrow();
        corner = best;
        left = left(best, viewWidth);
        this.top = top(best, top, bottom);
        covering = covered(view, left, this.top) > 0;
    }

    private double left(Corner at, double viewWidth) {
        return at == Corner.LOWER_LEFT || at == Corner.UPPER_LEFT ? MARGIN : viewWidth - MARGIN - width;
    }

    private double top(Corner at, double top, double bottom) {
        return at == Corner.UPPER_LEFT || at == Corner.UPPER_RIGHT ? top + MARGIN : bottom - MARGIN - height;
    }

    /// How much of the vertices a map at a place of the view would cover.
    private double covered(Picture.View view, double atX, double atY) {
        double x = view.x() + atX / view.zoom();
        double y = view.y() + atY / view.zoom();
        double right = x + width / view.zoom();
        double bottom = y + height / view.zoom();
        double area = 0;
        for (var place : layout.places()) {
            if (place.touches(x, y, right, bottom)) {
                area += (Math.min(right, place.x() + place.width()) - Math.max(x, place.x()))
                        * (Math.min(bottom, place.y() + place.height()) - Math.max(y, place.y()));
            }
        }
        return area;
    }

    /// The map for a view, in the corner where it covers least, or null if the view shows (nearly) everything, or is
    /// too small for a map.
    ///
    /// @param view all of the view
    /// @param wanted the corner to stay in if no other covers less
    /// @param top where controls end, in the view's pixels
    /// @param bottom where the key begins
    static @Nullable MiniMap of(
            GraphLayout layout, Picture.View view, @Nullable Corner wanted, double top, double bottom) {
        if (layout.model().vertices().size() < 2 || view.width() * view.zoom() < 360 || bottom - top < 200) {
            return null;
        }
        double slack = 6 / view.zoom();
        boolean all = layout.minX() >= view.x() - slack
                && layout.minY() >= view.y() + top / view.zoom() - slack
                && layout.minX() + layout.width() <= view.x() + view.width() + slack
                && layout.minY() + layout.height() <= view.y() + bottom / view.zoom() + slack;
        return all ? null : new MiniMap(layout, view, wanted, top, bottom);
    }

    Corner corner() {
        return corner;
    }

    /// Whether there is something under it, so that it should let it shine through.
    boolean isCovering() {
        return covering;
    }

    /// What it covers, in units of the picture.
    Picture.View covered(Picture.View view) {
        return new Picture.View(
                view.x() + left / view.zoom(),
                view.y() + top / view.zoom(),
                width / view.zoom(),
                height / view.zoom(),
                view.zoom());
    }

    boolean contains(double viewX, double viewY) {
        return viewX >= left && viewX <= left + width && viewY >= top && viewY <= top + height;
    }

    /// The picture coordinate under a point of the map.
    double toPictureX(double viewX) {
        return layout.minX() + layout.width() / 2 + (viewX - left - width / 2) / scale;
    }

    double toPictureY(double viewY) {
        return layout.minY() + layout.height() / 2 + (viewY - top - mapHeight / 2) / scale;
    }

    void paint(Surface surface, GraphTheme theme, Picture.View view) {
        var look = theme.sprite("minimap");
        var panel = Outline.roundedBox(left, top, width, height, 8);
        surface.fill(panel, look.fill());
        surface.stroke(panel, new Surface.Pen(look.stroke(), look.strokeWidth()));
        surface.save();
        surface.clip(left, top, width, height);
        paintVertices(surface, theme);
        double x = toMapX(view.x());
        double y = toMapY(view.y());
        // Kept inside the panel, and never too small to see.
        double right = Math.min(left + width - 2, Math.max(x + 6, toMapX(view.x() + view.width())));
        double bottom = Math.min(top + mapHeight - 2, Math.max(y + 4, toMapY(view.y() + view.height())));
        x = Math.max(left + 2, x);
        y = Math.max(top + 2, y);
        if (right > x && bottom > y) {
            surface.stroke(Outline.roundedBox(x, y, right - x, bottom - y, 3), new Surface.Pen(look.text(), 1.5));
        }
        surface.restore();
        var detail = theme.sprite("detail");
        surface.text(
                CAPTION,
                left + (width - TextRuler.get().width(CAPTION, Typeface.SANS, CAPTION_SIZE)) / 2,
                top + height - PADDING,
                Typeface.SANS,
                CAPTION_SIZE,
                detail.text());
    }

    private void paintVertices(Surface surface, GraphTheme theme) {
        Map<Tint, Outline> batches = new LinkedHashMap<>();
        for (int i = 0; i < layout.places().size(); i++) {
            var place = layout.places().get(i);
            var kind = layout.model().vertices().get(i).kind();
            double w = Math.max(1.5, place.width() * scale);
            double h = Math.max(1, place.height() * scale);
            double x = toMapX(place.centerX()) - w / 2;
            double y = toMapY(place.centerY()) - h / 2;
            batches.computeIfAbsent(theme.node(kind.styleClass()).stroke(), t -> new Outline())
                    .moveTo(x, y)
                    .lineTo(x + w, y)
                    .lineTo(x + w, y + h)
                    .lineTo(x, y + h)
                    .close();
        }
        batches.forEach((tint, outline) -> surface.fill(outline, tint));
    }

    private double toMapX(double pictureX) {
        return left + width / 2 + (pictureX - layout.minX() - layout.width() / 2) * scale;
    }

    private double toMapY(double pictureY) {
        return top + mapHeight / 2 + (pictureY - layout.minY() - layout.height() / 2) * scale;
    }
}
