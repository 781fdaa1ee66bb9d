package dev.backstep.app.gradients;

import dev.backstep.app.controls.ThemedCanvas;
import dev.backstep.app.gradients.GradientSeries.Point;
import dev.backstep.app.gradients.GradientsViewModel.Chart;
import dev.backstep.app.gradients.GradientsViewModel.Mark;
import dev.backstep.app.replay.ValueText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.MouseEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;

/// A line a leaf over the backward passes, each labelled at its end, with marks where gradients were zeroed or an
/// optimiser stepped. A dashed line shows what a built-up gradient would have been if zeroed.
final class GradientChart extends ThemedCanvas {
    private static final int COLORS = 8;
    private static final double TOP = 10;
    private static final double BOTTOM = 34;
    private static final double LEFT = 52;
    private static final int MANY_PASSES = 40;
    private static final double MARK_ROOM = 20;
    private static final double REACH = 12;

    private final GradientsViewModel model;
    private final Font font = Font.font(11);
    private final Font bold = Font.font(Font.getDefault().getFamily(), FontWeight.BOLD, 11);
    private double labelWidth;
    private ChartScale scale = ChartScale.of(List.of(), false);
    private @Nullable Hit hovered;

    /// A point under the mouse.
    private record Hit(GradientSeries series, Point point) {}

    GradientChart(GradientsViewModel model) {
        super(
                "gradient-chart",
                Stream.concat(
                                Stream.of(
                                        "-chart-text",
                                        "-chart-axis",
                                        "-chart-grid",
                                        "-chart-zeroed",
                                        "-chart-stepped",
                                        "-chart-cursor",
                                        "-chart-hover"),
                                IntStream.rangeClosed(1, COLORS).mapToObj(i -> "-chart-line-" + i))
                        .toList());
        this.model = model;
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setMinSize(160, 90);
        setPrefSize(420, 200);
        model.chartProperty().subscribe(_ -> {
            hovered = null;
            repaint();
        });
        model.logScaleProperty().subscribe(_ -> repaint());
        model.accumulationProperty().subscribe(_ -> repaint());
        setOnMouseMoved(this::hover);
        setOnMouseExited(_ -> {
            hovered = null;
            repaint();
        });
        setOnMouseClicked(event -> {
            Hit hit = hitAt(event.getX() / scale(), event.getY() / scale());
            if (hit != null) {
                model.select(hit.series().tensor());
            }
        });
    }

    @Override
    protected void paint(GraphicsContext graphics, double width, double height) {
        Chart chart = model.chartProperty().get();
        graphics.setFont(font);
        if (chart.passes().isEmpty() || chart.shown().isEmpty()) {
            graphics.setFill(color("-chart-text"));
            graphics.setTextAlign(TextAlignment.CENTER);
            graphics.setTextBaseline(VPos.CENTER);
            String text = chart.passes().isEmpty() ? "No backward pass yet" : "No .grad was changed";
            graphics.fillText(text, width / 2, height / 2, width);
            return;
        }
        scale = ChartScale.of(norms(chart), model.logScaleProperty().get());
        List<EndLabel> labels = labels(chart, width, height);
        axes(graphics, chart, width, height);
        marks(graphics, chart, height);
        for (int i = chart.shown().size() - 1; i >= 0; i--) {
            GradientSeries series = chart.shown().get(i);
            line(graphics, series, lineColor(i), isLookedAt(series) ? 3.5 : 2, height);
        }
        endLabels(graphics, labels, width);
        if (hovered != null) {
            hoverBox(graphics, hovered, width, height);
        }
    }

    private List<Double> norms(Chart chart) {
        var norms = new ArrayList<Double>();
        for (GradientSeries series : chart.shown()) {
            for (Point point : series.points()) {
                if (point.present()) {
                    norms.add(point.norm());
                }
                if (series.builtUp()) {
                    norms.add(point.alone());
                }
            }
        }
        return norms;
    }

