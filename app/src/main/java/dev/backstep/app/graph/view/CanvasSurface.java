package dev.backstep.app.graph.view;

import dev.backstep.app.graph.paint.Outline;
import dev.backstep.app.graph.paint.Surface;
import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.graph.theme.Typeface;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import javafx.scene.text.Font;

/// Paints on a JavaFX canvas.
final class CanvasSurface implements Surface {
    private final GraphicsContext gc;
    private final Fonts fonts;
    private final Outline.Sink path;

    /// The fonts, loaded once for each view.
    static final class Fonts {
        private final Map<Typeface, String> names = new EnumMap<>(Typeface.class);
        private final Map<Typeface, Map<Double, Font>> sizes = new EnumMap<>(Typeface.class);

        Fonts() {
            for (var typeface : Typeface.values()) {
                sizes.put(typeface, new HashMap<>());
                try (var stream = typeface.open()) {
                    var font = Font.loadFont(stream, 12);
                    names.put(typeface, font == null ? Font.getDefault().getName() : font.getName());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        Font get(Typeface typeface, double size) {
            return sizes.get(typeface).computeIfAbsent(size, s -> new Font(names.get(typeface), s));
        }
    }

    CanvasSurface(GraphicsContext gc, Fonts fonts) {
        this.gc = gc;
        this.fonts = fonts;
        gc.setLineJoin(StrokeLineJoin.ROUND);
        gc.setLineCap(StrokeLineCap.BUTT);
        path = new Outline.Sink() {
            @Override
            public void moveTo(double x, double y) {
                gc.moveTo(x, y);
            }

            @Override
            public void lineTo(double x, double y) {
                gc.lineTo(x, y);
            }

            @Override
            public void curveTo(double x1, double y1, double x2, double y2, double x, double y) {
                gc.bezierCurveTo(x1, y1, x2, y2, x, y);
            }

            @Override
            public void close() {
                gc.closePath();
            }
        };
    }

    @Override
    public void save() {
        gc.save();
    }

    @Override
    public void restore() {
        gc.restore();
    }

    @Override
    public void translate(double dx, double dy) {
        gc.translate(dx, dy);
    }

    @Override
    public void scale(double factor) {
        gc.scale(factor, factor);
    }

    @Override
    public void clip(double x, double y, double width, double height) {
        gc.beginPath();
        gc.rect(x, y, width, height);
        gc.clip();
    }

    @Override
    public void fill(Outline outline, Tint tint) {
        gc.beginPath();
        outline.to(path);
        gc.setFill(color(tint));
        gc.fill();
    }

    @Override
    public void stroke(Outline outline, Pen pen) {
        gc.beginPath();
        outline.to(path);
        gc.setStroke(color(pen.tint()));
        gc.setLineWidth(pen.width());
        gc.setLineDashes(pen.dashes());
        gc.stroke();
    }

    @Override
    public void text(String text, double x, double baseline, Typeface typeface, double size, Tint tint) {
        gc.setFont(fonts.get(typeface, size));
        gc.setFill(color(tint));
        gc.fillText(text, x, baseline);
    }

    private static Color color(Tint tint) {
        return Color.rgb(tint.red(), tint.green(), tint.blue(), tint.alpha() / 255.0);
    }
}
