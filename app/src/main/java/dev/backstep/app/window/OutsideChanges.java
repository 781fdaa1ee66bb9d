package dev.backstep.app.window;

import dev.backstep.app.editor.EditorViewModel;
import dev.backstep.app.editor.TextComparison;
import dev.backstep.app.editor.TextFile;
import dev.backstep.app.kernel.Notice;
import dev.backstep.app.kernel.SessionViewModel;
import dev.backstep.app.tasks.Background;
import dev.backstep.app.tasks.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks after the program's file, which another program may change. A text without changes of its own follows the
/// file, and undo takes that back; otherwise a person is asked, and so is one who saves over such a change. Belongs to
/// the JavaFX application thread; files are read in the background.
final class OutsideChanges {
    /// How often the file is looked at. Asking for its time and size costs microseconds, and works on every file
    /// system, which events of the system do not.
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final EditorViewModel editor;
    private final SessionViewModel session;
    private final Dialogs dialogs;
    private final Tasks.Slot<Look> slot;
    private @Nullable Stamp seen;

    /// What a file is like without reading it.
    private record Stamp(FileTime changed, long size) {}

    /// What a look has found.
    ///
    /// @param content null if the file is as it was, or cannot be read
    private record Look(
            Path file, @Nullable Stamp stamp, @Nullable TextFile content) {}

    OutsideChanges(Tasks tasks, EditorViewModel editor, SessionViewModel session, Dialogs dialogs) {
        this.editor = editor;
        this.session = session;
        this.dialogs = dialogs;
        slot = tasks.slot("outside-changes");
        editor.fileProperty().subscribe(file -> {
            seen = null;
            watch(file);
        });
    }

    /// Whether the program may be written to its file: nobody else has changed that, or a person wants it anyway.
    boolean mayWrite(Path file) {
        if (!file.equals(editor.file())) {
            return true; // The dialogue that chose it has asked.
        }
        TextFile content;
        try {
            content = Files.exists(file) ? TextFile.read(file) : null;
        } catch (IOException e) {
            return true; // Saving will say what is wrong.
        }
        if (content == null
                || content.text().equals(editor.savedText())
                || content.text().equals(editor.text())) {
            return true;
        }
        return switch (dialogs.askAboutOutsideChange(editor.name())) {
            case KEEP_MINE -> true;
            case TAKE_THEIRS -> {
                editor.reload(content);
                yield false;
            }
            case COMPARE -> {
                compare(content);
                yield false;
            }
            case CANCEL -> false;
        };
    }

    private void watch(@Nullable Path file) {
        if (file == null) {
            slot.cancel();
            return;
        }
        var before = seen;
        slot.submitAfter(
                INTERVAL,
                progress -> look(file, before),
                look -> {
                    if (file.equals(editor.file())) {
                        found(look);
                        watch(file);
                    }
                },
                e -> watch(file));
    }

    private static Look look(Path file, @Nullable Stamp before) throws IOException {
        Background.only();
        if (!Files.isRegularFile(file)) {
            return new Look(file, null, null);
        }
        var stamp = new Stamp(Files.getLastModifiedTime(file), Files.size(file));
        return new Look(file, stamp, stamp.equals(before) ? null : TextFile.read(file));
    }

    private void found(Look look) {
        var content = look.content;
        if (look.stamp == null && seen != null) {
            say(
                    Notice.Level.WARNING,
                    "%s is not in its folder any more. Save writes it again.".formatted(editor.name()),
                    List.of());
        }
        seen = look.stamp;
        if (content == null || content.text().equals(editor.savedText())) {
            return;
        }
        if (content.text().equals(editor.text())) {
            editor.fileHolds(content);
        } else if (editor.isDirty()) {
            ask(content);
        } else {
            follow(content);
        }
    }

    private void follow(TextFile content) {
        var before = editor.text();
        editor.reload(content);
        say(
                Notice.Level.INFORMATION,
                "%s was changed by another program and has been loaded again.".formatted(editor.name()),
                List.of(new Notice.Action(
                        "Undo", true, () -> editor.textProperty().set(before))));
    }

    private void ask(TextFile theirs) {
        say(
                Notice.Level.WARNING,
                "%s was changed by another program, and you have changes here that are not saved."
                        .formatted(editor.name()),
                List.of(
                        new Notice.Action("Keep Mine", true, () -> editor.fileHolds(theirs)),
                        new Notice.Action("Take Theirs", true, () -> editor.reload(theirs)),
                        new Notice.Action("Compare…", false, () -> compare(theirs))));
    }

    private void compare(TextFile theirs) {
        dialogs.compare(editor.name(), TextComparison.of(editor.text(), theirs.text()));
    }

    private void say(Notice.Level level, String text, List<Notice.Action> actions) {
        session.show(new Notice(level, text, actions));
    }
}