    private void axes(GraphicsContext graphics, Chart chart, double width, double height) {
        double right = width - labelWidth;
        graphics.setTextAlign(TextAlignment.RIGHT);
        graphics.setTextBaseline(VPos.CENTER);
        graphics.setLineWidth(1);
        for (double tick : scale.ticks()) {
            double y = Math.round(y(tick, height)) + 0.5;
            graphics.setStroke(color("-chart-grid"));
            graphics.strokeLine(LEFT, y, right, y);
            graphics.setFill(color("-chart-text"));
            graphics.fillText(tickText(tick), LEFT - 6, y);
        }
        graphics.setStroke(color("-chart-axis"));
        graphics.strokeLine(LEFT + 0.5, TOP, LEFT + 0.5, height - BOTTOM);
        graphics.strokeLine(LEFT, height - BOTTOM + 0.5, right, height - BOTTOM + 0.5);
        int count = chart.passes().size();
        double room = (right - LEFT) / count;
        boolean words = room >= widthOf("pass " + count, font) + 8;
        int stride = words ? 1 : (int) Math.max(1, Math.ceil((widthOf(Integer.toString(count), font) + 8) / room));
        graphics.setTextAlign(TextAlignment.CENTER);
        graphics.setTextBaseline(VPos.TOP);
        int current = model.passAtCursor();
        for (int pass = 0; pass < count; pass += stride) {
            boolean now = pass == current;
            graphics.setFill(color(now ? "-chart-cursor" : "-chart-text"));
            graphics.setFont(now ? bold : font);
            String text = words ? chart.passes().get(pass) : Integer.toString(pass + 1);
            graphics.fillText(text, x(pass), height - BOTTOM + 17);
        }
        graphics.setFont(font);
        if (current >= 0 && count > 1) {
            graphics.setStroke(color("-chart-cursor"));
            graphics.setLineDashes(2, 3);
            graphics.strokeLine(x(current), TOP, x(current), height - BOTTOM);
            graphics.setLineDashes();
        }
    }

    /// Rings for zeroings and triangles for optimiser steps, under the axis where they happened.
    private void marks(GraphicsContext graphics, Chart chart, double height) {
        double y = height - BOTTOM + 10;
        double lastZeroed = Double.NEGATIVE_INFINITY;
        double lastStepped = Double.NEGATIVE_INFINITY;
        graphics.setLineWidth(1.5);
        for (Mark mark : chart.marks()) {
            boolean zeroed = mark.kind() == Mark.Kind.ZEROED;
            double x = x(mark.afterPass() + 0.5) + (zeroed ? 5 : -5);
            if (x - (zeroed ? lastZeroed : lastStepped) < MARK_ROOM || x < LEFT) {
                continue;
            }
            if (zeroed) {
                lastZeroed = x;
                graphics.setStroke(color("-chart-zeroed"));
                graphics.strokeOval(x - 3, y - 3, 6, 6);
            } else {
                lastStepped = x;
                graphics.setFill(color("-chart-stepped"));
                graphics.fillPolygon(new double[] {x - 4, x + 4, x}, new double[] {y + 3, y + 3, y - 4}, 3);
            }
        }
    }

    private boolean isLookedAt(GradientSeries series) {
        AccumulationDetail detail = model.accumulationProperty().get();
        return detail != null
                && detail.tensor() == series.tensor()
                && model.chartProperty().get().shown().size() > 1;
    }

    private void line(GraphicsContext graphics, GradientSeries series, Color color, double lineWidth, double height) {
        graphics.setStroke(color);
        graphics.setFill(color);
        if (series.builtUp()) {
            graphics.setLineWidth(1.2);
            graphics.setLineDashes(4, 4);
            polyline(graphics, series, true, height);
            graphics.setLineDashes();
        }
        graphics.setLineWidth(lineWidth);
        polyline(graphics, series, false, height);
        if (series.points().size() <= MANY_PASSES) {
            for (Point point : series.points()) {
                if (Double.isFinite(point.norm())) {
                    graphics.fillOval(x(point.pass()) - 3.5, y(point.norm(), height) - 3.5, 7, 7);
                }
            }
        }
        for (Point point : series.points()) {
            if (point.present() && !Double.isFinite(point.norm())) {
                double x = x(point.pass());
                graphics.strokeLine(x - 4, TOP - 4, x + 4, TOP + 4);
                graphics.strokeLine(x - 4, TOP + 4, x + 4, TOP - 4);
            }
        }
    }

    private void polyline(GraphicsContext graphics, GradientSeries series, boolean alone, double height) {
        boolean drawing = false;
        graphics.beginPath();
        for (Point point : series.points()) {
            double norm = alone ? point.alone() : point.norm();
            if (!Double.isFinite(norm)) {
                drawing = false;
            } else if (drawing) {
                graphics.lineTo(x(point.pass()), y(norm, height));
            } else {
                graphics.moveTo(x(point.pass()), y(norm, height));
                drawing = true;
            }
        }
        graphics.stroke();
    }

