package dev.backstep.app.graph;

import java.util.LinkedHashMap;
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

    private final GraphLayout layout;
    private final double scale;
    private final double left;
    private final double top;
    private final double width;
    private final double height;

    private MiniMap(GraphLayout layout, double viewWidth, double viewHeight) {
        this.layout = layout;
        scale = Math.min(
                Math.min(MAX_WIDTH, viewWidth * MAX_SHARE) / layout.width(),
                Math.min(MAX_HEIGHT, viewHeight * MAX_SHARE) / layout.height());
        width = Math.max(MIN_SIDE, layout.width() * scale) + 2 * PADDING;
        height = Math.max(MIN_SIDE, layout.height() * scale) + 2 * PADDING;
        left = MARGIN;
        top = viewHeight - MARGIN - height;
    }

    /// The map for a view, or null if it shows (nearly) everything, or is too small for a map.
    static @Nullable MiniMap of(GraphLayout layout, Picture.View view, double viewWidth, double viewHeight) {
        if (layout.model().vertices().size() < 2 || viewWidth < 360 || viewHeight < 260) {
            return null;
        }
        double slack = 6 / view.zoom();
        boolean all = layout.minX() >= view.x() - slack
                && layout.minY() >= view.y() - slack
                && layout.minX() + layout.width() <= view.x() + view.width() + slack
                && layout.minY() + layout.height() <= view.y() + view.height() + slack;
        return all ? null : new MiniMap(layout, viewWidth, viewHeight);
    }

    boolean contains(double viewX, double viewY) {
        return viewX >= left && viewX <= left + width && viewY >= top && viewY <= top + height;
    }

    /// The picture coordinate under a point of the map.
    double toPictureX(double viewX) {
        return layout.minX() + layout.width() / 2 + (viewX - left - width / 2) / scale;
    }

    double toPictureY(double viewY) {
        return layout.minY() + layout.height() / 2 + (viewY - top - height / 2) / scale;
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
        double bottom = Math.min(top + height - 2, Math.max(y + 4, toMapY(view.y() + view.height())));
        x = Math.max(left + 2, x);
        y = Math.max(top + 2, y);
        if (right > x && bottom > y) {
            surface.stroke(Outline.roundedBox(x, y, right - x, bottom - y, 3), new Surface.Pen(look.text(), 1.5));
        }
        surface.restore();
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
        return top + height / 2 + (pictureY - layout.minY() - layout.height() / 2) * scale;
    }
}
