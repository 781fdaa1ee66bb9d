package dev.backstep.app.export;

import dev.backstep.app.graph.picture.GraphDrawing;
import dev.backstep.app.graph.picture.Graphics2DSurface;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How many pixels a drawing gets: as many as the scale asks for, or as the format can hold.
///
/// @param width in pixels
/// @param scale pixels a unit, at most the scale that was asked for
/// @param asked the scale that was asked for
public record Raster(int width, int height, double scale, double asked) {
    /// Below this many pixels a unit the small type of a picture cannot be read.
    private static final double READABLE = 0.7;

    /// What a format can hold.
    ///
    /// @param pixels of one picture
    /// @param side of one picture, in pixels
    /// @param unit of which sides are multiples
    record Limit(String format, double pixels, int side, int unit) {
        /// A pixel takes four bytes while it is painted.
        static final Limit PNG = new Limit("PNG", 60e6, 30_000, 1);

        /// Beyond this viewers stutter.
        static final Limit GIF = new Limit("GIF", 6e6, 8_000, 1);

        /// The largest that decoders have to know (H.264, level 5.1), in whole macroblocks.
        static final Limit MP4 = new Limit("MP4", 36_864 * 256, 4_096, 16);

        static Limit of(ExportFormat format) {
            return switch (format) {
                case GIF -> GIF;
                case MP4 -> MP4;
                default -> PNG;
            };
        }
    }

    static Raster of(GraphDrawing drawing, double scale, Limit limit) throws ExportException {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new ExportException("The scale of a picture must be a positive number, not " + scale + ".");
        }
        double possible = Math.min(
                Math.sqrt(limit.pixels / drawing.width() / drawing.height()),
                limit.side / Math.max(drawing.width(), drawing.height()));
        double used = Math.min(scale, possible);
        return new Raster(
                pixels(drawing.width() * used, used < scale, limit),
                pixels(drawing.height() * used, used < scale, limit),
                used,
                scale);
    }

    /// What a file of a format with pixels gets.
    public static Raster of(GraphDrawing drawing, double scale, ExportFormat format) throws ExportException {
        return of(drawing, scale, Limit.of(format));
    }

    /// Why it is smaller than was asked for, as a sentence; null if it is not.
    public @Nullable String remark(ExportFormat format) {
        return remark(Limit.of(format));
    }

    private static int pixels(double side, boolean limited, Limit limit) {
        double units = side / limit.unit;
        // Where every pixel counts, none may be added.
        return limit.unit * Math.max(1, (int) (limited ? Math.floor(units + 1e-9) : Math.ceil(units - 1e-9)));
    }

    /// How a picture becomes as large as a preview of it may be.
    public static Raster preview(GraphDrawing drawing, double scale, double width, double height) {
        double fit = Math.min(scale, Math.min(width / drawing.width(), height / drawing.height()));
        return new Raster(
                Math.max(1, (int) Math.ceil(drawing.width() * fit)),
                Math.max(1, (int) Math.ceil(drawing.height() * fit)),
                fit,
                scale);
    }

    @Nullable
    String remark(Limit limit) {
        if (scale >= asked) {
            return null;
        }
        var sentence = String.format(
                Locale.ROOT,
                "It was scaled down to %d × %d pixels (scale %.2g instead of %s), the most that Backstep puts into a %s.",
                width,
                height,
                scale,
                number(asked),
                limit.format);
        return scale < READABLE
                ? sentence + " Small type can hardly be read at that size: SVG and PDF keep it sharp."
                : sentence;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /// Paints a drawing; of the type `TYPE_INT_ARGB` if it has no ground.
    public BufferedImage paint(GraphDrawing drawing) {
        boolean transparent = drawing.ground().alpha() == 0;
        var image = new BufferedImage(
                width, height, transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        paint(drawing, image);
        return image;
    }

    /// Paints a drawing over all of an image of this size.
    void paint(GraphDrawing drawing, BufferedImage image) {
        var graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            var ground = drawing.ground();
            if (ground.alpha() > 0) {
                // Whole pixels, and whole blocks, may be a little more than the drawing has.
                graphics.setColor(new Color(ground.red(), ground.green(), ground.blue()));
                graphics.fillRect(0, 0, width, height);
            }
            graphics.translate(
                    Math.floor((width - drawing.width() * scale) / 2),
                    Math.floor((height - drawing.height() * scale) / 2));
            graphics.scale(scale, scale);
            drawing.paint(new Graphics2DSurface(graphics));
        } finally {
            graphics.dispose();
        }
    }
}
