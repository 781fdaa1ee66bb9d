package dev.backstep.app.inspector;

import dev.backstep.app.replay.ValueText;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TablePosition;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// A slice as a table whose cells can be selected and copied (as tab-separated text). Wide slices are shown a page of
/// columns at a time, because a table pays for each of its columns.
final class ValueTable extends VBox {
    private static final int PAGE = 32;
    private static final double ROW_HEIGHT = 24;
    private static final int VISIBLE_ROWS = 10;
    private static final double CHARACTER = 7.8;
    private static final KeyCombination COPY = new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);

    private final TensorSlice slice;
    private final DoubleFunction<String> format;
    private final TableView<Integer> table = new TableView<>();
    private final Label range = new Label();
    private final double columnWidth;
    private int firstColumn;

    ValueTable(TensorSlice slice) {
        this.slice = slice;
        this.format = ValueText.formatter(slice.value());
        int longest = 4;
        for (double element : slice.value().elements()) {
            longest = Math.max(longest, format.apply(element).length());
        }
        columnWidth = Math.ceil(longest * CHARACTER) + 22;
        getStyleClass().add("value-table");
        table.getStyleClass().addAll("dense", "striped");
        table.setFixedCellSize(ROW_HEIGHT);
        table.getSelectionModel().setCellSelectionEnabled(true);
        table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        table.setItems(FXCollections.observableList(
                IntStream.range(0, slice.recordedRows()).boxed().toList()));
        double height = ROW_HEIGHT * (Math.min(VISIBLE_ROWS, slice.recordedRows()) + 1) + 18;
        table.setMinHeight(height);
        table.setPrefHeight(height);
        table.setOnKeyPressed(event -> {
            if (COPY.match(event)) {
                copy();
                event.consume();
            }
        });
        getChildren().add(table);
        if (slice.columns() > PAGE) {
            var back = new Button("‹");
            var forward = new Button("›");
            back.setAccessibleText("Columns before");
            forward.setAccessibleText("Columns after");
            back.setOnAction(_ -> show(Math.max(0, firstColumn - PAGE)));
            forward.setOnAction(_ -> show(firstColumn + PAGE < slice.columns() ? firstColumn + PAGE : firstColumn));
            var pager = new HBox(back, range, forward);
            pager.getStyleClass().add("value-table-pager");
            getChildren().add(pager);
        }
        show(0);
    }

    private void show(int first) {
        firstColumn = first;
        int after = Math.min(slice.columns(), first + PAGE);
        range.setText("columns " + first + " to " + (after - 1) + " of " + slice.columns());
        table.getColumns().clear();
        var header = new TableColumn<Integer, String>("");
        header.getStyleClass().add("value-table-index");
        header.setSortable(false);
        header.setPrefWidth(44);
        header.setCellValueFactory(row -> new ReadOnlyStringWrapper(Integer.toString(row.getValue())));
        table.getColumns().add(header);
        for (int column = first; column < after; column++) {
            int index = column;
            var next = new TableColumn<Integer, String>(Integer.toString(column));
            next.setSortable(false);
            next.setPrefWidth(columnWidth);
            next.setCellValueFactory(row -> new ReadOnlyStringWrapper(text(row.getValue(), index)));
            table.getColumns().add(next);
        }
    }

    private String text(int row, int column) {
        return slice.has(row, column) ? format.apply(slice.element(row, column)) : "…";
    }

    private void copy() {
        var text = new StringBuilder();
        int lastRow = -1;
        for (TablePosition<?, ?> cell : table.getSelectionModel().getSelectedCells()) {
            if (cell.getColumn() < 1) {
                continue;
            }
            if (!text.isEmpty()) {
                text.append(cell.getRow() == lastRow ? '\t' : '\n');
            }
            lastRow = cell.getRow();
            text.append(text(cell.getRow(), firstColumn + cell.getColumn() - 1));
        }
        var content = new ClipboardContent();
        content.putString(text.toString());
        Clipboard.getSystemClipboard().setContent(content);
    }
}
