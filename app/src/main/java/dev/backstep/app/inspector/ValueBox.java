package dev.backstep.app.inspector;

import dev.backstep.app.controls.SelectableText;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.TensorValue;
import java.util.Arrays;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Spinner;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// The contents of a tensor: cells with numbers while they are few, else a heat map or a table, with selectors for
/// the dimensions before the last two.
final class ValueBox extends VBox {
    /// From this many elements on a tensor is a heat map at first.
    static final int HEAT_MAP_FROM = 16;

    private final VBox body = new VBox();
    private final Label hover = new Label();
    private final ViewChoice choice;
    private final @Nullable TensorSlice afar; // the whole tensor, where not all of it is recorded
    private TensorSlice slice;

    /// What a person last chose for large tensors, shared by all boxes of an inspector.
    static final class ViewChoice {
        private boolean table;
    }

    ValueBox(TensorValue value, ViewChoice choice) {
        this.choice = choice;
        this.slice = TensorSlice.of(value);
        this.afar = afar(value);
        getStyleClass().add("value-box");
        body.getStyleClass().add("value-box-body");
        if (value.statistics().count() == 0) {
            getChildren().add(new SelectableText("empty", "mono"));
        } else if (value.statistics().count() < HEAT_MAP_FROM && value.complete()) {
            getChildren().add(new ValueCells(value));
        } else {
            getChildren().addAll(selectors(), body);
            hover.getStyleClass().addAll("value-box-hover", "mono");
            show();
        }
        if (!value.complete()) {
            getChildren()
                    .add(new SelectableText(String.format(
                            Locale.ROOT,
                            (afar == null ? "" : "In the heat map a cell is the mean of its elements. ")
                                    + "The recording holds the first %,d of %,d elements.",
                            value.elements().length,
                            value.statistics().count())));
        }
        setOnContextMenuRequested(event -> {
            var copy = new MenuItem("Copy values");
            copy.setOnAction(_ -> {
                var content = new ClipboardContent();
                content.putString(ValueText.values(value, value.elements().length));
                Clipboard.getSystemClipboard().setContent(content);
            });
            new ContextMenu(copy).show(this, event.getScreenX(), event.getScreenY());
            event.consume();
        });
    }

    private FlowPane selectors() {
        var pane = new FlowPane();
        pane.getStyleClass().add("value-box-selectors");
        var group = new ToggleGroup();
        var map = toggle("Heat map", group, !choice.table);
        var table = toggle("Table", group, choice.table);
        map.getStyleClass().add("left-pill");
        table.getStyleClass().add("right-pill");
        group.selectedToggleProperty().addListener((_, before, now) -> {
            if (now == null) {
                group.selectToggle(before);
            } else {
                choice.table = now == table;
                show();
            }
        });
        pane.getChildren().add(new HBox(map, table));
        for (int i = 0; i < slice.leading().length; i++) {
            int dimension = i;
            var index = new Spinner<Integer>(0, Math.max(0, slice.value().shape()[i] - 1), 0);
            index.getStyleClass().add("value-box-index");
            index.setEditable(true);
            index.valueProperty().addListener((_, _, now) -> {
                if (now != null) {
                    slice = slice.at(dimension, now);
                    show();
                }
            });
            var label = new Label("dim " + i);
            label.setLabelFor(index);
            var box = new HBox(label, index);
            box.getStyleClass().add("value-box-dimension");
            box.setAlignment(Pos.CENTER_LEFT);
            pane.getChildren().add(box);
        }
        return pane;
    }

    private static ToggleButton toggle(String text, ToggleGroup group, boolean selected) {
        var toggle = new ToggleButton(text);
        toggle.getStyleClass().add("small");
        toggle.setToggleGroup(group);
        toggle.setSelected(selected);
        return toggle;
    }

    private static @Nullable TensorSlice afar(TensorValue value) {
        if (value.complete() || value.sketch() == null || value.sketch().grid().cells().length == 0) {
            return null;
        }
        var grid = value.sketch().grid();
        var cells = new double[grid.cells().length];
        Arrays.setAll(cells, i -> grid.cells()[i]);
        var shape = new int[] {grid.rows(), grid.columns()};
        return TensorSlice.of(new TensorValue(shape, value.dtype(), cells, value.statistics()));
    }

    private void show() {
        if (afar != null && !choice.table) {
            hover.setText(" ");
            body.getChildren()
                    .setAll(new HeatMap(afar, true, text -> hover.setText(text.isEmpty() ? " " : text)), hover);
        } else if (slice.recordedRows() == 0) {
            body.getChildren().setAll(new SelectableText("Nothing of this slice is recorded."));
        } else if (choice.table) {
            body.getChildren().setAll(new ValueTable(slice));
        } else {
            hover.setText(" ");
            body.getChildren()
                    .setAll(new HeatMap(slice, false, text -> hover.setText(text.isEmpty() ? " " : text)), hover);
        }
    }
}
