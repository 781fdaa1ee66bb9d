package dev.backstep.app.controls;

import java.text.BreakIterator;
import javafx.geometry.Point2D;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/// Text that wraps, that a person can select with the mouse and copy. Far lighter than a text area, of which a page
/// of facts would need dozens.
public final class SelectableText extends TextFlow {
    private static final KeyCombination COPY = new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination ALL = new KeyCodeCombination(KeyCode.A, KeyCombination.SHORTCUT_DOWN);

    private final Text text;
    private int anchor;

    public SelectableText(String content, String... styleClasses) {
        text = new Text(content);
        getChildren().add(text);
        getStyleClass().add("selectable-text");
        getStyleClass().addAll(styleClasses);
        text.getStyleClass().add("text");
        setCursor(Cursor.TEXT);
        setFocusTraversable(false);
        setAccessibleRole(AccessibleRole.TEXT);
        setAccessibleText(content);
        setOnMousePressed(this::press);
        setOnMouseDragged(event -> select(anchor, indexAt(event)));
        setOnKeyPressed(this::key);
        setOnContextMenuRequested(event -> {
            menu().show(this, event.getScreenX(), event.getScreenY());
            event.consume();
        });
        focusedProperty().addListener((_, _, focused) -> {
            if (!focused) {
                select(0, 0);
            }
        });
    }

    /// The whole text.
    public String content() {
        return text.getText();
    }

    /// What is selected; empty if nothing is.
    public String selected() {
        int from = text.getSelectionStart();
        int to = text.getSelectionEnd();
        return from < 0 || to <= from ? "" : text.getText().substring(from, to);
    }

    private void press(MouseEvent event) {
        if (event.getButton() != MouseButton.PRIMARY) {
            return;
        }
        requestFocus();
        int index = indexAt(event);
        switch (event.getClickCount()) {
            case 1 -> select(index, index);
            case 2 -> selectWord(index);
            default -> select(0, text.getText().length());
        }
        event.consume();
    }

    private void selectWord(int index) {
        BreakIterator words = BreakIterator.getWordInstance();
        words.setText(text.getText());
        int from = index == 0 || words.isBoundary(index) ? index : words.preceding(index);
        int to = index >= text.getText().length() ? index : words.following(index);
        select(from, to);
    }

    private void key(KeyEvent event) {
        if (COPY.match(event)) {
            copy();
            event.consume();
        } else if (ALL.match(event)) {
            selectAll();
            event.consume();
        }
    }

    /// Copies what is selected, or everything.
    public void copy() {
        copy(selected().isEmpty() ? content() : selected());
    }

    public void selectAll() {
        select(0, text.getText().length());
    }

    private void select(int from, int to) {
        anchor = from;
        text.setSelectionStart(from == to ? -1 : Math.min(from, to));
        text.setSelectionEnd(from == to ? -1 : Math.max(from, to));
    }

    private int indexAt(MouseEvent event) {
        int index = hitTest(new Point2D(event.getX(), event.getY())).getInsertionIndex();
        return Math.clamp(index, 0, text.getText().length());
    }

    private ContextMenu menu() {
        String chosen = selected();
        var copy = new MenuItem(chosen.isEmpty() ? "Copy" : "Copy selection");
        copy.setOnAction(_ -> copy(chosen.isEmpty() ? content() : chosen));
        return new ContextMenu(copy);
    }

    private static void copy(String value) {
        var clipboard = new ClipboardContent();
        clipboard.putString(value);
        Clipboard.getSystemClipboard().setContent(clipboard);
    }
}
