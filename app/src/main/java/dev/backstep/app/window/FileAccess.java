package dev.backstep.app.window;

import dev.backstep.app.settings.AllowedPrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import org.jspecify.annotations.Nullable;

/// Whether the present program may write files in its folder, and the words for it. Belongs to the JavaFX application
/// thread.
final class FileAccess {
    private static final String ALLOWING = """
            It may then read and write files in
            %s
            and in the folders below, until you take this back here. This allows no other program.

            While Live is on the program runs again at every change of its text, so it writes as you type; and it \
            runs when you open it.""";

    private static final String TAKING_BACK = """
            You have allowed it to read and write files in
            %s
            and in the folders below. If you take this back it may only read there. What it has written stays.""";

    private final AllowedPrograms programs;
    private final ReadOnlyObjectProperty<@Nullable Path> file;
    private final ReadOnlyBooleanWrapper allowed = new ReadOnlyBooleanWrapper(this, "allowed", false);
    private final ReadOnlyBooleanWrapper possible = new ReadOnlyBooleanWrapper(this, "possible", false);

    /// @param file of the present program, null while it has none
    FileAccess(AllowedPrograms programs, ReadOnlyObjectProperty<@Nullable Path> file) {
        this.programs = programs;
        this.file = file;
        file.subscribe(this::update);
    }

    private void update(@Nullable Path program) {
        programs.read();
        possible.set(program != null);
        allowed.set(program != null && programs.contains(program));
    }

    /// Whether the program may write.
    ReadOnlyBooleanProperty allowedProperty() {
        return allowed.getReadOnlyProperty();
    }

    boolean allowed() {
        return allowed.get();
    }

    /// Whether it can be allowed to: it needs a folder.
    ReadOnlyBooleanProperty possibleProperty() {
        return possible.getReadOnlyProperty();
    }

    /// What a person is asked before this changes; empty for a program without a folder.
    Optional<Dialogs.Question> question() {
        return program().map(program -> allowed() ? takeBack(program) : allow(program));
    }

    private static Dialogs.Question allow(Path program) {
        return new Dialogs.Question(
                "Allow Files",
                "Let %s write files?".formatted(program.getFileName()),
                ALLOWING.formatted(program.getParent()),
                "Allow");
    }

    private static Dialogs.Question takeBack(Path program) {
        return new Dialogs.Question(
                "Allow Files",
                "%s may write files. Take this back?".formatted(program.getFileName()),
                TAKING_BACK.formatted(program.getParent()),
                "Take Back");
    }

    /// What is allowed, for those who ask what the sign means.
    String description() {
        return program()
                .map(program -> "This program may read and write files in %s and in the folders below. "
                                .formatted(program.getParent())
                        + "Run ▸ Allow Files… takes this back.")
                .orElse("");
    }

    /// Allows it, or takes it back.
    ///
    /// @return what went wrong, for the user
    Optional<String> change() {
        var program = program().orElse(null);
        if (program == null) {
            return Optional.empty();
        }
        var wanted = !allowed();
        Optional<String> complaint = Optional.empty();
        try {
            if (wanted) {
                programs.add(program);
            } else {
                programs.remove(program);
            }
        } catch (IOException e) {
            complaint = Optional.of((wanted
                                    ? "%s was not allowed to write files, because this cannot be kept: "
                                    : "%s may no longer write files, but this cannot be kept for the next start: ")
                            .formatted(program.getFileName())
                    + e.getMessage());
        }
        allowed.set(programs.contains(program));
        return complaint;
    }

    private Optional<Path> program() {
        return Optional.ofNullable(file.get()).map(path -> path.toAbsolutePath().normalize());
    }
}
