package dev.backstep.app.commands;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// All commands that have keys, with their keys.
public final class ShortcutSheet {
    private static final double HEIGHT = 440;

    private final Commands commands;

    public ShortcutSheet(Commands commands) {
        this.commands = commands;
    }

    /// A line of the sheet.
    record Line(String title, List<String> keys) {}

    /// The lines of a category.
    List<Line> lines(Category category) {
        var map = commands.keyMapProperty().get();
        return commands.all().stream()
                .filter(command ->
                        command.category() == category && !map.of(command.id()).isEmpty())
                .map(command -> new Line(command.title(), map.shown(command.id())))
                .toList();
    }

    /// The sheet, in as many columns as a dialogue has room for.
    public Node view() {
        var left = new VBox();
        var right = new VBox();
        var parts = new ArrayList<Category>();
        for (var category : Category.values()) {
            if (!lines(category).isEmpty()) {
                parts.add(category);
            }
        }
        int half = parts.stream().mapToInt(this::rows).sum() / 2;
        int rows = 0;
        for (var category : parts) {
            // A category is where most of it is.
            (rows + rows(category) / 2 < half ? left : right).getChildren().add(table(category));
            rows += rows(category);
        }
        var columns = new HBox(left, right);
        columns.getStyleClass().add("shortcuts");
        List.of(left, right).forEach(column -> column.getStyleClass().add("shortcut-column"));
        var scroller = new ScrollPane(columns);
        scroller.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroller.getStyleClass().add("edge-to-edge");
        scroller.setPrefViewportHeight(HEIGHT);
        // The columns are never narrowed: a key that is cut says nothing.
        scroller.setMinWidth(ScrollPane.USE_PREF_SIZE);
        return scroller;
    }

    private int rows(Category category) {
        return lines(category).size() + 2;
    }

    private GridPane table(Category category) {
        var table = new GridPane();
        table.getStyleClass().add("shortcut-table");
        var heading = new Label(category.title());
        heading.getStyleClass().add("title-4");
        table.add(heading, 0, 0, 2, 1);
        int row = 1;
        for (var line : lines(category)) {
            var keys = new Label(String.join("  or  ", line.keys()));
            keys.getStyleClass().add("keys");
            var title = new Label(line.title());
            for (var label : List.of(keys, title)) {
                label.setMinWidth(Label.USE_PREF_SIZE);
                GridPane.setValignment(label, VPos.TOP);
            }
            table.addRow(row++, title, keys);
        }
        return table;
    }
}
