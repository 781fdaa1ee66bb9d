package dev.backstep.app.export;

import dev.backstep.app.graph.picture.PassDrawings;
import dev.backstep.app.tasks.Tasks.Progress;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.jspecify.annotations.Nullable;

/// Writes a pass as an animation that repeats for ever. After the first picture only the rectangle that
/// has changed is written.
final class GifFile {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";

    /// How many pictures are looked at for the colours.
    private static final int SAMPLES = 16;

    /// What choosing the colours takes of all the work.
    private static final double CHOOSING = 0.15;

    private final ImageWriter writer;
    private final Raster raster;
    private final Palette palette;
    private final byte[] shown;
    private @Nullable Pending pending;
    private double elapsed;
    private long centiseconds;
    private boolean first = true;

    /// A picture whose time is not known yet: the next ones may be the same.
    private record Pending(BufferedImage image, int x, int y) {}

    private GifFile(ImageWriter writer, Raster raster, Palette palette) {
        this.writer = writer;
        this.raster = raster;
        this.palette = palette;
        shown = new byte[raster.width() * raster.height()];
    }

    static void write(PassDrawings pass, Raster raster, List<Film.Shot> shots, Path file, Progress progress)
            throws IOException {
        var canvas = new BufferedImage(raster.width(), raster.height(), BufferedImage.TYPE_INT_RGB);
        var pixels = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
        var palette = palette(pass, raster, canvas, pixels, progress);
        var writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (var stream = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            var gif = new GifFile(writer, raster, palette);
            for (int i = 0; i < shots.size(); i++) {
                progress.check();
                var shot = shots.get(i);
                raster.paint(pass.drawing(shot.moment(), shot.progress()), canvas);
                gif.add(pixels, shot.seconds());
                progress.report(CHOOSING + (1 - CHOOSING) * (i + 1) / shots.size());
            }
            gif.flush();
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
    }

    private static Palette palette(
            PassDrawings pass, Raster raster, BufferedImage canvas, int[] pixels, Progress progress) {
        var census = new Palette.Census();
        int samples = Math.min(SAMPLES, pass.steps() + 1);
        for (int i = 0; i < samples; i++) {
            progress.check();
            int moment = samples == 1 ? 0 : (int) Math.round(i * pass.steps() / (samples - 1.0));
            raster.paint(pass.drawing(moment, 1), canvas);
            census.add(pixels);
            progress.report(CHOOSING * (i + 1) / samples);
        }
        return census.palette();
    }

    private void add(int[] pixels, double seconds) throws IOException {
        var next = new byte[shown.length];
        palette.indices(pixels, next);
        var changed = first && pending == null ? new int[] {0, 0, raster.width(), raster.height()} : changed(next);
        if (changed != null) {
            flush();
            int width = changed[2] - changed[0];
            int height = changed[3] - changed[1];
            var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette.colors());
            var into = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int y = 0; y < height; y++) {
                System.arraycopy(next, (changed[1] + y) * raster.width() + changed[0], into, y * width, width);
            }
            System.arraycopy(next, 0, shown, 0, shown.length);
            pending = new Pending(image, changed[0], changed[1]);
        }
        elapsed += seconds;
    }

    /// The rectangle outside of which nothing has changed: left, top, right, bottom; null if nothing has.
    private int @Nullable [] changed(byte[] next) {
        int width = raster.width();
        int left = width;
        int top = -1;
        int right = 0;
        int bottom = 0;
        for (int y = 0; y < raster.height(); y++) {
            int row = y * width;
            int from = 0;
            while (from < width && next[row + from] == shown[row + from]) {
                from++;
            }
            if (from == width) {
                continue;
            }
            int to = width;
            while (next[row + to - 1] == shown[row + to - 1]) {
                to--;
            }
            top = top < 0 ? y : top;
            bottom = y + 1;
            left = Math.min(left, from);
            right = Math.max(right, to);
        }
        return top < 0 ? null : new int[] {left, top, right, bottom};
    }

    private void flush() throws IOException {
        if (pending == null) {
            return;
        }
        var type = ImageTypeSpecifier.createFromRenderedImage(pending.image());
        var metadata = writer.getDefaultImageMetadata(type, null);
        var root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
        var place = child(root, "ImageDescriptor");
        place.setAttribute("imageLeftPosition", String.valueOf(pending.x()));
        place.setAttribute("imageTopPosition", String.valueOf(pending.y()));
        place.setAttribute("imageWidth", String.valueOf(pending.image().getWidth()));
        place.setAttribute("imageHeight", String.valueOf(pending.image().getHeight()));
        place.setAttribute("interlaceFlag", "FALSE");
        var control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "doNotDispose");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", String.valueOf(delay()));
        if (first) {
            child(root, "ApplicationExtensions").appendChild(forEver());
        }
        write(metadata, root);
        first = false;
        pending = null;
    }

    private void write(IIOMetadata metadata, IIOMetadataNode root) throws IOException {
        metadata.setFromTree(FORMAT, root);
        writer.writeToSequence(new IIOImage(pending.image(), null, metadata), null);
    }

    /// Hundredths of a second, rounded so that no error adds up.
    private long delay() {
        long until = Math.round(elapsed * 100);
        long delay = Math.max(2, until - centiseconds);
        centiseconds += delay;
        return delay;
    }

    private static IIOMetadataNode forEver() {
        var extension = new IIOMetadataNode("ApplicationExtension");
        extension.setAttribute("applicationID", "NETSCAPE");
        extension.setAttribute("authenticationCode", "2.0");
        extension.setUserObject(new byte[] {1, 0, 0});
        return extension;
    }

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        for (int i = 0; i < root.getLength(); i++) {
            if (root.item(i).getNodeName().equals(name)) {
                return (IIOMetadataNode) root.item(i);
            }
        }
        var node = new IIOMetadataNode(name);
        root.appendChild(node);
        return node;
    }
}
