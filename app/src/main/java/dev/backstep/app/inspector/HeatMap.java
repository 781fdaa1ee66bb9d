package dev.backstep.app.inspector;

import dev.backstep.app.controls.ThemedCanvas;
import dev.backstep.app.replay.ValueText;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import javafx.geometry.Orientation;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.MouseEvent;
import javafx.scene.paint.CycleMethod;
import javafx.scene.paint.LinearGradient;
import javafx.scene.paint.Stop;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/// A slice as coloured squares with a legend. A vector wraps into rows. Where squares would be smaller than a pixel, a
/// pixel shows the element under it that is farthest from the others, so that an outlier is never lost. Rows of which
/// nothing is recorded are left out.
final class HeatMap extends ThemedCanvas {
    private static final double LARGEST_CELL = 22;
    private static final double TALLEST = 260;

    /// A few long rows are as high as this together, or they would be lines of a pixel.
    private static final double LOWEST = 44;
    private static final double LEGEND = 30;
    private static final int VECTOR_COLUMNS = 32;

    private final TensorSlice slice;
    private final Consumer<String> onHover;
    private final DoubleFunction<String> format;
    private final int rows;
    private final int columns;
    private final HeatScale scale;
    private final boolean means;

    /// @param onHover gets the index and value under the mouse, empty when it leaves
    /// @param means whether each element stands for the mean of several
    HeatMap(TensorSlice slice, boolean means, Consumer<String> onHover) {
        super(
                "heat-map",
                Stream.concat(HeatColors.NAMES.stream(), Stream.of("-heat-text"))
                        .toList());
        this.slice = slice;
        this.means = means;
        this.onHover = onHover;
        format = ValueText.formatter(slice.value());
        boolean vector = slice.isVector();
        int length = slice.rows() * slice.columns();
        columns = vector ? Math.min(VECTOR_COLUMNS, length) : slice.columns();
        int recorded = slice.recorded();
        rows = vector ? (recorded + columns - 1) / Math.max(1, columns) : slice.recordedRows();
        scale = slice.scale();
        setAccessibleText(
                "Heat map of a tensor of shape " + ValueText.shape(slice.value().shape()));
        setOnMouseMoved(this::hover);
        setOnMouseExited(_ -> onHover.accept(""));
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        return 60 * scale();
    }

    @Override
    protected double computePrefWidth(double height) {
        return Math.max(200, columns * LARGEST_CELL) * scale();
    }

    @Override
    protected double computePrefHeight(double width) {
        double room = (width < 0 ? computePrefWidth(-1) : width) / scale();
        return (Math.ceil(rows * cellHeight(room)) + LEGEND) * scale();
    }

    private double cellWidth(double width) {
        return Math.min(LARGEST_CELL, width / Math.max(1, columns));
    }

    private double cellHeight(double width) {
        double square = Math.max(cellWidth(width), Math.min(LARGEST_CELL, LOWEST / Math.max(1, rows)));
        return Math.min(square, TALLEST / Math.max(1, rows));
    }

    @Override
    protected void paint(GraphicsContext graphics, double width, double height) {
        var colors = new HeatColors(
                color("-heat-negative"), color("-heat-middle"), color("-heat-positive"), color("-heat-special"));
        double across = cellWidth(width);
        double down = cellHeight(width);
        double gap = Math.min(across, down) > 6 ? 1 : 0;
        int rowStep = (int) Math.max(1, Math.ceil(1 / down));
        int columnStep = (int) Math.max(1, Math.ceil(1 / across));
        for (int row = 0; row < rows; row += rowStep) {
            for (int column = 0; column < columns; column += columnStep) {
                double number = farthest(row, row + rowStep, column, column + columnStep);
                if (!has(row, column)) {
                    continue;
                }
                graphics.setFill(colors.of(number, scale));
                double x = Math.floor(column * across);
                double y = Math.floor(row * down);
                double right = Math.floor(Math.min(columns, column + columnStep) * across);
                double bottom = Math.floor(Math.min(rows, row + rowStep) * down);
                graphics.fillRect(x, y, Math.max(1, right - x - gap), Math.max(1, bottom - y - gap));
            }
        }
        legend(graphics, colors, width, Math.ceil(rows * down) + 8);
    }

    private void legend(GraphicsContext graphics, HeatColors colors, double width, double top) {
        double length = Math.min(width, 220);
        graphics.setFill(new LinearGradient(
                0,
                0,
                length,
                0,
                false,
                CycleMethod.NO_CYCLE,
                List.of(
                        new Stop(0, colors.at(scale.share(scale.low()))),
                        new Stop(0.5, colors.at(scale.share(scale.low() / 2 + scale.high() / 2))),
                        new Stop(1, colors.at(scale.share(scale.high()))))));
        graphics.fillRect(0, top, length, 7);
        graphics.setFill(color("-heat-text"));
        graphics.setFont(Font.font(10));
        graphics.setTextBaseline(VPos.TOP);
        graphics.setTextAlign(TextAlignment.LEFT);
        graphics.fillText(ValueText.number(scale.low()), 0, top + 9);
        graphics.setTextAlign(TextAlignment.CENTER);
        graphics.fillText(scale.diverges() ? "0" : "", length / 2, top + 9);
        graphics.setTextAlign(TextAlignment.RIGHT);
        graphics.fillText(ValueText.number(scale.high()), length, top + 9);
    }

    /// The element of a rectangle that is farthest from what is usual.
    private double farthest(int fromRow, int toRow, int fromColumn, int toColumn) {
        double farthest = Double.NaN;
        double salience = -1;
        for (int row = fromRow; row < Math.min(rows, toRow); row++) {
            for (int column = fromColumn; column < Math.min(columns, toColumn); column++) {
                if (has(row, column)) {
                    double number = element(row, column);
                    if (scale.salience(number) > salience) {
                        farthest = number;
                        salience = scale.salience(number);
                    }
                }
            }
        }
        return farthest;
    }

    private void hover(MouseEvent event) {
        int row = (int) (event.getY() / scale() / cellHeight(getWidth() / scale()));
        int column = (int) (event.getX() / scale() / cellWidth(getWidth() / scale()));
        if (row < 0 || row >= rows || column < 0 || column >= columns || isPadding(row, column)) {
            onHover.accept("");
        } else {
            String value = has(row, column) ? format.apply(element(row, column)) : "not recorded";
            var place = means ? "mean here" : slice.index(sliceRow(row, column), sliceColumn(row, column));
            onHover.accept(place + " = " + value);
        }
    }

    private boolean isPadding(int row, int column) {
        return slice.isVector() && row * columns + column >= slice.rows() * slice.columns();
    }

    private boolean has(int row, int column) {
        return !isPadding(row, column) && slice.has(sliceRow(row, column), sliceColumn(row, column));
    }

    private double element(int row, int column) {
        return slice.element(sliceRow(row, column), sliceColumn(row, column));
    }

    private int sliceRow(int row, int column) {
        if (slice.columns() == 1) {
            return row * columns + column;
        }
        return slice.rows() == 1 ? 0 : row;
    }

    private int sliceColumn(int row, int column) {
        if (slice.columns() == 1) {
            return 0;
        }
        return slice.rows() == 1 ? row * columns + column : column;
    }
}