    /// Chooses the longest labels that leave half of the width to the lines, and moves them apart.
    private List<EndLabel> labels(Chart chart, double width, double height) {
        for (int detail = 2; detail >= 0; detail--) {
            var labels = new ArrayList<EndLabel>();
            double widest = 0;
            for (int i = 0; i < chart.shown().size(); i++) {
                GradientSeries series = chart.shown().get(i);
                String text = EndLabel.text(series, detail);
                widest = Math.max(widest, widthOf(text, font));
                double last = series.last();
                double y = Double.isFinite(last) ? y(last, height) : TOP;
                labels.add(new EndLabel(series, i, text, y));
            }
            labelWidth = Math.min(widest + 18, width / 2);
            if (widest + 18 <= width * 0.45 || detail == 0) {
                return EndLabel.apart(EndLabel.readable(labels, TOP, height - BOTTOM), TOP, height - BOTTOM);
            }
        }
        return List.of();
    }

    private void endLabels(GraphicsContext graphics, List<EndLabel> labels, double width) {
        graphics.setTextAlign(TextAlignment.LEFT);
        graphics.setTextBaseline(VPos.CENTER);
        double x = width - labelWidth + 4;
        for (EndLabel label : labels) {
            graphics.setFill(lineColor(label.color()));
            graphics.fillOval(x, label.y() - 3.5, 7, 7);
            graphics.setFill(color("-chart-text"));
            graphics.fillText(label.text(), x + 12, label.y(), Math.max(1, labelWidth - 16));
        }
    }

    private void hoverBox(GraphicsContext graphics, Hit hit, double width, double height) {
        Chart chart = model.chartProperty().get();
        var lines = new ArrayList<String>();
        lines.add("‖" + hit.series().name() + ".grad‖ after "
                + chart.passes().get(hit.point().pass()));
        lines.add(ValueText.number(hit.point().norm()));
        if (hit.series().builtUp() && Double.isFinite(hit.point().alone())) {
            lines.add(ValueText.number(hit.point().alone()) + " by this pass alone");
        }
        chart.marks().stream()
                .filter(mark -> mark.afterPass() == hit.point().pass())
                .limit(3)
                .forEach(mark -> lines.add("then " + mark.text()));
        double boxWidth =
                lines.stream().mapToDouble(text -> widthOf(text, font)).max().orElse(0) + 16;
        double boxHeight = lines.size() * 15 + 10;
        double px = x(hit.point().pass());
        double py = Double.isFinite(hit.point().norm()) ? y(hit.point().norm(), height) : TOP;
        double x = Math.clamp(px + 10, 0, Math.max(0, width - boxWidth));
        double y = Math.clamp(py - boxHeight - 6, 0, Math.max(0, height - boxHeight));
        graphics.setFill(color("-chart-hover"));
        graphics.fillRoundRect(x, y, boxWidth, boxHeight, 6, 6);
        graphics.setStroke(color("-chart-axis"));
        graphics.setLineWidth(1);
        graphics.strokeRoundRect(x + 0.5, y + 0.5, boxWidth, boxHeight, 6, 6);
        graphics.setFill(color("-chart-text"));
        graphics.setTextAlign(TextAlignment.LEFT);
        graphics.setTextBaseline(VPos.CENTER);
        for (int i = 0; i < lines.size(); i++) {
            graphics.setFont(i == 1 ? bold : font);
            graphics.fillText(lines.get(i), x + 8, y + 12.5 + i * 15);
        }
    }

    private void hover(MouseEvent event) {
        Hit hit = hitAt(event.getX() / scale(), event.getY() / scale());
        if (hit == null ? hovered != null : !hit.equals(hovered)) {
            hovered = hit;
            repaint();
        }
    }

    private @Nullable Hit hitAt(double x, double y) {
        Hit nearest = null;
        double distance = REACH;
        for (GradientSeries series : model.chartProperty().get().shown()) {
            for (Point point : series.points()) {
                if (point.present()) {
                    double py = Double.isFinite(point.norm()) ? y(point.norm(), getHeight() / scale()) : TOP;
                    double away = Math.hypot(x(point.pass()) - x, py - y);
                    if (away < distance) {
                        distance = away;
                        nearest = new Hit(series, point);
                    }
                }
            }
        }
        return nearest;
    }

    private double x(double pass) {
        int count = Math.max(1, model.chartProperty().get().passes().size());
        return LEFT + (pass + 0.5) * (getWidth() / scale() - labelWidth - LEFT) / count;
    }

    private double y(double norm, double height) {
        return height - BOTTOM - scale.height(norm) * (height - BOTTOM - TOP);
    }

    private Color lineColor(int series) {
        return color("-chart-line-" + (series % COLORS + 1));
    }

    private static String tickText(double tick) {
        boolean plain = tick == 0 || tick >= 0.01 && tick < 1e5;
        return plain
                ? new BigDecimal(tick)
                        .round(new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString()
                : String.format(Locale.ROOT, "%.0e", tick);
    }
}
