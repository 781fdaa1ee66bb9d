package dev.backstep.app.graph.paint;

import java.util.Arrays;

/// A path of lines and cubic curves, drawn on any [Surface].
public final class Outline {
    /// Where a circle's control points lie, as a share of its radius.
    private static final double ROUND = 0.5522847498;

    private byte[] verbs = new byte[8];
    private double[] points = new double[32];
    private int verbCount;
    private int pointCount;

    /// Takes the parts of a path one by one.
    public interface Sink {
        void moveTo(double x, double y);

        void lineTo(double x, double y);

        void curveTo(double x1, double y1, double x2, double y2, double x, double y);

        void close();
    }

    public static Outline box(double x, double y, double width, double height) {
        return new Outline()
                .moveTo(x, y)
                .lineTo(x + width, y)
                .lineTo(x + width, y + height)
                .lineTo(x, y + height)
                .close();
    }

    public static Outline roundedBox(double x, double y, double width, double height, double radius) {
        double r = Math.min(radius, Math.min(width, height) / 2);
        double c = r * (1 - ROUND);
        double right = x + width;
        double bottom = y + height;
        return new Outline()
                .moveTo(x + r, y)
                .lineTo(right - r, y)
                .curveTo(right - c, y, right, y + c, right, y + r)
                .lineTo(right, bottom - r)
                .curveTo(right, bottom - c, right - c, bottom, right - r, bottom)
                .lineTo(x + r, bottom)
                .curveTo(x + c, bottom, x, bottom - c, x, bottom - r)
                .lineTo(x, y + r)
                .curveTo(x, y + c, x + c, y, x + r, y)
                .close();
    }

    /// A box with a point at either end.
    public static Outline pointedBox(double x, double y, double width, double height) {
        double point = height / 3;
        return new Outline()
                .moveTo(x, y + height / 2)
                .lineTo(x + point, y)
                .lineTo(x + width - point, y)
                .lineTo(x + width, y + height / 2)
                .lineTo(x + width - point, y + height)
                .lineTo(x + point, y + height)
                .close();
    }

    public static Outline circle(double x, double y, double radius) {
        return roundedBox(x - radius, y - radius, 2 * radius, 2 * radius, radius);
    }

    public Outline moveTo(double x, double y) {
        return add('M', x, y);
    }

    public Outline lineTo(double x, double y) {
        return add('L', x, y);
    }

    public Outline curveTo(double x1, double y1, double x2, double y2, double x, double y) {
        return add('C', x1, y1, x2, y2, x, y);
    }

    public Outline close() {
        return add('Z');
    }

    /// Appends the parts of another path.
    public Outline add(Outline other) {
        if (verbCount + other.verbCount > verbs.length) {
            verbs = Arrays.copyOf(verbs, 2 * (verbCount + other.verbCount));
        }
        if (pointCount + other.pointCount > points.length) {
            points = Arrays.copyOf(points, 2 * (pointCount + other.pointCount));
        }
        System.arraycopy(other.verbs, 0, verbs, verbCount, other.verbCount);
        System.arraycopy(other.points, 0, points, pointCount, other.pointCount);
        verbCount += other.verbCount;
        pointCount += other.pointCount;
        return this;
    }

    public boolean isEmpty() {
        return verbCount == 0;
    }

    /// Hands every part to a sink, in order.
    public void to(Sink sink) {
        int p = 0;
        for (int i = 0; i < verbCount; i++) {
            switch (verbs[i]) {
                case 'M' -> sink.moveTo(points[p++], points[p++]);
                case 'L' -> sink.lineTo(points[p++], points[p++]);
                case 'C' -> sink.curveTo(points[p++], points[p++], points[p++], points[p++], points[p++], points[p++]);
                default -> sink.close();
            }
        }
    }

    private Outline add(char verb, double... coordinates) {
        if (verbCount == verbs.length) {
            verbs = Arrays.copyOf(verbs, 2 * verbCount);
        }
        if (pointCount + coordinates.length > points.length) {
            points = Arrays.copyOf(points, 2 * points.length);
        }
        verbs[verbCount++] = (byte) verb;
        System.arraycopy(coordinates, 0, points, pointCount, coordinates.length);
        pointCount += coordinates.length;
        return this;
    }
}
