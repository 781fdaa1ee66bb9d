package dev.backstep.app.graph.layout;

/// The way of a link: a chain of cubic Bézier curves, from its source to its target.
///
/// @param points x and y of the start, then for each curve of two control points and its end
/// @param opacity from 0, while it appears, to 1
public record Route(double[] points, double opacity) {
    private static final int SAMPLES = 12;

    public record Point(double x, double y) {}

    public static Route straight(double x1, double y1, double x2, double y2) {
        return new Route(
                new double[] {
                    x1, y1, x1 + (x2 - x1) / 3, y1 + (y2 - y1) / 3, x2 - (x2 - x1) / 3, y2 - (y2 - y1) / 3, x2, y2
                },
                1);
    }

    int curves() {
        return (points.length - 2) / 6;
    }

    /// The point at a fraction (0 to 1) of the length.
    public Point at(double fraction) {
        int count = curves() * SAMPLES;
        var along = new double[count + 1];
        var x = new double[count + 1];
        var y = new double[count + 1];
        x[0] = points[0];
        y[0] = points[1];
        for (int i = 1; i <= count; i++) {
            int curve = (i - 1) / SAMPLES;
            double t = (i - curve * SAMPLES) / (double) SAMPLES;
            x[i] = bezier(curve * 6, t);
            y[i] = bezier(curve * 6 + 1, t);
            along[i] = along[i - 1] + Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
        }
        double wanted = Math.clamp(fraction, 0, 1) * along[count];
        int i = 1;
        while (i < count && along[i] < wanted) {
            i++;
        }
        double step = along[i] - along[i - 1];
        double share = step == 0 ? 0 : (wanted - along[i - 1]) / step;
        return new Point(x[i - 1] + (x[i] - x[i - 1]) * share, y[i - 1] + (y[i] - y[i - 1]) * share);
    }

    /// Places on the way, x and y by turns, evenly spread over its curves.
    double[] along(int count) {
        var along = new double[2 * (count + 1)];
        for (int i = 0; i <= count; i++) {
            double at = i * (double) curves() / count;
            int curve = Math.min((int) at, curves() - 1);
            along[2 * i] = bezier(curve * 6, at - curve);
            along[2 * i + 1] = bezier(curve * 6 + 1, at - curve);
        }
        return along;
    }

    /// The length, roughly: that of the lines between its curves' ends.
    public double length() {
        double length = 0;
        for (int i = 6; i < points.length; i += 6) {
            length += Math.hypot(points[i] - points[i - 6], points[i + 1] - points[i - 5]);
        }
        return length;
    }

    private double bezier(int i, double t) {
        double u = 1 - t;
        return u * u * u * points[i]
                + 3 * u * u * t * points[i + 2]
                + 3 * u * t * t * points[i + 4]
                + t * t * t * points[i + 6];
    }

    /// The same from its target to its source.
    public Route reversed() {
        var turned = new double[points.length];
        for (int i = 0; i < points.length; i += 2) {
            turned[points.length - 2 - i] = points[i];
            turned[points.length - 1 - i] = points[i + 1];
        }
        return new Route(turned, opacity);
    }

    /// This route with its ends moved and everything between following in proportion.
    Route stretched(double startX, double startY, double endX, double endY, double newOpacity) {
        var moved = new double[points.length];
        int last = points.length / 2 - 1;
        for (int i = 0; i <= last; i++) {
            double share = i / (double) last;
            moved[2 * i] = points[2 * i] + startX + (endX - startX) * share;
            moved[2 * i + 1] = points[2 * i + 1] + startY + (endY - startY) * share;
        }
        return new Route(moved, newOpacity);
    }

    public boolean touches(double minX, double minY, double maxX, double maxY) {
        double left = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points.length; i += 2) {
            left = Math.min(left, points[i]);
            right = Math.max(right, points[i]);
            top = Math.min(top, points[i + 1]);
            bottom = Math.max(bottom, points[i + 1]);
        }
        return right >= minX && left <= maxX && bottom >= minY && top <= maxY;
    }
}
