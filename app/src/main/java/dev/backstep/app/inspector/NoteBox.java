package dev.backstep.app.inspector;

import dev.backstep.app.controls.SelectableText;
import java.util.function.Consumer;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// The note of a node: its text, or the field in which it is written. What was typed is kept when the field is left,
/// and by Enter; Escape takes it back.
final class NoteBox extends VBox {
    private static final int ROWS = 3;

    private final String text;
    private final Consumer<String> keep;
    private boolean done = true;

    /// @param text empty where there is no note yet
    /// @param keep gets another text; a blank one is none
    NoteBox(String text, Consumer<String> keep) {
        this.text = text;
        this.keep = keep;
        getStyleClass().add("note-box");
        show();
    }

    private void show() {
        if (text.isEmpty()) {
            getChildren().setAll(link("Pin a note", "note-add", this::edit));
        } else {
            var links = new HBox(
                    link("Edit", "note-edit", this::edit), link("Remove", "note-remove", () -> keep.accept("")));
            links.getStyleClass().add("note-links");
            getChildren().setAll(new SelectableText(text, "note-text"), links);
        }
    }

    private static Hyperlink link(String title, String id, Runnable action) {
        var link = new Hyperlink(title);
        link.setId(id);
        link.setOnAction(event -> action.run());
        return link;
    }

    /// Lets a person write.
    void edit() {
        if (!done) {
            return;
        }
        done = false;
        var field = new TextArea(text);
        field.setId("note-field");
        field.setWrapText(true);
        field.setPrefRowCount(ROWS);
        field.setPrefColumnCount(10);
        field.setAccessibleText("Note");
        field.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER) {
                if (event.isShiftDown()) {
                    field.replaceSelection("\n");
                } else {
                    finish(field.getText());
                }
                event.consume();
            } else if (event.getCode() == KeyCode.ESCAPE) {
                finish(text);
                event.consume();
            }
        });
        field.focusedProperty().subscribe((before, focused) -> {
            if (!focused) {
                finish(field.getText());
            }
        });
        var hint = new Label("Enter keeps it, Shift+Enter begins a line, Esc takes it back");
        hint.getStyleClass().add("note-hint");
        hint.setWrapText(true);
        getChildren().setAll(field, hint);
        field.requestFocus();
        field.end();
    }

    private void finish(String next) {
        if (!done) {
            done = true;
            show();
            if (!next.strip().equals(text)) {
                keep.accept(next);
            }
        }
    }
}
