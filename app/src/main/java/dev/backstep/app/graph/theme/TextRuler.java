package dev.backstep.app.graph.theme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/// Measures text from the advance widths in the font files: the one source of text sizes, so that the picture has
/// the same layout on the screen, in a file, and in a process without a display. Safe for use by several threads.
public final class TextRuler {
    private static final TextRuler INSTANCE = new TextRuler();

    private final Map<Typeface, FontMetrics> metrics = new EnumMap<>(Typeface.class);

    private TextRuler() {
        for (var typeface : Typeface.values()) {
            try {
                metrics.put(typeface, FontMetrics.read(typeface));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public static TextRuler get() {
        return INSTANCE;
    }

    /// The width of `text` in the units of `size`.
    public double width(String text, Typeface typeface, double size) {
        return metrics.get(typeface).width(text) * size;
    }

    /// How far below the middle of its capital letters a text's baseline lies, in the units of `size`.
    public double middleToBaseline(Typeface typeface, double size) {
        return metrics.get(typeface).capHeight() * size / 2;
    }

    /// `text`, cut with an ellipsis if it is wider than `width`: of a path what is at its end stays, of anything else
    /// the first words.
    public String fit(String text, Typeface typeface, double size, double width) {
        if (width(text, typeface, size) <= width) {
            return text;
        }
        return Shortened.candidates(text)
                .filter(shorter -> width(shorter, typeface, size) <= width)
                .findFirst()
                .orElse("");
    }
}
