package dev.backstep.app.editor;

import dev.backstep.app.controls.SelectableText;
import javafx.scene.Node;
import javafx.scene.control.TextInputControl;
import org.fxmisc.richtext.CodeArea;
import org.fxmisc.richtext.GenericStyledArea;

/// What undo, cut, copy and paste are about: the text that has the keyboard's focus. Undo and redo are about the
/// program
/// if no text has it.
final class FocusedText {
    private final CodeArea program;

    FocusedText(CodeArea program) {
        this.program = program;
    }

    void undo() {
        switch (focused()) {
            case TextInputControl field -> field.undo();
            default -> program.undo();
        }
    }

    void redo() {
        switch (focused()) {
            case TextInputControl field -> field.redo();
            default -> program.redo();
        }
    }

    void cut() {
        switch (focused()) {
            case TextInputControl field -> field.cut();
            case GenericStyledArea<?, ?, ?> area when area.isEditable() -> area.cut();
            default -> {}
        }
    }

    void copy() {
        switch (focused()) {
            case TextInputControl field -> field.copy();
            case GenericStyledArea<?, ?, ?> area -> area.copy();
            case SelectableText text -> text.copy();
            default -> {}
        }
    }

    void paste() {
        switch (focused()) {
            case TextInputControl field -> field.paste();
            case GenericStyledArea<?, ?, ?> area when area.isEditable() -> area.paste();
            default -> {}
        }
    }

    void selectAll() {
        switch (focused()) {
            case TextInputControl field -> field.selectAll();
            case GenericStyledArea<?, ?, ?> area -> area.selectAll();
            case SelectableText text -> text.selectAll();
            default -> {}
        }
    }

    private Node focused() {
        var scene = program.getScene();
        return scene == null || scene.getFocusOwner() == null ? program : scene.getFocusOwner();
    }
}
