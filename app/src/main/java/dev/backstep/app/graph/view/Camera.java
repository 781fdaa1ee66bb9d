package dev.backstep.app.graph.view;

import dev.backstep.app.graph.paint.Picture;

/// Which part of the picture fills the view. Immutable.
///
/// @param x the picture coordinate at the view's left edge
/// @param y the picture coordinate at its upper edge
/// @param zoom pixels a picture unit
record Camera(double x, double y, double zoom) {
    /// As far away as wheel and keys go; fitting a huge graph goes further.
    private static final double SMALLEST = 0.02;

    private static final double FIT_SMALLEST = 0.0005;
    private static final double LARGEST = 6;

    /// Fitting never blows a small graph up beyond this.
    static final double FIT_LARGEST = 1.15;

    static final Camera START = new Camera(0, 0, 1);

    double toViewX(double pictureX) {
        return (pictureX - x) * zoom;
    }

    double toViewY(double pictureY) {
        return (pictureY - y) * zoom;
    }

    double toPictureX(double viewX) {
        return x + viewX / zoom;
    }

    double toPictureY(double viewY) {
        return y + viewY / zoom;
    }

    /// Zooms by a factor so that what is under a point of the view stays there.
    Camera zoomedAt(double viewX, double viewY, double factor) {
        double next = Math.clamp(zoom * factor, Math.min(SMALLEST, zoom), LARGEST);
        return new Camera(toPictureX(viewX) - viewX / next, toPictureY(viewY) - viewY / next, next);
    }

    /// Moves what is shown by this many pixels.
    Camera panned(double dx, double dy) {
        return new Camera(x - dx / zoom, y - dy / zoom, zoom);
    }

    /// Puts a point of the picture in the middle of a view of this size.
    static Camera centered(double pictureX, double pictureY, double zoom, double width, double height) {
        return new Camera(pictureX - width / 2 / zoom, pictureY - height / 2 / zoom, zoom);
    }

    /// Shows all of a box.
    ///
    /// @param margin pixels to keep free on each side
    /// @param largest the zoom that is never exceeded
    static Camera fitting(Picture.View box, double width, double height, double margin, double largest) {
        double zoom = Math.min((width - 2 * margin) / box.width(), (height - 2 * margin) / box.height());
        return centered(
                box.x() + box.width() / 2,
                box.y() + box.height() / 2,
                Math.clamp(zoom, FIT_SMALLEST, largest),
                width,
                height);
    }

    /// A camera on the way to `to`.
    Camera towards(Camera to, double share) {
        if (share >= 1) {
            return to;
        }
        // Zooming is multiplicative: in this way it looks even.
        double z = zoom * Math.pow(to.zoom / zoom, share);
        return new Camera(x + (to.x - x) * share, y + (to.y - y) * share, z);
    }

    /// The part of the picture in a view of this size.
    Picture.View view(double width, double height) {
        return new Picture.View(x, y, width / zoom, height / zoom, zoom);
    }
}
