package dev.backstep.app.settings;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedProgramsTest {
    @TempDir
    private Path home;

    private final Path program = Path.of("work", "train.py");

    @Test
    void nobodyIsAllowedAtFirst() {
        assertFalse(new AllowedPrograms(home).contains(program));
    }

    @Test
    void whatIsAllowedIsKeptForThatFileOnlyHoweverItsPathIsWritten() throws Exception {
        new AllowedPrograms(home).add(program);
        var later = new AllowedPrograms(home);
        assertTrue(later.contains(program));
        assertTrue(later.contains(Path.of("work", "..", "work", "train.py").toAbsolutePath()));
        assertFalse(later.contains(Path.of("work", "other.py")));
        assertFalse(later.contains(Path.of("elsewhere", "train.py")));
    }

    @Test
    void whatIsTakenBackIsTakenBackAtOnceAndForGood() throws Exception {
        var programs = new AllowedPrograms(home);
        programs.add(program);
        programs.remove(program);
        assertFalse(programs.contains(program));
        assertFalse(new AllowedPrograms(home).contains(program));
    }

    @Test
    void whatOneWindowTakesBackAnotherDoesNotBringBack() throws Exception {
        var one = new AllowedPrograms(home);
        one.add(program);
        var other = new AllowedPrograms(home);
        one.remove(program);
        other.add(Path.of("work", "other.py"));
        assertFalse(new AllowedPrograms(home).contains(program));
        other.read();
        assertFalse(other.contains(program));
    }

    @Test
    void aDamagedListAllowsNothing() throws Exception {
        new AllowedPrograms(home).add(program);
        Files.writeString(home.resolve("allowed-programs.json"), "{\"mayWriteFiles\": [null, ");
        var programs = new AllowedPrograms(home);
        assertFalse(programs.contains(program));
        programs.add(program);
        assertTrue(new AllowedPrograms(home).contains(program));
    }

    @Test
    void whatCannotBeKeptIsNotAllowed() throws Exception {
        var noFolder = Files.writeString(home.resolve("file"), "");
        var programs = new AllowedPrograms(noFolder);
        assertThrows(IOException.class, () -> programs.add(program));
        assertFalse(programs.contains(program));
    }
}
