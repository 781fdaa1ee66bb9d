package dev.backstep.app.window;

import dev.backstep.app.editor.TextComparison;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javafx.scene.Node;

/// What the window asks a person.
public interface Dialogs {
    /// Kinds of files.
    enum FileKind {
        PROGRAM("Python programs", "py"),
        RECORDING("Backstep recordings", "backstep"),
        PICTURE(
                "PNG images",
                "png",
                "SVG drawings",
                "svg",
                "PDF documents",
                "pdf",
                "GIF animations",
                "gif",
                "MP4 videos",
                "mp4",
                "Graphviz graphs",
                "dot",
                "GraphML graphs",
                "graphml");

        /// What a dialogue calls the files, and their extension.
        record Choice(String title, String extension) {}

        private final List<Choice> choices;

        FileKind(String... titlesAndExtensions) {
            choices = IntStream.range(0, titlesAndExtensions.length / 2)
                    .mapToObj(i -> new Choice(titlesAndExtensions[2 * i], titlesAndExtensions[2 * i + 1]))
                    .toList();
        }

        /// What a person can choose from.
        public List<Choice> choices() {
            return choices;
        }
    }

    /// What to do with changes that were not saved.
    enum Unsaved {
        SAVE,
        DISCARD,
        CANCEL
    }

    /// What to do with a file that another program has changed.
    enum OutsideChange {
        KEEP_MINE,
        TAKE_THEIRS,
        COMPARE,
        CANCEL
    }

    /// Whether something shall be done.
    ///
    /// @param question in one sentence
    /// @param text what it means
    /// @param action the word on the button that does it
    record Question(String title, String question, String text, String action) {}

    /// A file to read; empty if the person changed their mind.
    Optional<Path> chooseFileToOpen(FileKind kind);

    /// A file to write, whose name has an extension; empty if the person changed their mind.
    ///
    /// @param suggestion its name
    Optional<Path> chooseFileToSave(FileKind kind, String suggestion);

    Unsaved askAboutUnsavedChanges(String name);

    /// Asks what to do with a program that is to be saved, and whose file another program has changed.
    OutsideChange askAboutOutsideChange(String name);

    /// Shows how the program in the editor differs from its file.
    void compare(String name, List<TextComparison.Line> lines);

    /// Asks whether something shall be done; false if the person changed their mind.
    boolean confirm(Question question);

    /// Shows something that needs more room than a notice.
    void show(String title, Node content);
}
