package dev.backstep.app.graph.picture;

import dev.backstep.app.graph.paint.Outline;
import dev.backstep.app.graph.paint.Surface;
import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.graph.theme.Typeface;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/// Paints on a Java2D graphics: of an image, an SVG or a PDF file.
public final class Graphics2DSurface implements Surface {
    private static final Map<Typeface, Font> FONTS = loadFonts();

    private final Graphics2D graphics;
    private final Deque<State> saved = new ArrayDeque<>();

    private record State(AffineTransform transform, Shape clip) {}

    public Graphics2DSurface(Graphics2D graphics) {
        this.graphics = graphics;
    }

    /// The font of a typeface, at a size of 1.
    public static Font font(Typeface typeface) {
        return FONTS.get(typeface);
    }

    private static Map<Typeface, Font> loadFonts() {
        var fonts = new EnumMap<Typeface, Font>(Typeface.class);
        for (var typeface : Typeface.values()) {
            try (var stream = typeface.open()) {
                fonts.put(typeface, Font.createFont(Font.TRUETYPE_FONT, stream));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (FontFormatException e) {
                throw new IllegalStateException(
                        "The font " + typeface.family() + " of this installation is damaged", e);
            }
        }
        return Map.copyOf(fonts);
    }

    @Override
    public void save() {
        saved.push(new State(graphics.getTransform(), graphics.getClip()));
    }

    @Override
    public void restore() {
        var state = saved.pop();
        graphics.setTransform(state.transform());
        graphics.setClip(state.clip());
    }

    @Override
    public void translate(double dx, double dy) {
        graphics.translate(dx, dy);
    }

    @Override
    public void scale(double factor) {
        graphics.scale(factor, factor);
    }

    @Override
    public void clip(double x, double y, double width, double height) {
        graphics.clip(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void fill(Outline outline, Tint tint) {
        if (!outline.isEmpty()) {
            graphics.setColor(color(tint));
            graphics.fill(path(outline));
        }
    }

    @Override
    public void stroke(Outline outline, Pen pen) {
        if (outline.isEmpty()) {
            return;
        }
        graphics.setColor(color(pen.tint()));
        graphics.setStroke(
                pen.dashes() == null
                        ? new BasicStroke((float) pen.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                        : new BasicStroke(
                                (float) pen.width(),
                                BasicStroke.CAP_BUTT,
                                BasicStroke.JOIN_ROUND,
                                1,
                                floats(pen.dashes()),
                                0));
        graphics.draw(path(outline));
    }

    @Override
    public void text(String text, double x, double baseline, Typeface typeface, double size, Tint tint) {
        graphics.setColor(color(tint));
        var font = FONTS.get(typeface).deriveFont((float) size);
        // Java2D does not look for a missing glyph in other fonts, except for its own logical ones.
        graphics.setFont(
                font.canDisplayUpTo(text) < 0
                        ? font
                        : new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) size));
        graphics.drawString(text, (float) x, (float) baseline);
    }

    private static Path2D path(Outline outline) {
        var path = new Path2D.Double();
        outline.to(new Outline.Sink() {
            @Override
            public void moveTo(double x, double y) {
                path.moveTo(x, y);
            }

            @Override
            public void lineTo(double x, double y) {
                path.lineTo(x, y);
            }

            @Override
            public void curveTo(double x1, double y1, double x2, double y2, double x, double y) {
                path.curveTo(x1, y1, x2, y2, x, y);
            }

            @Override
            public void close() {
                path.closePath();
            }
        });
        return path;
    }

    private static float[] floats(double[] values) {
        var floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static Color color(Tint tint) {
        return new Color(tint.red(), tint.green(), tint.blue(), tint.alpha());
    }
}
