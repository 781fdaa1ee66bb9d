package dev.backstep.app.export;

import dev.backstep.app.graph.picture.GraphDrawing;
import dev.backstep.app.graph.picture.Graphics2DSurface;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import javax.imageio.ImageIO;

/// Paints the picture into an image.
final class PngFile {
    /// A pixel takes four bytes while it is painted.
    private static final long MAX_PIXELS = 60_000_000;

    private PngFile() {}

    static void write(GraphDrawing drawing, double scale, OutputStream out) throws IOException {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new ExportException("The scale of a PNG must be a positive number, not " + scale + ".");
        }
        double width = Math.ceil(drawing.width() * scale);
        double height = Math.ceil(drawing.height() * scale);
        if (width * height > MAX_PIXELS || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            double possible = Math.sqrt(MAX_PIXELS / drawing.width() / drawing.height());
            throw new ExportException(String.format(
                    Locale.ROOT,
                    "The picture would have %.0f × %.0f pixels, which is too large for a PNG; a scale of up to %.2g is"
                            + " possible, or an SVG or PDF file.",
                    width,
                    height,
                    Math.floor(possible * 100) / 100));
        }
        var image = new BufferedImage((int) width, (int) height, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            // Rounding up to whole pixels must not leave a bare edge.
            graphics.scale(width / drawing.width(), height / drawing.height());
            drawing.paint(new Graphics2DSurface(graphics));
        } finally {
            graphics.dispose();
        }
        if (!ImageIO.write(image, "png", out)) {
            throw new ExportException("This Java installation cannot write PNG images.");
        }
    }
}
