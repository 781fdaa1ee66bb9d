package dev.backstep.app.editor;

/// What a person can ask the editor to do other than type; [Keymap] says with which keys.
public enum EditorAction {
    UNDO("Undo", true),
    REDO("Redo", true),
    INDENT("Indent", true),
    DEDENT("Dedent", true),
    TOGGLE_COMMENT("Comment or uncomment", true),
    DUPLICATE_LINE("Duplicate line", true),
    DELETE_LINE("Delete line", true),
    MOVE_LINE_UP("Move line up", true),
    MOVE_LINE_DOWN("Move line down", true),
    FIND("Find", false),
    REPLACE("Replace", false),
    FIND_NEXT("Find next", false),
    FIND_PREVIOUS("Find previous", false),
    GO_TO_LINE("Go to line", false),
    ZOOM_IN("Larger text", false),
    ZOOM_OUT("Smaller text", false),
    ZOOM_RESET("Normal text size", false);

    private final String title;
    private final boolean editsText;

    EditorAction(String title, boolean editsText) {
        this.title = title;
        this.editsText = editsText;
    }

    /// Its name in menus and the command list.
    public String title() {
        return title;
    }

    /// Whether it changes the text, so that its keys mean something else in other fields.
    public boolean editsText() {
        return editsText;
    }
}
