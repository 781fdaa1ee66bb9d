package dev.backstep.app.export;

import dev.backstep.app.graph.picture.GraphDrawing;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.Cursor;
import dev.backstep.recording.Recording;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Writes the picture of a recording, at a place in it, to a file. Works on any thread and without a display.
///
/// A file is replaced only when the new one is complete: it is written beside it and then moved over it.
public final class GraphExporter {
    /// Held, since a logger that nobody holds forgets its level.
    private static final Logger FONTBOX = Logger.getLogger("org.apache.fontbox");

    static {
        // It warns of fonts without PostScript names, which no picture has a use for.
        FONTBOX.setLevel(Level.SEVERE);
    }

    private GraphExporter() {}

    /// Writes what is seen at the cursor, in the format that the file's ending names.
    ///
    /// @throws ExportException with a sentence that says what is wrong: an unknown ending, a folder that is missing
    ///     or may not be written, a picture too large
    public static void export(Recording recording, Cursor cursor, ExportOptions options, Path file)
            throws ExportException {
        var format = ExportFormat.of(file);
        var theme = options.dark() ? GraphTheme.dark() : GraphTheme.light();
        write(GraphDrawing.of(recording, cursor, options.content(), theme), format, options.scale(), theme, file);
    }

    private static void write(GraphDrawing drawing, ExportFormat format, double scale, GraphTheme theme, Path file)
            throws ExportException {
        var target = file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new ExportException(target + " is a folder; give the name of a file.");
        }
        Path part = null;
        try {
            part = Files.createTempFile(target.getParent(), ".backstep-", "." + format.extension());
            try (var out = new BufferedOutputStream(Files.newOutputStream(part))) {
                write(drawing, format, scale, theme, out);
            }
            // A temporary file is private to its owner; an exported one is like any other new file.
            allowOthersToRead(part);
            move(part, target);
        } catch (ExportException e) {
            discard(part);
            throw e;
        } catch (NoSuchFileException e) {
            discard(part);
            // Some folders of the system, such as /proc, say so of every new file.
            var there = Files.isDirectory(target.getParent());
            throw new ExportException(
                    "The folder " + target.getParent() + (there ? " takes no new files." : " does not exist."), e);
        } catch (AccessDeniedException e) {
            discard(part);
            throw new ExportException("The folder " + target.getParent() + " may not be written to.", e);
        } catch (IOException e) {
            discard(part);
            throw new ExportException("The picture could not be written to " + target + ": " + e.getMessage() + ".", e);
        }
    }

    private static void write(
            GraphDrawing drawing, ExportFormat format, double scale, GraphTheme theme, OutputStream out)
            throws IOException {
        switch (format) {
            case PNG -> PngFile.write(drawing, scale, out);
            case SVG -> SvgFile.write(drawing, out);
            case PDF -> PdfFile.write(drawing, out);
            case DOT -> GraphFile.writeDot(drawing.graph(), theme, out);
            case GRAPHML -> GraphFile.writeGraphMl(drawing.graph(), out);
        }
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void allowOthersToRead(Path part) throws IOException {
        if (part.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(part, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private static void discard(@org.jspecify.annotations.Nullable Path part) {
        if (part != null) {
            try {
                Files.deleteIfExists(part);
            } catch (IOException e) {
                // The error that led here says more.
                part.toFile().deleteOnExit();
            }
        }
    }
}
