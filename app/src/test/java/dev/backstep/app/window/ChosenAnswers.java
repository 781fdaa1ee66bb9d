package dev.backstep.app.window;

import dev.backstep.app.editor.TextComparison;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/// The answers of a person to the window's questions, chosen before; system dialogues cannot be driven by tests.
final class ChosenAnswers implements Dialogs {
    volatile @Nullable Path file;
    volatile Unsaved unsaved = Unsaved.DISCARD;
    volatile OutsideChange outside = OutsideChange.CANCEL;
    volatile @Nullable String askedAbout;
    volatile @Nullable String outsideAsked;
    volatile List<TextComparison.Line> compared = List.of();
    volatile boolean confirmed = true;
    volatile @Nullable Question asked;
    volatile @Nullable String shown;
    volatile @Nullable Node content;

    @Override
    public Optional<Path> chooseFileToOpen(FileKind kind) {
        return Optional.ofNullable(file);
    }

    @Override
    public Optional<Path> chooseFileToSave(FileKind kind, String suggestion) {
        return Optional.ofNullable(file);
    }

    @Override
    public Unsaved askAboutUnsavedChanges(String name) {
        askedAbout = name;
        return unsaved;
    }

    @Override
    public OutsideChange askAboutOutsideChange(String name) {
        outsideAsked = name;
        return outside;
    }

    @Override
    public void compare(String name, List<TextComparison.Line> lines) {
        compared = lines;
    }

    @Override
    public boolean confirm(Question question) {
        asked = question;
        return confirmed;
    }

    @Override
    public void show(String title, Node content) {
        shown = title;
        this.content = content;
    }
}
