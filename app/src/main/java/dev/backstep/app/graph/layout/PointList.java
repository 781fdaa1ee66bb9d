package dev.backstep.app.graph.layout;

import java.util.ArrayList;
import java.util.List;

/// Puts a [Route] together from lines and curves.
final class PointList {
    private final List<Double> values = new ArrayList<>();
    private double lastX;
    private double lastY;

    PointList(double x, double y) {
        add(x, y);
    }

    void add(double x, double y) {
        values.add(x);
        values.add(y);
        lastX = x;
        lastY = y;
    }

    void lineTo(double x, double y) {
        double fromX = lastX;
        double fromY = lastY;
        add(fromX + (x - fromX) / 3, fromY + (y - fromY) / 3);
        add(x - (x - fromX) / 3, y - (y - fromY) / 3);
        add(x, y);
    }

    void quadraticTo(double cx, double cy, double x, double y) {
        double fromX = lastX;
        double fromY = lastY;
        add(fromX + (cx - fromX) * 2 / 3, fromY + (cy - fromY) * 2 / 3);
        add(x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3);
        add(x, y);
    }

    /// A line to a corner that is rounded, and on towards the next place.
    void cornerTo(double cornerX, double cornerY, double nextX, double nextY, double radius) {
        double before = Math.hypot(cornerX - lastX, cornerY - lastY);
        double after = Math.hypot(nextX - cornerX, nextY - cornerY);
        double r = Math.min(radius, Math.min(before, after / 2));
        if (r < 0.5) {
            lineTo(cornerX, cornerY);
            return;
        }
        double startX = cornerX - (cornerX - lastX) / before * r;
        double startY = cornerY - (cornerY - lastY) / before * r;
        if (before > r) {
            lineTo(startX, startY);
        }
        quadraticTo(cornerX, cornerY, cornerX + (nextX - cornerX) / after * r, cornerY + (nextY - cornerY) / after * r);
    }

    double[] toArray() {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
