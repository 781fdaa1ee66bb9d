package dev.backstep.app.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.picture.PassDrawings;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.tasks.Tasks.Progress;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Recording;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jcodec.api.FrameGrab;
import org.jcodec.common.io.NIOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole passes, read back from the files.
class PassExportTest {
    private static final int GROUND = 0xffffff;

    @TempDir
    Path folder;

    private final Recording diamond = Samples.diamond();
    private final BackwardPass pass = diamond.passes().get(1);
    private final List<Double> reported = new ArrayList<>();
    private boolean cancelled;

    @Test
    void aGifMovesGradientsAndHoldsEachStepLongEnoughInPicturesOfOneSize() throws Exception {
        var file = folder.resolve("pass.gif");
        export(file, ExportOptions.DEFAULT.withScale(0.7));
        var reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (var stream = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(stream);
            int steps = pass.steps().size();
            int pictures = reader.getNumImages(true);
            assertTrue(pictures > 5 * steps, pictures + " pictures of " + steps + " steps");
            int first = control(reader, 0);
            assertEquals(160, first, "the start stands for a step");
            int total = 0;
            int held = 0;
            for (int i = 0; i < pictures; i++) {
                int delay = control(reader, i);
                total += delay;
                held += delay >= 80 ? 1 : 0;
            }
            assertEquals(steps + 1, held);
            assertEquals(160 * (steps + 2), total, 2);
            assertEquals(reader.getWidth(0), Integer.parseInt(screen(reader).getAttribute("logicalScreenWidth")));
        }
        var frames = gifFrames(file);
        // Gradients are on their way: each picture differs from the one before.
        for (int i = 1; i < 8; i++) {
            assertTrue(distance(frames.get(i - 1), frames.get(i)) > 0, "picture " + i);
        }
        assertEquals(GROUND, frames.getLast().getRGB(1, 1) & 0xffffff, "the ground has its very colour");
        assertEquals(1, reported.getLast());
    }

    @Test
    void anMp4IsDecodedToThePicturesThatWerePainted() throws Exception {
        var file = folder.resolve("pass.mp4");
        export(file, ExportOptions.DEFAULT.withScale(0.7).withStepSeconds(0.5));
        var drawings = drawings();
        var shots = Film.shots(drawings, 0.5);
        var raster = Raster.of(drawings.drawing(0, 1), 0.7, Raster.Limit.MP4);
        try (var channel = NIOUtils.readableChannel(file.toFile())) {
            var grab = FrameGrab.createFrameGrab(channel);
            var meta = grab.getVideoTrack().getMeta();
            assertEquals(shots.size(), meta.getTotalFrames());
            assertEquals(0.5 * (pass.steps().size() + 2), meta.getTotalDuration(), 0.02);
            for (int i = 0; i < shots.size(); i++) {
                var decoded = grab.getNativeFrame();
                assertEquals(raster.width(), decoded.getWidth());
                assertEquals(raster.height(), decoded.getHeight());
                if (i % 5 == 0 || shots.get(i).still()) {
                    var shot = shots.get(i);
                    var painted = raster.paint(drawings.drawing(shot.moment(), shot.progress()));
                    double error = lumaError(painted, decoded.getPlaneData(0));
                    assertTrue(error < 1.5, "picture " + i + " is off by " + error + " of 255");
                }
            }
        }
    }

    @Test
    void aPdfHasAPageAStepOfOneSizeWithItsFonts() throws Exception {
        var file = folder.resolve("pass.pdf");
        export(file, ExportOptions.DEFAULT);
        try (var document = Loader.loadPDF(file.toFile())) {
            int steps = pass.steps().size();
            assertEquals(steps, document.getNumberOfPages());
            var size = document.getPage(0).getMediaBox();
            var text = new PDFTextStripper();
            for (int i = 0; i < steps; i++) {
                assertEquals(size.getWidth(), document.getPage(i).getMediaBox().getWidth());
                assertEquals(size.getHeight(), document.getPage(i).getMediaBox().getHeight());
                text.setStartPage(i + 1);
                text.setEndPage(i + 1);
                assertTrue(text.getText(document).contains("step " + (i + 1) + "/" + steps));
            }
            var painted = new PDFRenderer(document).renderImage(steps - 1);
            assertTrue(distance(painted, new PDFRenderer(document).renderImage(0)) > 0);
            assertTrue(Files.size(file) < 600_000, () -> "fonts once for all pages");
        }
    }

    @Test
    void picturesAreNumberedByAPatternAFolderOrAPlainName() throws Exception {
        int steps = pass.steps().size();
        export(folder.resolve("by-%02d.svg"), ExportOptions.DEFAULT);
        assertTrue(Files.readString(folder.resolve("by-0" + steps + ".svg")).contains("AccumulateGrad"));
        var inside = Files.createDirectory(folder.resolve("inside"));
        var written = export(inside, ExportOptions.DEFAULT.withScale(1));
        assertEquals(inside.resolve("step-001.png"), written.file());
        assertEquals(steps, written.files());
        var first = ImageIO.read(inside.resolve("step-001.png").toFile());
        var last = ImageIO.read(inside.resolve("step-00" + steps + ".png").toFile());
        assertEquals(first.getWidth(), last.getWidth());
        assertEquals(first.getHeight(), last.getHeight());
        assertTrue(distance(first, last) > 0);
        export(folder.resolve("plain.dot"), ExportOptions.DEFAULT);
        assertTrue(Files.exists(folder.resolve("plain-001.dot")));
    }

