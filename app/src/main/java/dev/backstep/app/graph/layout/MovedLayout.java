package dev.backstep.app.graph.layout;

import dev.backstep.app.graph.layout.Moves.Offset;
import dev.backstep.app.graph.model.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A layout of which nodes were moved by hand: links follow their ends, and frames what is in them.
final class MovedLayout {
    private static final Offset HERE = new Offset(0, 0);

    private final GraphLayout layout;
    private final Offset[] offsets;
    private final List<Place> places = new ArrayList<>();

    MovedLayout(GraphLayout layout, Map<String, Offset> byKey) {
        this.layout = layout;
        offsets = new Offset[layout.places().size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = byKey.getOrDefault(layout.model().vertices().get(i).key(), HERE);
            places.add(moved(
                    layout.places().get(i), offsets[i].x(layout.isHorizontal()), offsets[i].y(layout.isHorizontal())));
        }
    }

    GraphLayout build() {
        var routes = new ArrayList<Route>(layout.routes().size());
        for (int i = 0; i < layout.routes().size(); i++) {
            routes.add(route(i));
        }
        return new GraphLayout(layout.model(), places, routes, frames(), layout.isHorizontal());
    }

    private static Place moved(Place place, double dx, double dy) {
        return new Place(place.x() + dx, place.y() + dy, place.width(), place.height(), place.opacity());
    }

    /// A link between nodes of which one was moved takes the shortest curve; the way that the layout found for it
    /// avoids what may no longer be there.
    private Route route(int link) {
        var ends = layout.model().links().get(link);
        var source = offsets[ends.source()];
        var target = offsets[ends.target()];
        var route = layout.routes().get(link);
        if (source.equals(HERE) && target.equals(HERE)) {
            return route;
        }
        boolean wide = layout.isHorizontal();
        if (source.equals(target)) {
            return route.stretched(source.x(wide), source.y(wide), source.x(wide), source.y(wide), route.opacity());
        }
        var p = route.points();
        double startX = p[0] + source.x(wide);
        double startY = p[1] + source.y(wide);
        double endX = p[p.length - 2] + target.x(wide);
        double endY = p[p.length - 1] + target.y(wide);
        // As far out of the nodes as they are apart, but at least a little: a target may stand above its source.
        double pull = Math.max(30, Math.abs(wide ? endX - startX : endY - startY) / 2);
        return wide
                ? curve(startX, startY, startX + pull, startY, endX - pull, endY, endX, endY, route.opacity())
                : curve(startX, startY, startX, startY + pull, endX, endY - pull, endX, endY, route.opacity());
    }

    private static Route curve(
            double x1, double y1, double x2, double y2, double x3, double y3, double x4, double y4, double opacity) {
        return new Route(new double[] {x1, y1, x2, y2, x3, y3, x4, y4}, opacity);
    }

    /// Each side of a frame keeps its distance from what is nearest to it.
    private List<Place> frames() {
        var frames = new ArrayList<>(layout.frames());
        for (int i = frames.size() - 1; i >= 0; i--) {
            var before = new Box();
            var after = new Box();
            var frame = layout.model().frames().get(i);
            for (int vertex : frame.vertices()) {
                before.add(layout.places().get(vertex));
                after.add(places.get(vertex));
            }
            for (int inner : inner(i)) {
                before.add(layout.frames().get(inner));
                after.add(frames.get(inner));
            }
            var old = frames.get(i);
            if (!before.isEmpty()) {
                double left = old.x() + after.left - before.left;
                double top = old.y() + after.top - before.top;
                double width = old.width() + after.width() - before.width();
                double height = old.height() + after.height() - before.height();
                // Not narrower than its title needs, which the layout saw to.
                frames.set(i, new Place(left, top, Math.max(width, Math.min(old.width(), 160)), height, old.opacity()));
            }
        }
        return frames;
    }

    private List<Integer> inner(int frame) {
        var inner = new ArrayList<Integer>();
        List<Frame> all = layout.model().frames();
        for (int i = frame + 1; i < all.size(); i++) {
            if (all.get(i).parent() == frame) {
                inner.add(i);
            }
        }
        return inner;
    }

    private static final class Box {
        private double left = Double.POSITIVE_INFINITY;
        private double top = Double.POSITIVE_INFINITY;
        private double right = Double.NEGATIVE_INFINITY;
        private double bottom = Double.NEGATIVE_INFINITY;

        void add(Place place) {
            left = Math.min(left, place.x());
            top = Math.min(top, place.y());
            right = Math.max(right, place.x() + place.width());
            bottom = Math.max(bottom, place.y() + place.height());
        }

        boolean isEmpty() {
            return left > right;
        }

        double width() {
            return right - left;
        }

        double height() {
            return bottom - top;
        }
    }
}
