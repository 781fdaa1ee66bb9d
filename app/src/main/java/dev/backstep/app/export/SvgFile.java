package dev.backstep.app.export;

import dev.backstep.app.graph.picture.GraphDrawing;
import dev.backstep.app.graph.picture.SvgSurface;
import dev.backstep.app.graph.theme.Typeface;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TTFSubsetter;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/// Paints the picture into an SVG drawing: text as text, each node a group, and of the fonts the letters
/// that are used, so that it looks the same everywhere.
final class SvgFile {
    private SvgFile() {}

    static void write(GraphDrawing drawing, OutputStream out) throws IOException {
        var surface = new SvgSurface();
        drawing.paint(surface);
        var width = SvgSurface.number(drawing.width());
        var height = SvgSurface.number(drawing.height());
        var document = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
                .append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height)
                .append("\" viewBox=\"0 0 " + width + " " + height + "\" role=\"img\">\n")
                .append("<title>Backward graph</title>\n<style>");
        for (var used : surface.letters().entrySet()) {
            document.append("@font-face{" + name(used.getKey()))
                    .append(";src:url(data:font/ttf;base64,")
                    .append(Base64.getEncoder().encodeToString(subset(used.getKey(), used.getValue())))
                    .append(")}");
        }
        document.append("</style>\n").append(surface.content()).append("</svg>\n");
        out.write(document.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String name(Typeface typeface) {
        return switch (typeface) {
            case SANS -> "font-family:'Backstep Sans';font-weight:400";
            case SANS_BOLD -> "font-family:'Backstep Sans';font-weight:600";
            case MONO -> "font-family:'JetBrains Mono'";
        };
    }

    private static byte[] subset(Typeface typeface, Set<Integer> letters) throws IOException {
        try (var file = typeface.open();
                var font = new TTFParser().parse(new RandomAccessReadBuffer(file.readAllBytes()))) {
            var subsetter = new TTFSubsetter(font);
            letters.forEach(subsetter::add);
            var bytes = new ByteArrayOutputStream();
            subsetter.writeToStream(bytes);
            return bytes.toByteArray();
        }
    }
}
