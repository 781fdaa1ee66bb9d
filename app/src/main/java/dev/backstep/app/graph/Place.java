package dev.backstep.app.graph;

/// Where a vertex is: its upper left corner and its size.
///
/// @param opacity from 0, while it appears, to 1
record Place(double x, double y, double width, double height, double opacity) {
    double centerX() {
        return x + width / 2;
    }

    double centerY() {
        return y + height / 2;
    }

    boolean contains(double px, double py) {
        return px >= x && px <= x + width && py >= y && py <= y + height;
    }

    boolean touches(double minX, double minY, double maxX, double maxY) {
        return x + width >= minX && x <= maxX && y + height >= minY && y <= maxY;
    }
}
