package dev.backstep.app.measure;

import dev.backstep.app.editor.TextComparison;
import dev.backstep.app.window.Dialogs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;

/// Answers the window's questions while it is measured and nobody sits in front of it. Files go into a folder under
/// the names suggested, and changes are discarded.
record UnattendedDialogs(Path folder) implements Dialogs {
    @Override
    public Optional<Path> chooseFileToOpen(FileKind kind) {
        return Optional.empty();
    }

    @Override
    public Optional<Path> chooseFileToSave(FileKind kind, String suggestion) {
        return Optional.of(folder.resolve(suggestion));
    }

    @Override
    public Unsaved askAboutUnsavedChanges(String name) {
        return Unsaved.DISCARD;
    }

    @Override
    public OutsideChange askAboutOutsideChange(String name) {
        return OutsideChange.CANCEL;
    }

    @Override
    public void compare(String name, List<TextComparison.Line> lines) {
        // Nobody would read it.
    }

    @Override
    public boolean confirm(Question question) {
        return false;
    }

    @Override
    public void show(String title, Node content) {
        // Nobody would read it.
    }
}
