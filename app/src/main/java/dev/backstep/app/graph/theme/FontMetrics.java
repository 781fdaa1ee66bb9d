package dev.backstep.app.graph.theme;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Widths of characters and the height of capital letters, read from the tables of a TrueType file (OpenType
/// specification 1.9: `head`, `hhea`, `hmtx`, `cmap` format 4, `OS/2`). Reading our own three files in this way
/// takes a few milliseconds of the start of the window; a font library takes two hundred.
///
/// @param advances advance widths in em by code point; 0 where the font has no glyph
/// @param capHeight in em
record FontMetrics(float[] advances, double capHeight) {
    /// Up to the technical signs; later characters are not measured.
    private static final int CODE_POINTS = 0x2300;

    /// Platform and encoding of Unicode's basic plane in `cmap`.
    private static final int WINDOWS_UNICODE = 3 << 16 | 1;

    static FontMetrics read(Typeface typeface) throws IOException {
        try (var stream = typeface.open()) {
            var font = new Tables(ByteBuffer.wrap(stream.readAllBytes()));
            double em = font.unsigned16("head", 18);
            int measured = font.unsigned16("hhea", 34);
            int cmap = font.characterMap();
            int widths = font.start("hmtx");
            var advances = new float[CODE_POINTS];
            for (int c = 0; c < CODE_POINTS; c++) {
                int glyph = font.glyph(cmap, c);
                // Glyphs beyond those measured are as wide as the last.
                advances[c] =
                        glyph == 0 ? 0 : (float) (font.unsigned16(widths + 4 * Math.min(glyph, measured - 1)) / em);
            }
            return new FontMetrics(advances, font.unsigned16("OS/2", 88) / em);
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("The font " + typeface.family() + " of this installation is damaged", e);
        }
    }

    /// In em. Where the font has no glyph, a surface takes one from another font: as wide as an em at most.
    double width(String text) {
        double width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            width += c < CODE_POINTS && advances[c] > 0 ? advances[c] : 1;
        }
        return width;
    }

    /// The file, big-endian, and where its tables are.
    private record Tables(ByteBuffer bytes) {
        int unsigned16(String table, int offset) {
            return unsigned16(start(table) + offset);
        }

        int unsigned16(int at) {
            return Short.toUnsignedInt(bytes.getShort(at));
        }

        private int start(String table) {
            int count = unsigned16(4);
            for (int i = 0; i < count; i++) {
                var tag = new byte[4];
                bytes.get(12 + 16 * i, tag);
                if (table.equals(new String(tag, StandardCharsets.US_ASCII))) {
                    return bytes.getInt(12 + 16 * i + 8);
                }
            }
            throw new IndexOutOfBoundsException("no table " + table);
        }

        /// Where the format 4 subtable of `cmap` is.
        int characterMap() {
            int table = start("cmap");
            int count = unsigned16(table + 2);
            for (int i = 0; i < count; i++) {
                int at = table + 4 + 8 * i;
                int subtable = table + bytes.getInt(at + 4);
                if (bytes.getInt(at) == WINDOWS_UNICODE && unsigned16(subtable) == 4) {
                    return subtable;
                }
            }
            throw new IndexOutOfBoundsException("no character map");
        }

        /// The glyph of a code point, 0 if there is none.
        int glyph(int map, int codePoint) {
            int doubled = unsigned16(map + 6);
            int ends = map + 14;
            int starts = ends + doubled + 2;
            int deltas = starts + doubled;
            int offsets = deltas + doubled;
            for (int i = 0; i < doubled; i += 2) {
                if (codePoint <= unsigned16(ends + i)) {
                    int first = unsigned16(starts + i);
                    if (codePoint < first) {
                        return 0;
                    }
                    int offset = unsigned16(offsets + i);
                    if (offset == 0) {
                        return codePoint + unsigned16(deltas + i) & 0xffff;
                    }
                    // An offset counts from where it stands.
                    int glyph = unsigned16(offsets + i + offset + 2 * (codePoint - first));
                    return glyph == 0 ? 0 : glyph + unsigned16(deltas + i) & 0xffff;
                }
            }
            return 0;
        }
    }
}
