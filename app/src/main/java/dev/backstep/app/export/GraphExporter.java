package dev.backstep.app.export;

import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.picture.GraphDrawing;
import dev.backstep.app.graph.picture.GraphDrawing.Frame;
import dev.backstep.app.graph.picture.PassDrawings;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.tasks.Tasks.Progress;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.WholeFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Writes pictures of a graph, of a moment or of a whole backward pass, to files: what is seen, in the
/// layout in which it is seen. Works on any thread and without a display.
///
/// A file is replaced only when the new one is complete; of several files none is before all are
/// complete.
public final class GraphExporter {
    /// Held, since a logger that nobody holds forgets its level.
    private static final Logger FONTBOX = Logger.getLogger("org.apache.fontbox");

    static {
        // It warns of fonts without PostScript names, which no picture has a use for.
        FONTBOX.setLevel(Level.SEVERE);
    }

    private final ExportOptions options;
    private final Picture picture;
    private final Picture.@Nullable View part;

    /// @param seen what is shown, laid out as it is shown
    /// @param part what of it is written, null for all
    public GraphExporter(Picture seen, Picture.@Nullable View part, ExportOptions options) {
        this.options = options;
        this.part = part;
        picture = seen.forFile(options.theme());
    }

    /// The moment that is seen, in the format that the file's ending names.
    ///
    /// @throws ExportException with a sentence that says what is wrong: an unknown ending, a folder
    /// that is missing
    ///     or may not be written
    public Exported moment(Path file) throws ExportException {
        var format = ExportFormat.of(file);
        if (format.moves()) {
            throw new ExportException("A " + format + " file shows a whole backward pass, not a single step.");
        }
        var drawing = drawing(format);
        var raster = Raster.of(drawing, options.scale(), Raster.Limit.PNG);
        OutputFile.write(file, target -> still(drawing, raster, picture, format, target));
        return new Exported(file, 1, format.hasPixels() ? raster.remark(Raster.Limit.PNG) : null);
    }

    /// A whole pass: as an animation, as a PDF with a page a step, or as numbered files.
    ///
    /// @param file its ending names the format; see [NumberedFiles] for what becomes several files
    /// @throws CancellationException if nobody wants it any more; then no file is changed
    public Exported pass(RecordingIndex index, BackwardPass pass, Path file, Progress progress) throws ExportException {
        var format = Files.isDirectory(file) ? ExportFormat.PNG : ExportFormat.of(file);
        if (pass.steps().isEmpty()) {
            throw new ExportException("The backward pass has no steps to show.");
        }
        var drawings = drawings(index, pass, format);
        if (!format.holdsMany()) {
            return numbered(drawings, format, file, progress);
        }
        var remark = new String[1];
        OutputFile.write(file, target -> remark[0] = together(drawings, format, target, progress));
        return new Exported(file, 1, remark[0]);
    }

    /// The picture that [#moment] writes.
    public GraphDrawing drawing(ExportFormat format) {
        boolean ground = !(options.transparent() && format.canBeTransparent());
        var area = part == null ? GraphDrawing.whole(picture) : part;
        return new GraphDrawing(picture, new Frame(area, part != null, options.legend(), ground, null));
    }

    /// The pictures that [#pass] writes.
    public PassDrawings drawings(RecordingIndex index, BackwardPass pass, ExportFormat format) {
        boolean ground = !(options.transparent() && format.canBeTransparent());
        return new PassDrawings(picture, index, pass, part, options.legend(), ground);
    }

    /// Returns a remark, or null.
    private @Nullable String together(PassDrawings drawings, ExportFormat format, Path target, Progress progress)
            throws IOException {
        if (format == ExportFormat.PDF) {
            try (var pdf = new PdfFile();
                    var out = new BufferedOutputStream(Files.newOutputStream(target))) {
                for (int moment = 1; moment <= drawings.steps(); moment++) {
                    progress.check();
                    pdf.add(drawings.drawing(moment, 1));
                    progress.report(moment / (drawings.steps() + 1.0));
                }
                pdf.save(out);
            }
            return null;
        }
        var limit = Raster.Limit.of(format);
        var raster = Raster.of(drawings.drawing(0, 1), options.scale(), limit);
        var shots = Film.shots(drawings, options.stepSeconds());
        if (format == ExportFormat.GIF) {
            GifFile.write(drawings, raster, shots, target, progress);
        } else {
            Mp4File.write(drawings, raster, shots, target, progress);
        }
        return raster.remark(limit);
    }

    private Exported numbered(PassDrawings drawings, ExportFormat format, Path file, Progress progress)
            throws ExportException {
        var names = NumberedFiles.of(file, drawings.steps());
        var raster = Raster.of(drawings.drawing(0, 1), options.scale(), Raster.Limit.PNG);
        var parts = new ArrayList<WholeFile>();
        try {
            for (int moment = 1; moment <= drawings.steps(); moment++) {
                progress.check();
                var whole = OutputFile.begin(names.file(moment));
                parts.add(whole);
                still(drawings.drawing(moment, 1), raster, drawings.picture(moment, 1), format, whole.part());
                progress.report(moment / (double) drawings.steps());
            }
            for (var whole : parts) {
                whole.finish();
            }
        } catch (IOException e) {
            throw OutputFile.explained(names.file(1), e);
        } finally {
            parts.forEach(GraphExporter::discard);
        }
        return new Exported(
                names.file(1), drawings.steps(), format.hasPixels() ? raster.remark(Raster.Limit.PNG) : null);
    }

    private static void discard(WholeFile whole) {
        try {
            whole.close();
        } catch (IOException e) {
            // The error that led here says more.
            whole.part().toFile().deleteOnExit();
        }
    }

    private void still(GraphDrawing drawing, Raster raster, Picture shown, ExportFormat format, Path target)
            throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(target))) {
            switch (format) {
                case PNG -> PngFile.write(drawing, raster, out);
                case SVG -> SvgFile.write(drawing, out);
                case PDF -> writePdf(drawing, out);
                case DOT -> GraphFile.writeDot(shown, options.transparent(), out);
                case GRAPHML -> GraphFile.writeGraphMl(shown, out);
                case GIF, MP4 -> throw new IllegalArgumentException(format + " is no still picture");
            }
        }
    }

    private static void writePdf(GraphDrawing drawing, OutputStream out) throws IOException {
        try (var pdf = new PdfFile()) {
            pdf.add(drawing);
            pdf.save(out);
        }
    }
}
