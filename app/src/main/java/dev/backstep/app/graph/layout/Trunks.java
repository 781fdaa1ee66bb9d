package dev.backstep.app.graph.layout;

import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Link;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// Routes long links, such as those from a weight to each round of a loop that uses it: they run beside the graph,
/// all that start at one vertex in one lane, and turn off between the rows to each of their targets. ELK would give
/// every one of them a lane of its own through the middle of the graph, and take seconds for it.
final class Trunks {
    private static final double LANE = 22;
    private static final double TURN = 12;

    /// The part of the gap between rows in which trunks start and branches end.
    private static final double GAP_SHARE = 0.36;

    private final GraphModel model;
    private final Layers layers;
    private final List<Place> places;
    private final double[] top;
    private final double[] bottom;
    private final double[] left;
    private final double[] right;

    /// @param places of all vertices
    Trunks(GraphModel model, Layers layers, List<Place> places) {
        this.model = model;
        this.layers = layers;
        this.places = places;
        top = filled(layers.count(), Double.POSITIVE_INFINITY);
        bottom = filled(layers.count(), Double.NEGATIVE_INFINITY);
        left = filled(layers.count(), Double.POSITIVE_INFINITY);
        right = filled(layers.count(), Double.NEGATIVE_INFINITY);
        for (int i = 0; i < places.size(); i++) {
            var place = places.get(i);
            int row = layers.row(i);
            top[row] = Math.min(top[row], place.y());
            bottom[row] = Math.max(bottom[row], place.y() + place.height());
            widen(row, row, place.x(), place.x() + place.width());
        }
    }

    private static double[] filled(int size, double value) {
        var array = new double[size];
        Arrays.fill(array, value);
        return array;
    }

    /// Keeps trunks clear of a link that has its route already.
    void avoid(Link link, Route route) {
        double from = Double.POSITIVE_INFINITY;
        double to = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < route.points().length; i += 2) {
            from = Math.min(from, route.points()[i]);
            to = Math.max(to, route.points()[i]);
        }
        widen(layers.row(link.source()), layers.row(link.target()), from, to);
    }

    private void widen(int fromRow, int toRow, double from, double to) {
        for (int row = fromRow; row <= toRow; row++) {
            left[row] = Math.min(left[row], from);
            right[row] = Math.max(right[row], to);
        }
    }

    /// @param long links, by index; their routes are put into `routes`
    void route(List<Integer> links, Route[] routes) {
        var bySource = new TreeMap<Integer, List<Integer>>();
        for (int link : links) {
            bySource.computeIfAbsent(model.links().get(link).source(), s -> new ArrayList<>())
                    .add(link);
        }
        // Short ones inside: the long ones then go around them.
        var trunks = new ArrayList<>(bySource.values());
        trunks.sort(Comparator.comparingInt(trunk -> trunk.stream()
                .mapToInt(link -> layers.span(model.links().get(link)))
                .max()
                .orElse(0)));
        double middle = places.stream().mapToDouble(Place::centerX).average().orElse(0);
        trunks.forEach(trunk -> route(trunk, middle, routes));
    }

    private void route(List<Integer> trunk, double middle, Route[] routes) {
        int source = model.links().get(trunk.getFirst()).source();
        int first = layers.row(source) + 1;
        int last = first;
        for (int link : trunk) {
            last = Math.max(last, layers.row(model.links().get(link).target()) - 1);
        }
        boolean leftwards = places.get(source).centerX() < middle;
        double lane = leftwards ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        for (int row = first; row <= last; row++) {
            lane = leftwards ? Math.min(lane, left[row]) : Math.max(lane, right[row]);
        }
        lane += leftwards ? -LANE : LANE;
        widen(first, last, lane, lane);
        for (int link : trunk) {
            int target = model.links().get(link).target();
            routes[link] = route(source, target, lane, port(link, target, leftwards));
        }
    }

    /// Where a branch ends: at the side it comes from, beside the links that come from above.
    private double port(int link, int target, boolean fromLeft) {
        var place = places.get(target);
        int number = 1;
        for (int other : model.incoming(target)) {
            if (other == link) {
                break;
            }
            number +=
                    model.links().get(other).source() == model.links().get(link).source() ? 1 : 0;
        }
        double shift = place.width() * Math.min(0.4, 0.5 - 0.16 * number);
        return place.centerX() + (fromLeft ? -shift : shift);
    }

    private Route route(int source, int target, double lane, double endX) {
        var from = places.get(source);
        var to = places.get(target);
        int row = layers.row(source);
        double startX = from.centerX();
        double startY = from.y() + from.height();
        double endY = to.y();
        double out = bottom[row] + GAP_SHARE * (top[row + 1] - bottom[row]);
        int above = layers.row(target) - 1;
        double in = top[above + 1] - GAP_SHARE * (top[above + 1] - bottom[above]);
        var points = new Corners(startX, startY);
        points.turn(startX, out, lane, out);
        points.turn(lane, out, lane, in);
        points.turn(lane, in, endX, in);
        points.turn(endX, in, endX, endY);
        points.end(endX, endY);
        return new Route(points.toArray(), 1);
    }

    /// Lines between round corners, as curves.
    private static final class Corners {
        private final List<Double> values = new ArrayList<>();
        private double x;
        private double y;

        Corners(double x, double y) {
            this.x = x;
            this.y = y;
            values.add(x);
            values.add(y);
        }

        /// Goes on to a corner, from where the next stop lies in another direction.
        void turn(double cornerX, double cornerY, double nextX, double nextY) {
            double before = Math.hypot(cornerX - x, cornerY - y);
            double after = Math.hypot(nextX - cornerX, nextY - cornerY);
            double radius = Math.min(TURN, Math.min(before, after / 2));
            if (radius < 0.5) {
                return;
            }
            line(cornerX + (x - cornerX) / before * radius, cornerY + (y - cornerY) / before * radius);
            double goalX = cornerX + (nextX - cornerX) / after * radius;
            double goalY = cornerY + (nextY - cornerY) / after * radius;
            // A quarter of a circle, as closely as one curve can.
            add(x + (cornerX - x) * 0.55, y + (cornerY - y) * 0.55);
            add(goalX + (cornerX - goalX) * 0.55, goalY + (cornerY - goalY) * 0.55);
            add(goalX, goalY);
            x = goalX;
            y = goalY;
        }

        void end(double endX, double endY) {
            line(endX, endY);
        }

        private void line(double toX, double toY) {
            add(x + (toX - x) / 3, y + (toY - y) / 3);
            add(toX - (toX - x) / 3, toY - (toY - y) / 3);
            add(toX, toY);
            x = toX;
            y = toY;
        }

        private void add(double pointX, double pointY) {
            values.add(pointX);
            values.add(pointY);
        }

        double[] toArray() {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}
