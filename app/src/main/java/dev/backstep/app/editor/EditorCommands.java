package dev.backstep.app.editor;

import dev.backstep.app.commands.Category;
import dev.backstep.app.commands.Command;
import dev.backstep.app.commands.Context;
import java.util.List;

/// What a person can ask of the editor other than typing.
public final class EditorCommands {
    /// What the editor's context menu offers; an empty one is a separator.
    public static final List<String> CONTEXT_MENU = List.of(
            "edit.undo",
            "edit.redo",
            "",
            "edit.cut",
            "edit.copy",
            "edit.paste",
            "edit.select-all",
            "",
            "edit.toggle-comment",
            "edit.duplicate-line",
            "edit.delete-line",
            "",
            "edit.find",
            "edit.replace",
            "edit.go-to-line");

    private static final int UNDOING = 0;
    private static final int CLIPBOARD = 1;
    private static final int LINES = 2;
    private static final int FINDING = 3;
    private static final int TEXT_SIZE = 3;

    private EditorCommands() {}

    public static List<Command> of(EditorView view) {
        var text = view.focusedText();
        return List.of(
                edit("undo", "Undo", text::undo, UNDOING).describedAs("Take back the last change"),
                edit("redo", "Redo", text::redo, UNDOING).describedAs("Make the change again that was taken back"),
                clipboard("cut", "Cut", text::cut).describedAs("Move the selected text to the clipboard"),
                clipboard("copy", "Copy", text::copy).describedAs("Copy the selected text to the clipboard"),
                clipboard("paste", "Paste", text::paste).describedAs("Insert the clipboard's text"),
                clipboard("select-all", "Select All", text::selectAll).describedAs("Select the whole text"),
                line("indent", "Indent", view, Indentation::indent).describedAs("Move the lines to the right"),
                line("dedent", "Dedent", view, Indentation::dedent).describedAs("Move the lines to the left"),
                line("toggle-comment", "Comment or Uncomment", view, LineEdits::toggleComment)
                        .describedAs("Make comments of the lines, or code of the comments"),
                line("duplicate-line", "Duplicate Line", view, LineEdits::duplicate)
                        .describedAs("Copy the lines and insert them below"),
                line("delete-line", "Delete Line", view, LineEdits::delete).describedAs("Delete the lines"),
                line("move-line-up", "Move Line Up", view, LineEdits::moveUp)
                        .describedAs("Exchange the lines with the one above"),
                line("move-line-down", "Move Line Down", view, LineEdits::moveDown)
                        .describedAs("Exchange the lines with the one below"),
                edit("find", "Find", () -> view.showFind(false), FINDING).describedAs("Find text in the program"),
                edit("replace", "Replace", () -> view.showFind(true), FINDING)
                        .describedAs("Find text in the program and replace it"),
                edit("find-next", "Find Next", view::findNext, FINDING).describedAs("Go to the next match"),
                edit("find-previous", "Find Previous", view::findPrevious, FINDING)
                        .describedAs("Go to the match before"),
                edit("go-to-line", "Go to Line…", view::showGoToLine, FINDING)
                        .describedAs("Go to a line by its number"),
                size("larger-text", "Larger Text", () -> view.zoom(1)).describedAs("Make the program's text larger"),
                size("smaller-text", "Smaller Text", () -> view.zoom(-1))
                        .describedAs("Make the program's text smaller"),
                size("normal-text", "Normal Text Size", view::resetZoom)
                        .describedAs("Show the program's text in its normal size"));
    }

    private static Command edit(String name, String title, Runnable action, int group) {
        return Command.of("edit." + name, title, action).in(Category.EDIT, group);
    }

    private static Command clipboard(String name, String title, Runnable action) {
        return edit(name, title, action, CLIPBOARD).onlyIn(Context.CONTROL);
    }

    /// Its keys mean something else in other fields.
    private static Command line(String name, String title, EditorView view, EditorView.LineCommand command) {
        return edit(name, title, () -> view.edit(command), LINES).onlyIn(Context.EDITOR);
    }

    private static Command size(String name, String title, Runnable action) {
        return Command.of("view." + name, title, action).in(Category.VIEW, TEXT_SIZE);
    }
}
