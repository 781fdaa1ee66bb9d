package dev.backstep.app.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/// Measures text from the advance widths in the font files: the one source of text sizes, so that the picture has
/// the same layout on the screen, in a file, and in a process without a display. Safe for use by several threads.
public final class TextRuler {
    private static final TextRuler INSTANCE = new TextRuler();
    private static final int TABULATED = 0x2300;

    private final Map<Typeface, Metrics> metrics = new EnumMap<>(Typeface.class);

    private TextRuler() {
        for (var typeface : Typeface.values()) {
            metrics.put(typeface, Metrics.read(typeface));
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
        return metrics.get(typeface).capHeight * size / 2;
    }

    /// `text`, cut with an ellipsis if it is wider than `width`.
    public String fit(String text, Typeface typeface, double size, double width) {
        if (width(text, typeface, size) <= width) {
            return text;
        }
        var room = width - width("…", typeface, size);
        int end = text.length();
        while (end > 0 && width(text.substring(0, end), typeface, size) > room) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end).stripTrailing() + "…";
    }

    /// Advance widths in em.
    private record Metrics(float[] advances, double capHeight) {
        static Metrics read(Typeface typeface) {
            try (var stream = typeface.open();
                    TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(stream.readAllBytes()))) {
                double em = font.getUnitsPerEm();
                CmapLookup glyphs = font.getUnicodeCmapLookup();
                var advances = new float[TABULATED];
                for (int c = 0; c < TABULATED; c++) {
                    int glyph = glyphs.getGlyphId(c);
                    advances[c] = glyph == 0 ? 0 : (float) (font.getAdvanceWidth(glyph) / em);
                }
                return new Metrics(advances, font.getOS2Windows().getCapHeight() / em);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        double width(String text) {
            double width = 0;
            for (int i = 0; i < text.length(); ) {
                int c = text.codePointAt(i);
                i += Character.charCount(c);
                // A surface takes a glyph that the font lacks from some other font: as wide as an em at most.
                width += c < TABULATED && advances[c] > 0 ? advances[c] : 1;
            }
            return width;
        }
    }
}
