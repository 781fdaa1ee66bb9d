package dev.backstep.app.editor;

import org.fxmisc.richtext.CodeArea;

/// Applies an [Edit] to a text area as one step of undo.
final class Edits {
    private Edits() {}

    static void apply(CodeArea area, Edit edit) {
        if (edit.from() != edit.to() || !edit.with().isEmpty()) {
            area.getUndoManager().preventMerge();
            area.replaceText(edit.from(), edit.to(), edit.with());
            area.getUndoManager().preventMerge();
        }
        area.selectRange(edit.anchor(), edit.caret());
        area.requestFollowCaret();
    }
}
