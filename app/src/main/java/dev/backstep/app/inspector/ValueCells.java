package dev.backstep.app.inspector;

import dev.backstep.app.controls.ThemedCanvas;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import javafx.geometry.Orientation;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import javafx.scene.text.TextAlignment;

/// A small tensor as coloured cells with their numbers. Cells of a vector wrap, and so do those of a long column;
/// another matrix keeps its rows as long as they fit.
final class ValueCells extends ThemedCanvas {
    private static final double HEIGHT = 26;
    private static final double GAP = 2;
    private static final double PADDING = 14;
    private static final int LONG_COLUMN = 3;

    private final TensorSlice slice;
    private final Font font = Font.font("monospace", 12);
    private final List<String> texts = new ArrayList<>();
    private final double cell;

    ValueCells(TensorValue value) {
        super("value-cells", HeatColors.NAMES);
        slice = TensorSlice.of(value);
        DoubleFunction<String> format = ValueText.formatter(value);
        double widest = 20;
        for (double element : value.elements()) {
            String text = format.apply(element);
            texts.add(text);
            var shape = new Text(text);
            shape.setFont(font);
            widest = Math.max(widest, shape.getLayoutBounds().getWidth());
        }
        cell = Math.ceil(widest + PADDING);
        setAccessibleText(ValueText.values(value, texts.size()));
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        return cell * scale();
    }

    @Override
    protected double computePrefWidth(double height) {
        return (columns() * (cell + GAP) - GAP) * scale();
    }

    @Override
    protected double computePrefHeight(double width) {
        int columns = columns((width < 0 ? computePrefWidth(-1) : width) / scale());
        return ((texts.size() + columns - 1) / columns * (HEIGHT + GAP) - GAP) * scale();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    private int columns() {
        return slice.columns() == 1 && slice.rows() > LONG_COLUMN ? texts.size() : slice.columns();
    }

    private int columns(double width) {
        int fit = Math.max(1, (int) ((width + GAP) / (cell + GAP)));
        int wanted = Math.max(1, columns());
        return fit >= wanted ? wanted : fit;
    }

    @Override
    protected void paint(GraphicsContext graphics, double width, double height) {
        var colors = new HeatColors(
                color("-heat-negative"), color("-heat-middle"), color("-heat-positive"), color("-heat-special"));
        int columns = columns(width);
        var scale = slice.scale();
        graphics.setFont(font);
        graphics.setTextAlign(TextAlignment.CENTER);
        graphics.setTextBaseline(VPos.CENTER);
        for (int i = 0; i < texts.size(); i++) {
            double x = i % columns * (cell + GAP);
            double y = i / columns * (HEIGHT + GAP);
            Color background = colors.of(slice.value().elements()[i], scale);
            graphics.setFill(background);
            graphics.fillRoundRect(x, y, cell, HEIGHT, 5, 5);
            graphics.setFill(HeatColors.textOn(background));
            graphics.fillText(texts.get(i), x + cell / 2, y + HEIGHT / 2);
        }
    }
}
