package dev.backstep.app.editor;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.util.Duration;
import org.fxmisc.richtext.CodeArea;

/// Line numbers, and beside them a marker on lines where something is: an error, a warning, the present step.
final class Gutter {
    /// What a marker says; where there are several on a line the first of these is shown.
    enum Kind {
        ERROR("marker-error"),
        WARNING("marker-warning"),
        STEP("marker-step");

        private final String styleClass;

        Kind(String styleClass) {
            this.styleClass = styleClass;
        }
    }

    private static final Duration TOOLTIP_DELAY = Duration.millis(200);

    private final CodeArea area;
    private final IntConsumer onClick;
    private final Map<Kind, Map<Integer, String>> markers = new EnumMap<>(Kind.class);
    private int digits;

    /// @param onClick gets the line, from 1, whose number or marker is clicked
    Gutter(CodeArea area, IntConsumer onClick) {
        this.area = area;
        this.onClick = onClick;
        digits = digits();
        area.setParagraphGraphicFactory(this::graphic);
        area.plainTextChanges().subscribe(change -> {
            var shift = LineShift.of(area, change);
            if (!shift.movesNothing()) {
                Map.copyOf(markers).forEach((kind, lines) -> set(kind, shift.apply(lines, true)));
            }
            fitDigits();
        });
    }

    /// Replaces all markers of a kind.
    ///
    /// @param lines the lines, from 1, with what the marker says to those who point at it
    void set(Kind kind, Map<Integer, String> lines) {
        var former = markers.put(kind, Map.copyOf(lines));
        var touched = new HashSet<>(lines.keySet());
        touched.addAll(former == null ? Set.of() : former.keySet());
        touched.stream()
                .filter(line -> line >= 1 && line <= area.getParagraphs().size())
                .forEach(line -> area.recreateParagraphGraphic(line - 1));
    }

    private Node graphic(int paragraph) {
        int line = paragraph + 1;
        var number = new Label(("%" + digits + "d").formatted(line));
        number.getStyleClass().add("line-number");
        var marker = new Region();
        marker.getStyleClass().add("marker");
        markers.entrySet().stream()
                .filter(entry -> entry.getValue().containsKey(line))
                .min(Comparator.comparing(Map.Entry::getKey))
                .ifPresent(entry -> {
                    marker.getStyleClass().add(entry.getKey().styleClass);
                    explain(marker, entry.getValue().get(line));
                });
        var box = new HBox(number, marker);
        box.setAlignment(Pos.CENTER_RIGHT);
        box.getStyleClass().add("gutter");
        box.setOnMouseClicked(event -> onClick.accept(line));
        return box;
    }

    private static void explain(Region marker, String text) {
        marker.setAccessibleText(text);
        if (!text.isEmpty()) {
            var tooltip = new Tooltip(text);
            tooltip.setShowDelay(TOOLTIP_DELAY);
            tooltip.setWrapText(true);
            tooltip.setMaxWidth(480);
            Tooltip.install(marker, tooltip);
        }
    }

    private void fitDigits() {
        if (digits != digits()) {
            digits = digits();
            area.setParagraphGraphicFactory(this::graphic);
        }
    }

    /// Room for 99 lines from the start, so that the text does not jump at the tenth.
    private int digits() {
        return Math.max(2, String.valueOf(area.getParagraphs().size()).length());
    }
}
