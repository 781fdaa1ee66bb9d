package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditorViewModelTest {
    private final EditorViewModel program = new EditorViewModel();

    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void aLoadedProgramIsCleanUntilItIsChangedAndCleanAgainWhenItIsChangedBack() throws IOException {
        program.load(file("a.py", "x = 1\n"));
        assertEquals("a.py", program.name());
        assertFalse(program.isDirty());
        program.textProperty().set("x = 2\n");
        assertTrue(program.isDirty());
        program.textProperty().set("x = 1\n");
        assertFalse(program.isDirty());
    }

    @Test
    void savingKeepsLineEndsAndTheByteOrderMark() throws IOException {
        var path = file("windows.py", "\uFEFFa\r\nb\r\n");
        program.load(path);
        assertEquals("a\nb\n", program.text());
        program.textProperty().set("a\nc\n");
        program.save();
        assertArrayEquals("\uFEFFa\r\nc\r\n".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(path));
        assertFalse(program.isDirty());
    }

    @Test
    void saveAsMakesTheNewFileTheProgramsOwn() throws IOException {
        program.open("example.py", "x = 1\n");
        assertNull(program.file());
        assertThrows(IllegalStateException.class, program::save);
        var path = folder.resolve("mine.py");
        program.saveAs(path);
        assertEquals(path, program.file());
        assertEquals("mine.py", program.name());
        assertEquals("x = 1\n", Files.readString(path));
    }

    @Test
    void aFileThatCannotBeOpenedLeavesTheProgramAsItWas() throws IOException {
        program.open("example.py", "x = 1\n");
        program.textProperty().set("x = 2\n");
        var latin = Files.write(folder.resolve("latin.py"), new byte[] {'a', '\n', (byte) 0xE9, '\n'});
        var large = Files.write(folder.resolve("large.py"), new byte[3 << 20]);
        var binary = file("binary.py", "a\0b");

        assertMessage("latin.py is not UTF-8 text (see line 2)", latin);
        assertMessage("large.py is too large to edit: 3.0 MB, and the limit is 2 MB", large);
        assertMessage("binary.py is not a text file: it contains null characters", binary);
        assertMessage(
                "Cannot open %s: there is no such file or folder".formatted(folder.resolve("none.py")),
                folder.resolve("none.py"));
        assertMessage("%s is a folder".formatted(folder), folder);

        assertEquals("x = 2\n", program.text());
        assertEquals("example.py", program.name());
        assertTrue(program.isDirty());
    }

    private void assertMessage(String expected, Path path) {
        assertEquals(
                expected,
                assertThrows(IOException.class, () -> program.load(path)).getMessage());
    }

    @Test
    void aFileThatCannotBeWrittenLeavesTheProgramUnsaved() {
        program.open("example.py", "x = 1\n");
        program.textProperty().set("x = 2\n");
        var path = folder.resolve("no such folder").resolve("a.py");
        var error = assertThrows(IOException.class, () -> program.saveAs(path));
        assertEquals("Cannot save %s: there is no such file or folder".formatted(path), error.getMessage());
        var onFolder = assertThrows(IOException.class, () -> program.saveAs(folder));
        assertEquals("Cannot save %s: it is a folder".formatted(folder), onFolder.getMessage());
        assertNull(program.file());
        assertTrue(program.isDirty());
        assertEquals("x = 2\n", program.text());
    }

    @Test
    void aSaveLeavesNothingElseInTheFolder() throws IOException {
        var path = file("a.py", "x = 1\n");
        program.load(path);
        program.textProperty().set("x = 2\n");
        program.save();
        try (var files = Files.list(folder)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    @Test
    void aRestoredProgramIsUnsavedAndStillBelongsToItsFile() throws IOException {
        var path = file("a.py", "x = 1\r\n");
        program.restore(path, "a.py", "x = 3\n");
        assertEquals("x = 3\n", program.text());
        assertTrue(program.isDirty());
        program.save();
        assertEquals("x = 3\r\n", Files.readString(path));
        program.restore(folder.resolve("gone.py"), "gone.py", "y\n");
        assertEquals("y\n", program.text());
        assertTrue(program.isDirty());
    }

    @Test
    void aLineIsInsertedBeforeAnotherOrAtTheEnd() {
        program.open("a.py", "for _ in r:\n    b()\nc");
        program.insertLine(2, "    z()");
        assertEquals("for _ in r:\n    z()\n    b()\nc", program.text());
        assertEquals("for _ in r:\n    z()".length(), program.caretProperty().get());
        program.insertLine(9, "d");
        assertEquals("for _ in r:\n    z()\n    b()\nc\nd", program.text());
        assertTrue(program.isDirty());
    }

    @Test
    void goingToALineStopsAtTheLast() {
        program.open("a.py", "a\nb\nc");
        program.goToLine(2);
        assertEquals(2, program.caretProperty().get());
        program.goToLine(99);
        assertEquals(4, program.caretProperty().get());
        program.goToLine(0);
        assertEquals(0, program.caretProperty().get());
    }
}
