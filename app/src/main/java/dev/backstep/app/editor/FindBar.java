package dev.backstep.app.editor;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javafx.beans.InvalidationListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.fxmisc.richtext.CodeArea;

/// Finds and replaces: marks all matches while one types, and goes from one to the next.
final class FindBar extends VBox {
    private final CodeArea area;
    private final StyleLayers styles;
    private final TextField expression = new TextField();
    private final TextField replacement = new TextField();
    private final ToggleButton matchCase = new ToggleButton("Aa");
    private final ToggleButton regex = new ToggleButton(".*");
    private final Label status = new Label();
    private final HBox replaceRow;
    private Search found = Search.NOTHING;
    private int current = -1;
    private boolean open;

    FindBar(CodeArea area, StyleLayers styles, Runnable onClose) {
        this.area = area;
        this.styles = styles;
        getStyleClass().add("find-bar");
        expression.setPromptText("Find");
        expression.setId("find-expression");
        replacement.setPromptText("Replace with");
        replacement.setId("find-replacement");
        status.setId("find-status");
        status.getStyleClass().add("find-status");
        matchCase.setTooltip(new Tooltip("Match upper and lower case"));
        regex.setId("find-regex");
        regex.setTooltip(new Tooltip("Regular expression"));
        HBox.setHgrow(expression, Priority.ALWAYS);
        HBox.setHgrow(replacement, Priority.ALWAYS);
        var findRow = row(
                expression,
                matchCase,
                regex,
                button("↑", "Previous match (Shift+F3)", this::previous),
                button("↓", "Next match (F3)", this::next),
                button("✕", "Close (Esc)", onClose));
        replaceRow = row(
                replacement,
                button("Replace", "Replace this match and go to the next", this::replace),
                button("All", "Replace all matches", this::replaceAll));
        getChildren().addAll(findRow, replaceRow, status);
        expression.addEventHandler(KeyEvent.KEY_PRESSED, this::enter);
        addEventFilter(KeyEvent.KEY_PRESSED, this::tab);
        replacement.setOnAction(event -> replace());
        InvalidationListener search = observable -> search();
        expression.textProperty().addListener(search);
        matchCase.selectedProperty().addListener(search);
        regex.selectedProperty().addListener(search);
        area.plainTextChanges().subscribe(change -> refresh());
    }

    private static HBox row(Node... nodes) {
        var row = new HBox(nodes);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("find-row");
        return row;
    }

    private static Button button(String text, String tooltip, Runnable action) {
        var button = new Button(text);
        button.setTooltip(new Tooltip(tooltip));
        button.setAccessibleText(tooltip);
        button.setFocusTraversable(false);
        button.setOnAction(event -> action.run());
        return button;
    }

    /// Takes a short selection as what to look for.
    void open(boolean replace) {
        open = true;
        replaceRow.setVisible(replace);
        replaceRow.setManaged(replace);
        var selected = area.getSelectedText();
        if (!selected.isEmpty() && !selected.contains("\n")) {
            expression.setText(selected);
        }
        refresh();
        expression.requestFocus();
        expression.selectAll();
    }

    void close() {
        open = false;
        styles.set(StyleLayers.Layer.SEARCH, List.of());
    }

    void next() {
        go(found.next(
                current >= 0
                        ? area.getSelection().getEnd()
                        : area.getSelection().getStart()));
    }

    void previous() {
        go(found.previous(area.getSelection().getStart()));
    }

    /// Tab goes round in the bar: from what to find to what to put there, and never into the program.
    private void tab(KeyEvent event) {
        if (event.getCode() != KeyCode.TAB) {
            return;
        }
        var ring = replaceRow.isVisible()
                ? List.of(expression, replacement, matchCase, regex)
                : List.of(expression, matchCase, regex);
        int at = ring.indexOf(getScene().getFocusOwner());
        ring.get(Math.floorMod(at + (event.isShiftDown() ? -1 : 1), ring.size()))
                .requestFocus();
        event.consume();
    }

    private void enter(KeyEvent event) {
        if (event.getCode() == KeyCode.ENTER) {
            if (event.isShiftDown()) {
                previous();
            } else {
                next();
            }
            event.consume();
        }
    }

    private Search.Query query() {
        return new Search.Query(expression.getText(), matchCase.isSelected(), regex.isSelected());
    }

    /// Looks again because one looks for something else: goes to the first match from where the selection begins.
    private void search() {
        found = Search.find(area.getText(), query());
        go(found.next(area.getSelection().getStart()));
    }

    /// Looks again because the text has changed; the caret stays.
    private void refresh() {
        if (open) {
            found = Search.find(area.getText(), query());
            current = -1;
            show();
        }
    }

    private void go(OptionalInt match) {
        current = match.orElse(-1);
        if (current >= 0) {
            var range = found.matches().get(current);
            area.selectRange(range.from(), range.to());
            area.requestFollowCaret();
        }
        show();
    }

    private void show() {
        styles.set(
                StyleLayers.Layer.SEARCH,
                open
                        ? IntStream.range(0, found.matches().size())
                                .mapToObj(i -> mark(found.matches().get(i), i == current))
                                .toList()
                        : List.of());
        status.setText(describe());
        status.getStyleClass().setAll("label", "find-status");
        if (!found.error().isEmpty()) {
            status.getStyleClass().add("find-error");
        }
        status.setVisible(!status.getText().isEmpty());
        status.setManaged(status.isVisible());
    }

    private String describe() {
        int count = found.matches().size();
        if (!found.error().isEmpty()) {
            return found.error();
        }
        if (expression.getText().isEmpty()) {
            return "";
        }
        if (count == 0) {
            return "No matches";
        }
        var total = count == Search.MAX_MATCHES ? "more than %,d".formatted(count) : "%,d".formatted(count);
        if (current < 0) {
            return count == 1 ? "1 match" : total + " matches";
        }
        return "%,d of %s".formatted(current + 1, total);
    }

    private static StyleLayers.Mark mark(Lines.Range range, boolean current) {
        return new StyleLayers.Mark(range.from(), range.to(), current ? "search-current" : "search-match");
    }

    private void replace() {
        if (current < 0) {
            next();
            return;
        }
        try {
            var match = found.matches().get(current);
            Edits.apply(area, Search.replace(area.getText(), query(), match, replacement.getText()));
            go(found.next(area.getCaretPosition()));
        } catch (IllegalArgumentException e) {
            fail(e);
        }
    }

    private void replaceAll() {
        int count = found.matches().size();
        if (count == 0) {
            return;
        }
        try {
            Edits.apply(
                    area, Search.replaceAll(area.getText(), query(), replacement.getText(), area.getCaretPosition()));
            status.setText(count == 1 ? "Replaced 1 match" : "Replaced %,d matches".formatted(count));
            status.setVisible(true);
            status.setManaged(true);
        } catch (IllegalArgumentException e) {
            fail(e);
        }
    }

    private void fail(IllegalArgumentException e) {
        status.setText(e.getMessage());
        status.getStyleClass().add("find-error");
        status.setVisible(true);
        status.setManaged(true);
    }
}
