package dev.backstep.app.gradients;

import dev.backstep.app.controls.ThemedCanvas;
import dev.backstep.app.gradients.AccumulationDetail.Part;
import dev.backstep.app.replay.ValueText;
import java.util.List;
import java.util.stream.Collectors;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Tooltip;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/// A stacked bar: how much each pass added, by the norm of what it added.
final class PartsBar extends ThemedCanvas {
    private static final double HEIGHT = 20;
    private static final int NAMED_IN_TOOLTIP = 12;

    private final List<Part> parts;
    private final Font font = Font.font(11);

    PartsBar(List<Part> parts) {
        super("parts-bar", List.of("-parts-earlier", "-parts-newest", "-parts-on-earlier", "-parts-on-newest"));
        this.parts = parts;
        setMinSize(80, HEIGHT);
        setPrefHeight(HEIGHT);
        String text = parts.stream()
                .skip(Math.max(0, parts.size() - NAMED_IN_TOOLTIP))
                .map(part -> part.name() + ": "
                        + (Double.isNaN(part.norm()) ? "not recorded" : ValueText.number(part.norm())))
                .collect(Collectors.joining("\n"));
        setAccessibleText(text);
        Tooltip.install(this, new Tooltip(text));
    }

    @Override
    protected void paint(GraphicsContext graphics, double width, double height) {
        double total = 0;
        for (Part part : parts) {
            total += share(part);
        }
        double gap = parts.size() > 1 ? Math.min(2, width / parts.size() / 4) : 0;
        double unit = (width - gap * (parts.size() - 1)) / (total == 0 ? 1 : total);
        double x = 0;
        graphics.setFont(font);
        graphics.setTextAlign(TextAlignment.CENTER);
        graphics.setTextBaseline(VPos.CENTER);
        for (int i = 0; i < parts.size(); i++) {
            boolean newest = i == parts.size() - 1;
            double room = share(parts.get(i)) * unit;
            Color fill = color(newest ? "-parts-newest" : "-parts-earlier");
            graphics.setFill(fill);
            graphics.fillRect(x, 0, room, height);
            String label = parts.get(i).name();
            if (widthOf(label, font) + 8 > room) {
                label = parts.get(i).shortName();
            }
            if (widthOf(label, font) + 4 <= room) {
                graphics.setFill(color(newest ? "-parts-on-newest" : "-parts-on-earlier"));
                graphics.fillText(label, x + room / 2, height / 2);
            }
            x += room + gap;
        }
    }

    private static double share(Part part) {
        return Double.isFinite(part.norm()) ? part.norm() : 0;
    }
}
