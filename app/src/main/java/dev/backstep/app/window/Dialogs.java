package dev.backstep.app.window;

import java.nio.file.Path;
import java.util.Optional;

/// What the window asks a person.
interface Dialogs {
    /// Kinds of files.
    enum FileKind {
        PROGRAM("Python programs", "py"),
        RECORDING("Backstep recordings", "backstep");

        final String title;
        final String extension;

        FileKind(String title, String extension) {
            this.title = title;
            this.extension = extension;
        }
    }

    /// What to do with changes that were not saved.
    enum Unsaved {
        SAVE,
        DISCARD,
        CANCEL
    }

    /// A file to read; empty if the person changed their mind.
    Optional<Path> chooseFileToOpen(FileKind kind);

    /// A file to write, which has the kind's extension; empty if the person changed their mind.
    ///
    /// @param suggestion its name
    Optional<Path> chooseFileToSave(FileKind kind, String suggestion);

    Unsaved askAboutUnsavedChanges(String name);

    /// Shows something that needs more room than a notice.
    void show(String title, javafx.scene.Node content);
}
