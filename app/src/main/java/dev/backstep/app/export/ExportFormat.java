package dev.backstep.app.export;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The kinds of files that the picture can be written to.
public enum ExportFormat {
    PNG("PNG image"),
    SVG("SVG drawing"),
    PDF("PDF document"),
    GIF("GIF animation"),
    MP4("MP4 video"),
    DOT("Graphviz graph"),
    GRAPHML("GraphML graph");

    private final String description;

    ExportFormat(String description) {
        this.description = description;
    }

    /// For a file chooser.
    public String description() {
        return description;
    }

    /// Without a dot.
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it shows a whole pass and cannot show a single moment.
    public boolean moves() {
        return this == GIF || this == MP4;
    }

    /// Whether it is painted, rather than being the graph itself.
    public boolean painted() {
        return this != DOT && this != GRAPHML;
    }

    /// Whether it consists of pixels, so that a scale matters.
    public boolean hasPixels() {
        return this == PNG || moves();
    }

    /// Whether it can be without a ground.
    public boolean canBeTransparent() {
        return !moves();
    }

    /// Whether several pictures go into one file; of the others each gets a file.
    public boolean holdsMany() {
        return moves() || this == PDF;
    }

    /// The format that a file's name asks for.
    public static ExportFormat of(Path path) throws ExportException {
        var name = path.getFileName() == null ? "" : path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        var extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        for (var format : values()) {
            if (format.extension().equals(extension)) {
                return format;
            }
        }
        var known =
                Arrays.stream(values()).map(format -> "." + format.extension()).collect(Collectors.joining(", "));
        throw new ExportException(
                extension.isEmpty()
                        ? "The file name \"" + name + "\" does not say what to write; give it one of the endings "
                                + known + "."
                        : "Backstep cannot write ." + extension + " files; it can write " + known + ".");
    }
}
