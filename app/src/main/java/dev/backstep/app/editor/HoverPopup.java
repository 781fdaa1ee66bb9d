package dev.backstep.app.editor;

import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.stage.Popup;

/// A text in a window of its own beside the mouse.
final class HoverPopup {
    private static final double WIDEST = 520;

    private final Label message = new Label();
    private final Popup popup = new Popup();

    HoverPopup() {
        message.getStyleClass().add("editor-hover");
        // A popup is a window of its own, which has the theme but not the editor's style sheet.
        message.getStylesheets().add(EditorView.STYLE_SHEET);
        message.setWrapText(true);
        message.setMaxWidth(WIDEST);
        popup.getContent().add(message);
        popup.setAutoHide(true);
    }

    void show(Node owner, Point2D onScreen, String text) {
        message.setText(text);
        popup.show(owner, onScreen.getX() + 8, onScreen.getY() + 16);
    }

    void hide() {
        popup.hide();
    }

    boolean isShowing() {
        return popup.isShowing();
    }

    String text() {
        return message.getText();
    }
}