    @Test
    void aCancelledExportLeavesTheFolderAsItWas() throws Exception {
        cancelled = true;
        for (var name : List.of("pass.gif", "pass.mp4", "pass.pdf", "pass-%d.png")) {
            assertThrows(CancellationException.class, () -> export(folder.resolve(name), ExportOptions.DEFAULT), name);
        }
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aLongPassHasAsManyPicturesAsAPersonWaitsFor() {
        var long1 = Samples.chain(600);
        var picture = Picture.of(Moment.of(long1, Cursor.START), GraphOptions.DEFAULT, GraphTheme.light());
        var exporter = new GraphExporter(picture, null, ExportOptions.DEFAULT);
        var drawings =
                exporter.drawings(RecordingIndex.of(long1), long1.passes().getFirst(), ExportFormat.GIF);
        var shots = Film.shots(drawings, 0.1);
        assertTrue(shots.size() > drawings.steps() && shots.size() <= 1_300, () -> shots.size() + " pictures");
    }

    @Test
    void aPassOfAPartOfThePictureKeepsItsCameraAndItsLayout() throws Exception {
        var part = new Picture.View(20, 30, 300, 200, 0.5);
        var exporter = new GraphExporter(seen(), part, ExportOptions.DEFAULT.withLegend(false));
        var drawings = exporter.drawings(RecordingIndex.of(diamond), pass, ExportFormat.PNG);
        assertEquals(150, drawings.drawing(1, 1).width());
        var moment = exporter.drawing(ExportFormat.PNG);
        assertEquals(150, moment.width());
        assertEquals(100, moment.height());
    }

    private Picture seen() {
        return Picture.of(
                Moment.of(diamond, new Cursor(pass.startedAt() + 1)), GraphOptions.DEFAULT, GraphTheme.light());
    }

    private PassDrawings drawings() {
        return new GraphExporter(seen(), null, ExportOptions.DEFAULT)
                .drawings(RecordingIndex.of(diamond), pass, ExportFormat.MP4);
    }

    private Exported export(Path file, ExportOptions options) throws ExportException {
        reported.clear();
        return new GraphExporter(seen(), null, options).pass(RecordingIndex.of(diamond), pass, file, new Progress() {
            @Override
            public void report(double fraction) {
                assertTrue(reported.isEmpty() || fraction >= reported.getLast());
                reported.add(fraction);
            }

            @Override
            public boolean cancelled() {
                return cancelled;
            }
        });
    }

    private static int control(ImageReader reader, int picture) throws Exception {
        var root = (IIOMetadataNode) reader.getImageMetadata(picture).getAsTree("javax_imageio_gif_image_1.0");
        var control = (IIOMetadataNode)
                root.getElementsByTagName("GraphicControlExtension").item(0);
        assertFalse(control.getAttribute("disposalMethod").startsWith("restore"));
        return Integer.parseInt(control.getAttribute("delayTime"));
    }

    private static IIOMetadataNode screen(ImageReader reader) throws Exception {
        var root = (IIOMetadataNode) reader.getStreamMetadata().getAsTree("javax_imageio_gif_stream_1.0");
        return (IIOMetadataNode)
                root.getElementsByTagName("LogicalScreenDescriptor").item(0);
    }

    /// The pictures as a viewer shows them: each change painted over what is there.
    private static List<BufferedImage> gifFrames(Path file) throws Exception {
        var reader = ImageIO.getImageReadersByFormatName("gif").next();
        var frames = new ArrayList<BufferedImage>();
        try (var stream = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(stream);
            var shown = new BufferedImage(reader.getWidth(0), reader.getHeight(0), BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < reader.getNumImages(true); i++) {
                var root = (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
                var place = (IIOMetadataNode)
                        root.getElementsByTagName("ImageDescriptor").item(0);
                var graphics = shown.createGraphics();
                graphics.drawImage(
                        reader.read(i),
                        Integer.parseInt(place.getAttribute("imageLeftPosition")),
                        Integer.parseInt(place.getAttribute("imageTopPosition")),
                        null);
                graphics.dispose();
                var copy = new BufferedImage(shown.getWidth(), shown.getHeight(), BufferedImage.TYPE_INT_RGB);
                copy.setData(shown.getData());
                frames.add(copy);
            }
        }
        return frames;
    }

    /// How many pixels differ.
    private static int distance(BufferedImage a, BufferedImage b) {
        int different = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                different += a.getRGB(x, y) == b.getRGB(x, y) ? 0 : 1;
            }
        }
        return different;
    }

    /// How far a decoded picture's brightness is off, on average.
    private static double lumaError(BufferedImage painted, byte[] luma) {
        double sum = 0;
        for (int y = 0; y < painted.getHeight(); y++) {
            for (int x = 0; x < painted.getWidth(); x++) {
                int pixel = painted.getRGB(x, y);
                double wanted =
                        16 + 0.18259 * (pixel >> 16 & 0xff) + 0.61423 * (pixel >> 8 & 0xff) + 0.06201 * (pixel & 0xff);
                sum += Math.abs(wanted - 128 - luma[y * painted.getWidth() + x]);
            }
        }
        return sum / painted.getWidth() / painted.getHeight();
    }

    @Test
    void pathsWithoutNumbersAreNoPatterns() {
        assertTrue(NumberedFiles.isPattern(Path.of("a-%03d.png")));
        assertTrue(NumberedFiles.isPattern(Path.of("%d.png")));
        assertFalse(NumberedFiles.isPattern(Path.of("100%done.png".replace("%d", "%x"))));
        assertArrayEquals(new String[] {"a-0007.png", "b-7.svg"}, new String[] {
            NumberedFiles.of(Path.of("a.png"), 1200).file(7).getFileName().toString(),
            NumberedFiles.of(Path.of("b-%d.svg"), 9).file(7).getFileName().toString()
        });
    }
}
