package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.settings.AllowedPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAccessTest {
    @TempDir
    private Path home;

    private final ReadOnlyObjectWrapper<@Nullable Path> file = new ReadOnlyObjectWrapper<>();
    private FileAccess access;

    @BeforeEach
    void make() {
        access = new FileAccess(new AllowedPrograms(home), file.getReadOnlyProperty());
    }

    @Test
    void aProgramWithoutAFolderCannotBeAllowed() {
        assertFalse(access.possibleProperty().get());
        assertEquals(Optional.empty(), access.question());
        assertEquals(Optional.empty(), access.change());
        assertFalse(access.allowed());
    }

    @Test
    void theQuestionSaysWhatIsAllowedWhereAndForHowLong() {
        file.set(home.resolve("train.py"));
        assertTrue(access.possibleProperty().get());
        var question = access.question().orElseThrow();
        assertEquals("Let train.py write files?", question.question());
        assertEquals("Allow", question.action());
        for (var words : new String[] {
            "read and write files in\n" + home + "\n", "until you take this back here", "every change", "as you type"
        }) {
            assertTrue(question.text().contains(words), () -> words + " in:\n" + question.text());
        }
    }

    @Test
    void whatIsAllowedIsTakenBackTheSameWay() {
        file.set(home.resolve("train.py"));
        assertEquals(Optional.empty(), access.change());
        assertTrue(access.allowed());
        assertTrue(access.description().contains(home.toString()), access.description());
        var question = access.question().orElseThrow();
        assertEquals("Take Back", question.action());
        assertTrue(question.text().contains("may only read"), question.text());
        access.change();
        assertFalse(access.allowed());
    }

    @Test
    void itIsOfTheFileThatIsOpen() {
        file.set(home.resolve("train.py"));
        access.change();
        file.set(home.resolve("other.py"));
        assertFalse(access.allowed());
        file.set(null);
        assertFalse(access.allowed());
        assertEquals("", access.description());
        file.set(home.resolve("train.py"));
        assertTrue(access.allowed());
    }

    @Test
    void whatCannotBeKeptIsNotAllowedAndThePersonIsTold() throws Exception {
        var noFolder = Files.writeString(home.resolve("file"), "");
        access = new FileAccess(new AllowedPrograms(noFolder), file.getReadOnlyProperty());
        file.set(home.resolve("train.py"));
        assertTrue(access.change().orElseThrow().startsWith("train.py was not allowed to write files"));
        assertFalse(access.allowed());
    }
}
