package dev.backstep.app.window;

import dev.backstep.app.editor.Notebook;
import dev.backstep.app.editor.TextComparison;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// Asks by the system's file dialogues and by JavaFX's own.
final class WindowDialogs implements Dialogs {
    private final Stage owner;
    private @Nullable Path folder;

    WindowDialogs(Stage owner) {
        this.owner = owner;
    }

    @Override
    public Optional<Path> chooseFileToOpen(FileKind kind) {
        var chooser = chooser(kind);
        if (kind == FileKind.PROGRAM) {
            chooser.getExtensionFilters()
                    .addFirst(new FileChooser.ExtensionFilter(
                            "Python programs and notebooks", "*.py", "*." + Notebook.EXTENSION));
        }
        return chosen(chooser.showOpenDialog(owner));
    }

    @Override
    public Optional<Path> chooseFileToSave(FileKind kind, String suggestion) {
        var chooser = chooser(kind);
        chooser.setInitialFileName(suggestion);
        chooser.getExtensionFilters().stream()
                .filter(filter -> filter.getExtensions().stream()
                        .anyMatch(pattern -> suggestion.endsWith(pattern.substring(1)) && pattern.length() > 1))
                .findFirst()
                .ifPresent(chooser::setSelectedExtensionFilter);
        var file = chosen(chooser.showSaveDialog(owner));
        var filter = chooser.getSelectedExtensionFilter();
        var extension = kind.choices().stream()
                .filter(choice -> filter != null && choice.title().equals(filter.getDescription()))
                .findFirst()
                .orElse(kind.choices().getFirst())
                .extension();
        return file.map(chosen -> withExtension(chosen, extension));
    }

    private FileChooser chooser(FileKind kind) {
        var chooser = new FileChooser();
        for (var choice : kind.choices()) {
            chooser.getExtensionFilters()
                    .add(new FileChooser.ExtensionFilter(choice.title(), "*." + choice.extension()));
        }
        if (kind != FileKind.PICTURE) {
            chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter("All files", "*"));
        }
        if (folder != null && folder.toFile().isDirectory()) {
            chooser.setInitialDirectory(folder.toFile());
        }
        return chooser;
    }

    private Optional<Path> chosen(java.io.@Nullable File file) {
        if (file == null) {
            return Optional.empty();
        }
        folder = file.toPath().toAbsolutePath().getParent();
        return Optional.of(file.toPath());
    }

    private static Path withExtension(Path file, String extension) {
        var name = file.getFileName().toString();
        return name.contains(".") ? file : file.resolveSibling(name + "." + extension);
    }

    @Override
    public Unsaved askAboutUnsavedChanges(String name) {
        var save = new ButtonType("Save", ButtonData.YES);
        var discard = new ButtonType("Don't Save", ButtonData.NO);
        var alert = new Alert(
                Alert.AlertType.CONFIRMATION,
                "If you do not save them, they are lost.",
                save,
                discard,
                ButtonType.CANCEL);
        alert.initOwner(owner);
        alert.setTitle("Backstep");
        alert.setHeaderText("Save the changes to %s?".formatted(name));
        var answer = alert.showAndWait().orElse(ButtonType.CANCEL);
        return answer == save ? Unsaved.SAVE : answer == discard ? Unsaved.DISCARD : Unsaved.CANCEL;
    }

    @Override
    public OutsideChange askAboutOutsideChange(String name) {
        var mine = new ButtonType("Keep Mine", ButtonData.YES);
        var theirs = new ButtonType("Take Theirs", ButtonData.NO);
        var compare = new ButtonType("Compare…", ButtonData.LEFT);
        var alert = new Alert(
                Alert.AlertType.WARNING,
                "Keeping yours overwrites the other change. Taking theirs replaces your text, which Undo brings back.",
                mine,
                theirs,
                compare,
                ButtonType.CANCEL);
        alert.initOwner(owner);
        alert.setTitle("Backstep");
        alert.setHeaderText("%s was changed by another program since you opened it".formatted(name));
        var answer = alert.showAndWait().orElse(ButtonType.CANCEL);
        if (answer == mine) {
            return OutsideChange.KEEP_MINE;
        }
        return answer == theirs
                ? OutsideChange.TAKE_THEIRS
                : answer == compare ? OutsideChange.COMPARE : OutsideChange.CANCEL;
    }

    @Override
    public void compare(String name, List<TextComparison.Line> lines) {
        show("%s: Editor and File".formatted(name), new ComparisonView(lines));
    }

    @Override
    public boolean confirm(Question question) {
        return confirmation(question).showAndWait().orElse(ButtonType.CANCEL) != ButtonType.CANCEL;
    }

    Alert confirmation(Question question) {
        var alert = new Alert(
                Alert.AlertType.CONFIRMATION,
                question.text(),
                new ButtonType(question.action(), ButtonData.OK_DONE),
                ButtonType.CANCEL);
        alert.initOwner(owner);
        alert.setTitle(question.title());
        alert.setHeaderText(question.question());
        return alert;
    }

    @Override
    public void show(String title, Node content) {
        var dialog = new Dialog<Void>();
        dialog.initOwner(owner);
        dialog.setTitle(title);
        dialog.getDialogPane().setContent(content);
        dialog.getDialogPane().getButtonTypes().add(ButtonType.CLOSE);
        dialog.show();
    }
}
