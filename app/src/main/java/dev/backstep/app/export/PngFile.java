package dev.backstep.app.export;

import dev.backstep.app.graph.picture.GraphDrawing;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;

/// Paints a picture into an image.
final class PngFile {
    private PngFile() {}

    static void write(GraphDrawing drawing, Raster raster, OutputStream out) throws IOException {
        if (!ImageIO.write(raster.paint(drawing), "png", out)) {
            throw new ExportException("This Java installation cannot write PNG images.");
        }
    }
}
