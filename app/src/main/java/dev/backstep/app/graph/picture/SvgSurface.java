package dev.backstep.app.graph.picture;

import dev.backstep.app.graph.paint.Outline;
import dev.backstep.app.graph.paint.Surface;
import dev.backstep.app.graph.theme.TextRuler;
import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.graph.theme.Typeface;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/// Writes what is painted as SVG elements.
public final class SvgSurface implements Surface {
    private final StringBuilder svg = new StringBuilder();
    private final Map<Typeface, Set<Integer>> letters = new EnumMap<>(Typeface.class);

    /// How many groups the current transformation and clip consist of, and the same for each saved one.
    private int groups;

    private final Deque<Integer> saved = new ArrayDeque<>();
    private int clips;

    /// The elements, to be put into an `svg` element.
    public String content() {
        return svg.toString();
    }

    /// The code points written in each font.
    public Map<Typeface, Set<Integer>> letters() {
        return letters;
    }

    @Override
    public void save() {
        saved.push(groups);
        groups = 0;
    }

    @Override
    public void restore() {
        svg.append("</g>\n".repeat(groups));
        groups = saved.pop();
    }

    @Override
    public void translate(double dx, double dy) {
        open("<g transform=\"translate(" + number(dx) + " " + number(dy) + ")\">");
    }

    @Override
    public void scale(double factor) {
        open("<g transform=\"scale(" + number(factor) + ")\">");
    }

    @Override
    public void clip(double x, double y, double width, double height) {
        var id = "clip" + ++clips;
        svg.append("<clipPath id=\"" + id + "\"><rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\""
                + number(width) + "\" height=\"" + number(height) + "\"/></clipPath>\n");
        open("<g clip-path=\"url(#" + id + ")\">");
    }

    @Override
    public void begin(String id) {
        svg.append("<g id=\"" + escape(id) + "\">\n");
    }

    @Override
    public void end() {
        svg.append("</g>\n");
    }

    @Override
    public void fill(Outline outline, Tint tint) {
        if (!outline.isEmpty()) {
            svg.append(
                    "<path d=\"" + path(outline) + "\" fill=\"" + color(tint) + "\"" + opacity("fill", tint) + "/>\n");
        }
    }

    @Override
    public void stroke(Outline outline, Pen pen) {
        if (outline.isEmpty()) {
            return;
        }
        svg.append("<path d=\"" + path(outline) + "\" fill=\"none\" stroke=\"" + color(pen.tint()) + "\""
                + opacity("stroke", pen.tint()) + " stroke-width=\"" + number(pen.width())
                + "\" stroke-linejoin=\"round\"");
        if (pen.dashes() != null) {
            var dashes = new StringJoiner(" ");
            for (double dash : pen.dashes()) {
                dashes.add(number(dash));
            }
            svg.append(" stroke-dasharray=\"" + dashes + "\"");
        }
        svg.append("/>\n");
    }

    @Override
    public void text(String text, double x, double baseline, Typeface typeface, double size, Tint tint) {
        var used = letters.computeIfAbsent(typeface, t -> new TreeSet<>());
        text.codePoints().forEach(used::add);
        // Anchored in the middle and with its length, so that a program that does not read the embedded fonts, and
        // takes others, still puts the text where it belongs.
        double width = TextRuler.get().width(text, typeface, size);
        svg.append("<text x=\"" + number(x + width / 2) + "\" y=\"" + number(baseline) + "\" text-anchor=\"middle\""
                + " textLength=\"" + number(width) + "\" lengthAdjust=\"spacingAndGlyphs\" " + font(typeface)
                + " font-size=\"" + number(size) + "\" fill=\"" + color(tint) + "\"" + opacity("fill", tint)
                + " xml:space=\"preserve\">" + escape(text) + "</text>\n");
    }

    private static String font(Typeface typeface) {
        return switch (typeface) {
            case SANS -> "font-family=\"'Backstep Sans', Inter, sans-serif\"";
            case SANS_BOLD -> "font-family=\"'Backstep Sans', Inter, sans-serif\" font-weight=\"600\"";
            case MONO -> "font-family=\"'JetBrains Mono', monospace\"";
        };
    }

    /// A number with up to two decimals.
    public static String number(double value) {
        double rounded = Math.round(value * 100) / 100.0;
        return rounded == Math.rint(rounded) ? String.valueOf((long) rounded) : String.valueOf(rounded);
    }

    private void open(String group) {
        svg.append(group).append('\n');
        groups++;
    }

    private static String path(Outline outline) {
        var path = new StringBuilder();
        outline.to(new Outline.Sink() {
            @Override
            public void moveTo(double x, double y) {
                path.append('M').append(number(x)).append(' ').append(number(y));
            }

            @Override
            public void lineTo(double x, double y) {
                path.append('L').append(number(x)).append(' ').append(number(y));
            }

            @Override
            public void curveTo(double x1, double y1, double x2, double y2, double x, double y) {
                path.append('C')
                        .append(number(x1))
                        .append(' ')
                        .append(number(y1))
                        .append(' ');
                path.append(number(x2)).append(' ').append(number(y2)).append(' ');
                path.append(number(x)).append(' ').append(number(y));
            }

            @Override
            public void close() {
                path.append('Z');
            }
        });
        return path.toString();
    }

    private static String color(Tint tint) {
        return String.format(Locale.ROOT, "#%02x%02x%02x", tint.red(), tint.green(), tint.blue());
    }

    private static String opacity(String what, Tint tint) {
        return tint.alpha() == 255 ? "" : " " + what + "-opacity=\"" + number(tint.alpha() / 255.0) + "\"";
    }

    private static String escape(String text) {
        var escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    // Other control characters are not XML at all.
                    if (c >= ' ') {
                        escaped.appendCodePoint(c);
                    }
                }
            }
        });
        return escaped.toString();
    }
}
