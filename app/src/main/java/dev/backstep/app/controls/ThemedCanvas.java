package dev.backstep.app.controls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.css.CssMetaData;
import javafx.css.SimpleStyleableDoubleProperty;
import javafx.css.SimpleStyleableObjectProperty;
import javafx.css.StyleConverter;
import javafx.css.Styleable;
import javafx.css.StyleableDoubleProperty;
import javafx.css.StyleableObjectProperty;
import javafx.css.StyleableProperty;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/// A region that a canvas fills, painted again when its size or a colour of the theme changes. A subclass names the
/// colours it paints with; a style sheet gives them: `.strip { -strip-marker: -color-danger-fg; }`.
///
/// Painting is put off to the next layout pulse, so that any number of calls of [#repaint()] paint once.
public abstract class ThemedCanvas extends Region {
    private static final CssMetaData<ThemedCanvas, Number> SCALE =
            new CssMetaData<>("-canvas-scale", StyleConverter.getSizeConverter(), 1.0) {
                @Override
                public boolean isSettable(ThemedCanvas styleable) {
                    return !styleable.scale.isBound();
                }

                @Override
                public StyleableProperty<Number> getStyleableProperty(ThemedCanvas styleable) {
                    return styleable.scale;
                }
            };

    private final Canvas canvas = new Canvas();
    private final Text ruler = new Text();
    private final StyleableDoubleProperty scale = new SimpleStyleableDoubleProperty(SCALE, this, "scale", 1.0);
    private final Map<String, StyleableObjectProperty<Color>> colors = new LinkedHashMap<>();
    private final List<CssMetaData<? extends Styleable, ?>> metaData = new ArrayList<>(Region.getClassCssMetaData());

    /// @param colorNames the CSS properties that hold its colours
    protected ThemedCanvas(String styleClass, List<String> colorNames) {
        getStyleClass().add(styleClass);
        canvas.setManaged(false);
        canvas.setMouseTransparent(true);
        getChildren().add(canvas);
        metaData.add(SCALE);
        scale.addListener((_, _, _) -> {
            requestLayout();
            if (getParent() != null) {
                getParent().requestLayout();
            }
        });
        for (String name : colorNames) {
            var data = new ColorMetaData(name);
            var property = new SimpleStyleableObjectProperty<>(data, this, name, Color.TRANSPARENT);
            property.addListener((_, _, _) -> repaint());
            colors.put(name, property);
            metaData.add(data);
        }
    }

    /// How many times as large as usual everything is painted, which a style sheet says: `-canvas-scale: 1.5`.
    protected final double scale() {
        return scale.get();
    }

    /// Paints everything; the canvas is clear. What is painted is enlarged afterwards.
    ///
    /// @param width how wide it is in the units of painting
    protected abstract void paint(GraphicsContext graphics, double width, double height);

    /// Asks for painting at the next pulse.
    public final void repaint() {
        requestLayout();
    }

    /// The theme's value of one of the colours named at construction.
    protected final Color color(String name) {
        return colors.get(name).get();
    }

    /// How wide a text is that will be painted.
    protected final double widthOf(String content, Font font) {
        ruler.setFont(font);
        ruler.setText(content);
        return ruler.getLayoutBounds().getWidth();
    }

    @Override
    protected void layoutChildren() {
        double width = Math.max(0, snapSizeX(getWidth()));
        double height = Math.max(0, snapSizeY(getHeight()));
        canvas.setWidth(width);
        canvas.setHeight(height);
        GraphicsContext graphics = canvas.getGraphicsContext2D();
        graphics.clearRect(0, 0, width, height);
        if (width > 0 && height > 0) {
            graphics.save();
            graphics.scale(scale(), scale());
            paint(graphics, width / scale(), height / scale());
            graphics.restore();
        }
    }

    @Override
    public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
        return metaData;
    }

    private static final class ColorMetaData extends CssMetaData<ThemedCanvas, Color> {
        ColorMetaData(String name) {
            super(name, StyleConverter.getColorConverter(), Color.TRANSPARENT);
        }

        @Override
        public boolean isSettable(ThemedCanvas styleable) {
            return !styleable.colors.get(getProperty()).isBound();
        }

        @Override
        public StyleableProperty<Color> getStyleableProperty(ThemedCanvas styleable) {
            return styleable.colors.get(getProperty());
        }
    }
}
