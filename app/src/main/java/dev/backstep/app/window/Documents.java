package dev.backstep.app.window;

import dev.backstep.app.editor.EditorViewModel;
import dev.backstep.app.editor.Notebook;
import dev.backstep.app.editor.TextFile;
import dev.backstep.app.kernel.Notice;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.tasks.Background;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.app.window.Dialogs.FileKind;
import dev.backstep.recording.RecordingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;

/// Opens and saves programs and recordings, and asks before changes are lost. Belongs to the JavaFX application thread;
/// files are read, and recordings and pictures written, in the background.
final class Documents {
    private final Workspace workspace;
    private final EditorViewModel editor;
    private final Dialogs dialogs;
    private final Tasks.Slot<Runnable> reading;
    private final Tasks.Slot<Path> writing;
    private final OutsideChanges outside;
    private Runnable beforeReplacing = () -> {};
    private final ObservableList<Path> recent = FXCollections.observableArrayList();

    Documents(Workspace workspace, Dialogs dialogs) {
        this.workspace = workspace;
        this.editor = workspace.editor;
        this.dialogs = dialogs;
        this.reading = workspace.tasks.slot("open");
        this.writing = workspace.tasks.slot("save");
        this.outside = new OutsideChanges(workspace.tasks, editor, workspace.session, dialogs);
        workspace.settings.get(WindowSettings.RECENT_FILES).stream()
                .filter(Objects::nonNull)
                .limit(WindowSettings.MAX_RECENT)
                .map(Path::of)
                .forEach(recent::add);
        recent.addListener((ListChangeListener<Path>) change -> workspace.settings.set(
                WindowSettings.RECENT_FILES, recent.stream().map(Path::toString).toList()));
        // Each time, and not at the end only: a crash must not lose it.
        editor.fileProperty().subscribe((before, now) -> {
            if (!workspace.isTrial()) {
                workspace.settings.set(
                        WindowSettings.LAST_FILE,
                        now == null ? "" : now.toAbsolutePath().toString());
            }
        });
    }

    /// What to do first when the program may have to go: the guide gives the person's own back.
    void setBeforeReplacing(Runnable action) {
        beforeReplacing = action;
    }

    /// Shows a program that is tried for a while; the present one is kept, with all that is not saved.
    void tryOut(String name, String program) {
        // A file that is still being read would take the place of both.
        reading.cancel();
        workspace.tryOut(name, program);
    }

    /// Files opened lately, the newest first.
    ObservableList<Path> recent() {
        return recent;
    }

    void newProgram() {
        open(EditorViewModel.UNTITLED, "");
    }

    /// Opens a program that has no file, such as an example.
    void open(String name, String program) {
        if (mayReplace()) {
            workspace.open(() -> editor.open(name, program));
        }
    }

    void chooseAndOpen(FileKind kind) {
        dialogs.chooseFileToOpen(kind).ifPresent(this::open);
    }

    /// Opens a program, or a recording with its program.
    void open(Path file) {
        if (!mayReplace()) {
            return;
        }
        var recording = file.getFileName().toString().endsWith("." + RecordingFile.EXTENSION);
        reading.submit(
                progress -> recording ? readRecording(file) : isNotebook(file) ? readNotebook(file) : readProgram(file),
                Runnable::run,
                e -> complain(e.getMessage()));
    }

    private static boolean isNotebook(Path file) {
        return file.getFileName().toString().endsWith("." + Notebook.EXTENSION);
    }

    private Runnable readProgram(Path file) throws IOException {
        Background.only();
        var content = TextFile.read(file);
        return () -> {
            workspace.open(() -> editor.open(file, content));
            remember(file);
        };
    }

    /// A notebook's program has no file until it is saved: what is typed here must never take the notebook's place.
    private Runnable readNotebook(Path file) throws IOException {
        Background.only();
        var program = Notebook.read(file);
        var name = file.getFileName().toString().replaceFirst("\\." + Notebook.EXTENSION + "$", ".py");
        return () -> {
            workspace.open(() -> editor.open(name, program));
            workspace.session.show(new Notice(
                    Notice.Level.INFORMATION,
                    "This is the program of the notebook %s, a section for each cell. Saving makes a file of its own."
                            .formatted(file.getFileName())));
            remember(file);
        };
    }

    private Runnable readRecording(Path file) throws IOException {
        Background.only();
        var index = RecordingIndex.of(RecordingFile.read(file));
        return () -> {
            workspace.open(index);
            workspace.session.show(new Notice(
                    Notice.Level.INFORMATION,
                    "This is the recording %s. Change the program or press Run to run it anew."
                            .formatted(file.getFileName())));
            remember(file);
        };
    }

    /// Saves the program, where need be after asking for a file; false if it was not saved.
    boolean save() {
        var file = editor.file();
        return file == null ? saveAs() : save(file);
    }

    boolean saveAs() {
        return dialogs.chooseFileToSave(FileKind.PROGRAM, editor.name())
                .map(this::save)
                .orElse(false);
    }

    private boolean save(Path file) {
        if (isNotebook(file)) {
            complain(
                    "A program cannot be saved as a notebook, whose texts and outputs it does not have. Save it as a .py file.");
            return false;
        }
        if (!outside.mayWrite(file)) {
            return false;
        }
        try {
            editor.saveAs(file);
            workspace.forgetDraft();
            remember(file);
            return true;
        } catch (IOException e) {
            complain(e.getMessage());
            return false;
        }
    }

    void saveRecording() {
        var recording = workspace.replay.moment().annotated();
        write(
                FileKind.RECORDING,
                file -> RecordingFile.write(recording, file, RecordingFile.Form.CBOR),
                "The recording was saved to %s.");
    }

    /// Writes a file.
    private interface Writer {
        void write(Path file) throws IOException;
    }

    private void write(FileKind kind, Writer writer, String done) {
        var stem = editor.name().replaceFirst("\\.py$", "");
        var name = stem + "." + kind.choices().getFirst().extension();
        dialogs.chooseFileToSave(kind, name)
                .ifPresent(chosen -> writing.submit(
                        progress -> {
                            Background.only();
                            writer.write(chosen);
                            return chosen;
                        },
                        file -> workspace.session.show(new Notice(Notice.Level.INFORMATION, done.formatted(file))),
                        e -> complain(e.getMessage())));
    }

    /// Whether the present program may go: it has no changes, or they were saved, or are not wanted.
    boolean mayReplace() {
        beforeReplacing.run();
        if (!editor.isDirty() || editor.text().isBlank()) {
            return true;
        }
        return switch (dialogs.askAboutUnsavedChanges(editor.name())) {
            case SAVE -> save();
            case DISCARD -> true;
            case CANCEL -> false;
        };
    }

    private void remember(Path file) {
        var path = file.toAbsolutePath().normalize();
        recent.remove(path);
        recent.addFirst(path);
        if (recent.size() > WindowSettings.MAX_RECENT) {
            recent.removeLast();
        }
    }

    private void complain(String sentence) {
        workspace.session.show(new Notice(Notice.Level.ERROR, sentence));
    }
}
