package dev.backstep.app.graph.layout;

/// Where a vertex is: its upper left corner and its size.
///
/// @param opacity from 0, while it appears, to 1
public record Place(double x, double y, double width, double height, double opacity) {
    public double centerX() {
        return x + width / 2;
    }

    public double centerY() {
        return y + height / 2;
    }

    boolean contains(double px, double py) {
        return px >= x && px <= x + width && py >= y && py <= y + height;
    }

    public boolean touches(double minX, double minY, double maxX, double maxY) {
        return x + width >= minX && x <= maxX && y + height >= minY && y <= maxY;
    }
}
