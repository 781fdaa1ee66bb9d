package dev.backstep.app.graph.layout;

import dev.backstep.app.graph.model.GraphModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model with a place for each of its vertices and a route for each of its links, in picture units (pixels at a
/// zoom of 1; x to the right, y down). Immutable.
public final class GraphLayout {
    public static final GraphLayout EMPTY = new GraphLayout(GraphModel.EMPTY, List.of(), List.of());

    /// The height of a frame's strip for its title.
    public static final double FRAME_TITLE = 26;

    private final GraphModel model;
    private final List<Place> places;
    private final List<Route> routes;
    private final List<Place> frames;
    private final boolean horizontal;
    private final double minX;
    private final double minY;
    private final double maxX;
    private final double maxY;

    /// @param places one a vertex
    /// @param routes one a link
    GraphLayout(GraphModel model, List<Place> places, List<Route> routes) {
        this(model, places, routes, List.of(), false);
    }

    /// @param frames one a frame of the model, or none if they are not drawn
    /// @param horizontal whether the graph grows to the right rather than down
    GraphLayout(GraphModel model, List<Place> places, List<Route> routes, List<Place> frames, boolean horizontal) {
        this.model = model;
        this.horizontal = horizontal;
        this.frames = List.copyOf(frames);
        this.places = List.copyOf(places);
        this.routes = List.copyOf(routes);
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < this.places.size(); i++) {
            var place = this.places.get(i);
            // What stands on its corner belongs to the picture.
            double mark = MarkSize.overhang(model.vertices().get(i));
            left = Math.min(left, place.x() - mark);
            top = Math.min(top, place.y() - mark);
            right = Math.max(right, place.x() + place.width());
            bottom = Math.max(bottom, place.y() + place.height());
        }
        for (var frame : this.frames) {
            left = Math.min(left, frame.x());
            top = Math.min(top, frame.y());
            right = Math.max(right, frame.x() + frame.width());
            bottom = Math.max(bottom, frame.y() + frame.height());
        }
        for (var route : this.routes) {
            for (int i = 0; i < route.points().length; i += 2) {
                left = Math.min(left, route.points()[i]);
                right = Math.max(right, route.points()[i]);
            }
        }
        minX = places.isEmpty() ? 0 : left;
        minY = places.isEmpty() ? 0 : top;
        maxX = places.isEmpty() ? 0 : right;
        maxY = places.isEmpty() ? 0 : bottom;
    }

    public GraphModel model() {
        return model;
    }

    public List<Place> places() {
        return places;
    }

    public List<Route> routes() {
        return routes;
    }

    public boolean isHorizontal() {
        return horizontal;
    }

    /// Where the frames of the model are, or nothing if the graph is too large to have them drawn.
    public List<Place> frames() {
        return frames;
    }

    /// The index of the innermost frame whose title is at a point, or -1.
    public int frameTitleAt(double x, double y) {
        for (int i = frames.size() - 1; i >= 0; i--) {
            var frame = frames.get(i);
            if (frame.contains(x, y) && y <= frame.y() + FRAME_TITLE) {
                return i;
            }
        }
        return -1;
    }

    public double minX() {
        return minX;
    }

    public double minY() {
        return minY;
    }

    public double width() {
        return maxX - minX;
    }

    public double height() {
        return maxY - minY;
    }

    /// This layout for a model of the same shape.
    GraphLayout with(GraphModel other) {
        return new GraphLayout(other, places, routes, frames, horizontal);
    }

    /// The index of the vertex at a point, or -1.
    public int vertexAt(double x, double y) {
        for (int i = places.size() - 1; i >= 0; i--) {
            if (places.get(i).contains(x, y)) {
                return i;
            }
        }
        return -1;
    }

    /// The index of the link within `distance` of a point, or -1.
    public int linkAt(double x, double y, double distance) {
        for (int i = routes.size() - 1; i >= 0; i--) {
            var route = routes.get(i);
            if (!route.touches(x - distance, y - distance, x + distance, y + distance)) {
                continue;
            }
            for (int sample = 0; sample <= 24; sample++) {
                var a = route.at(sample / 24.0);
                var b = route.at((sample + 1) / 24.0);
                if (distanceToSegment(x, y, a, b) <= distance) {
                    return i;
                }
            }
        }
        return -1;
    }

    /// The layout at a moment of the move from `from` to `to`: vertices that both have are under way, new ones
    /// appear in their places, and routes follow their ends.
    ///
    /// @param progress from 0 (as in `from`) to 1 (`to` itself)
    public static GraphLayout between(GraphLayout from, GraphLayout to, double progress) {
        if (progress >= 1 || from == to) {
            return to;
        }
        var places = new ArrayList<Place>(to.places.size());
        for (int i = 0; i < to.places.size(); i++) {
            var place = to.places.get(i);
            int old = from.model.indexOf(to.model.vertices().get(i).key());
            if (old < 0) {
                places.add(new Place(place.x(), place.y(), place.width(), place.height(), progress));
            } else {
                var start = from.places.get(old);
                places.add(blend(start, place, progress));
            }
        }
        var routes = new ArrayList<Route>(to.routes.size());
        for (int i = 0; i < to.routes.size(); i++) {
            var link = to.model.links().get(i);
            var source = places.get(link.source());
            var target = places.get(link.target());
            var sourceEnd = to.places.get(link.source());
            var targetEnd = to.places.get(link.target());
            routes.add(to.routes
                    .get(i)
                    .stretched(
                            source.centerX() - sourceEnd.centerX(),
                            source.y() + source.height() - sourceEnd.y() - sourceEnd.height(),
                            target.centerX() - targetEnd.centerX(),
                            target.y() - targetEnd.y(),
                            Math.min(source.opacity(), target.opacity())));
        }
        return new GraphLayout(to.model, places, routes, framesBetween(from, to, progress), to.horizontal);
    }

    private static List<Place> framesBetween(GraphLayout from, GraphLayout to, double progress) {
        var frames = new ArrayList<Place>();
        for (int i = 0; i < to.frames.size(); i++) {
            var place = to.frames.get(i);
            var start = from.frameOf(to.model.frames().get(i).group().key());
            frames.add(
                    start == null
                            ? new Place(place.x(), place.y(), place.width(), place.height(), progress)
                            : blend(start, place, progress));
        }
        return frames;
    }

    private @Nullable Place frameOf(String key) {
        for (int i = 0; i < frames.size(); i++) {
            if (model.frames().get(i).group().key().equals(key)) {
                return frames.get(i);
            }
        }
        return null;
    }

    private static Place blend(Place from, Place to, double share) {
        return new Place(
                blend(from.x(), to.x(), share),
                blend(from.y(), to.y(), share),
                blend(from.width(), to.width(), share),
                blend(from.height(), to.height(), share),
                blend(from.opacity(), 1, share));
    }

    private static double blend(double from, double to, double share) {
        return from + (to - from) * share;
    }

    private static double distanceToSegment(double x, double y, Route.Point a, Route.Point b) {
        double dx = b.x() - a.x();
        double dy = b.y() - a.y();
        double length = dx * dx + dy * dy;
        double t = length == 0 ? 0 : Math.clamp(((x - a.x()) * dx + (y - a.y()) * dy) / length, 0, 1);
        return Math.hypot(x - a.x() - t * dx, y - a.y() - t * dy);
    }
}
