package dev.backstep.app.editor;

import dev.backstep.recording.Problem;
import java.io.IOException;
import java.nio.file.Path;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// The program being edited: its text, the file it belongs to and what is wrong with it. Belongs to the JavaFX
/// application thread. A failed load or save changes nothing, so no text is ever lost.
public final class EditorViewModel {
    /// What a program without a file is called.
    public static final String UNTITLED = "untitled.py";

    private final StringProperty text = new SimpleStringProperty(this, "text", "");
    private final IntegerProperty caret = new SimpleIntegerProperty(this, "caret", 0);
    private final ObservableList<Problem> problems = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable Advice> advice = new SimpleObjectProperty<>(this, "advice");
    private final ReadOnlyObjectWrapper<@Nullable Path> file = new ReadOnlyObjectWrapper<>(this, "file");
    private final ReadOnlyStringWrapper name = new ReadOnlyStringWrapper(this, "name", UNTITLED);
    private final ReadOnlyIntegerWrapper document = new ReadOnlyIntegerWrapper(this, "document", 0);
    private final StringProperty saved = new SimpleStringProperty("");
    private final BooleanBinding dirty =
            Bindings.createBooleanBinding(() -> !text.get().equals(saved.get()), text, saved);
    private TextFile origin = TextFile.of("");

    /// A program as it was at some time.
    ///
    /// @param saved what its file held
    public record Document(@Nullable Path file, String name, TextFile content, String saved, int caret) {}

    /// The program; line ends are `\n`. Setting it is an edit like typing, which undo takes back.
    public StringProperty textProperty() {
        return text;
    }

    public String text() {
        return text.get();
    }

    /// The caret's offset in the text, from 0. Setting it moves the caret and brings it into view.
    public IntegerProperty caretProperty() {
        return caret;
    }

    /// Moves the caret to the start of a line, counted from 1; beyond the last line it goes to the last.
    public void goToLine(int line) {
        caret.set(Lines.of(text.get()).start(line));
    }

    /// Errors and warnings of the text as it last ran; their spans are marked.
    public ObservableList<Problem> problems() {
        return problems;
    }

    /// A remark on the program as it last ran, or null.
    public ObjectProperty<@Nullable Advice> adviceProperty() {
        return advice;
    }

    /// Puts a line into the text, as an edit that undo takes back, and the caret at its end.
    ///
    /// @param line the line before which it goes, from 1; behind the last line if there is no such line
    /// @param inserted the line, without a line feed
    public void insertLine(int line, String inserted) {
        var lines = Lines.of(text.get());
        boolean append = line > lines.count();
        int at = append ? text.get().length() : lines.start(line);
        text.set(text.get().substring(0, at)
                + (append ? "\n" + inserted : inserted + "\n")
                + text.get().substring(at));
        caret.set(at + inserted.length() + (append ? 1 : 0));
    }

    /// Whether the text differs from the file's, or from what [#open(String, String)] gave.
    public ObservableBooleanValue dirtyProperty() {
        return dirty;
    }

    public boolean isDirty() {
        return dirty.get();
    }

    /// The file the program belongs to, or null while it has none.
    public ReadOnlyObjectProperty<@Nullable Path> fileProperty() {
        return file.getReadOnlyProperty();
    }

    public @Nullable Path file() {
        return file.get();
    }

    /// The file's name without its folder, or what the program is called while it has no file.
    public ReadOnlyStringProperty nameProperty() {
        return name.getReadOnlyProperty();
    }

    public String name() {
        return name.get();
    }

    /// Counts the documents opened: changes, after the text did, whenever another program takes the place of the
    /// present one, so that undo does not reach back into that.
    public ReadOnlyIntegerProperty documentProperty() {
        return document.getReadOnlyProperty();
    }

    /// Opens a file.
    ///
    /// @throws IOException with a sentence for the user; the present program stays
    public void load(Path path) throws IOException {
        open(path, TextFile.read(path));
    }

    /// Opens a file that has been read already, in the background perhaps.
    public void open(Path path, TextFile content) {
        replace(content, path, path.getFileName().toString(), content.text());
    }

    /// Opens a program that has no file: a new one, or an example.
    public void open(String name, String program) {
        replace(TextFile.of(program), null, name, program);
    }

    /// Opens a program whose changes were not saved when the app ended.
    ///
    /// @param path the file it belongs to, or null if it has none
    /// @param program the text as it was typed
    public void restore(@Nullable Path path, String name, String program) {
        TextFile content;
        try {
            content = path == null ? TextFile.of("") : TextFile.read(path);
        } catch (IOException e) {
            // The file has gone or changed its nature: what was typed is then all there is, and it is unsaved.
            content = TextFile.of("");
        }
        replace(new TextFile(program, content.lineEnd(), content.byteOrderMark()), path, name, content.text());
    }

    /// The program as it stands, with its file and all that is not saved, to be opened again later.
    public Document document() {
        return new Document(
                file.get(),
                name.get(),
                new TextFile(text.get(), origin.lineEnd(), origin.byteOrderMark()),
                saved.get(),
                caret.get());
    }

    /// Opens a program as it was.
    public void reopen(Document document) {
        replace(document.content, document.file, document.name, document.saved);
        caret.set(document.caret);
    }

    /// What the file held when it was last opened or saved.
    public String savedText() {
        return saved.get();
    }

    /// Takes over the text that the file has now, as an edit that undo takes back.
    public void reload(TextFile content) {
        fileHolds(content);
        text.set(content.text());
    }

    /// The file has come to hold a text that somebody else wrote; the one here stays, and is a change of that.
    public void fileHolds(TextFile content) {
        origin = content;
        saved.set(content.text());
    }

    /// Writes the program to its file.
    ///
    /// @throws IOException with a sentence for the user
    /// @throws IllegalStateException if it has no file
    public void save() throws IOException {
        var path = file.get();
        if (path == null) {
            throw new IllegalStateException("the program has no file; use saveAs");
        }
        saveAs(path);
    }

    /// Writes the program to a file, which from then on is the program's.
    ///
    /// @throws IOException with a sentence for the user; the program keeps its former file
    public void saveAs(Path path) throws IOException {
        var content = new TextFile(text.get(), origin.lineEnd(), origin.byteOrderMark());
        content.write(path);
        origin = content;
        saved.set(content.text());
        file.set(path);
        name.set(path.getFileName().toString());
    }

    private void replace(TextFile content, @Nullable Path path, String title, String savedText) {
        origin = content;
        problems.clear();
        advice.set(null);
        file.set(path);
        name.set(title);
        caret.set(0);
        saved.set(savedText);
        text.set(content.text());
        caret.set(0);
        document.set(document.get() + 1);
    }
}
