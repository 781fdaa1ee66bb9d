package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.editor.EditorViewModel;
import dev.backstep.app.kernel.Notice;
import dev.backstep.app.kernel.SessionViewModel;
import dev.backstep.app.tasks.ManualClock;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.app.window.Dialogs.OutsideChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Another program writes to the file of the program in the editor. Time passes when the test says so.
class OutsideChangesTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private final Tasks tasks = new Tasks(Runnable::run, Runnable::run, clock);
    private final EditorViewModel editor = new EditorViewModel();
    private final SessionViewModel session = new SessionViewModel();
    private final ChosenAnswers dialogs = new ChosenAnswers();
    private final OutsideChanges outside = new OutsideChanges(tasks, editor, session, dialogs);
    private Path file;

    @BeforeEach
    void openAFile() throws IOException {
        file = Files.writeString(folder.resolve("a.py"), "x = 1\n");
        editor.load(file);
        look();
    }

    @Test
    void aTextWithoutChangesFollowsTheFileAndUndoBringsItBack() throws IOException {
        Files.writeString(file, "x = 22\n");
        look();
        assertEquals("x = 22\n", editor.text());
        assertFalse(editor.isDirty());
        assertTrue(notice().text().startsWith("a.py was changed by another program"));
        press("Undo");
        assertEquals("x = 1\n", editor.text());
        assertEquals(Optional.empty(), session.noticeProperty().get());
    }

    @Test
    void aTextWithChangesStaysAndAPersonIsAsked() throws IOException {
        editor.textProperty().set("y = 1\n");
        Files.writeString(file, "x = 22\n");
        look();
        assertEquals("y = 1\n", editor.text());
        assertEquals(
                List.of("Keep Mine", "Take Theirs", "Compare…"),
                notice().actions().stream().map(Notice.Action::title).toList());
        press("Compare…");
        assertFalse(dialogs.compared.isEmpty());
        press("Take Theirs");
        assertEquals("x = 22\n", editor.text());
        assertFalse(editor.isDirty());
    }

    @Test
    void whoKeepsTheirOwnTextSavesItWithoutAnotherQuestion() throws IOException {
        editor.textProperty().set("y = 1\n");
        Files.writeString(file, "x = 22\n");
        look();
        press("Keep Mine");
        assertEquals("y = 1\n", editor.text());
        assertTrue(editor.isDirty());
        assertTrue(outside.mayWrite(file));
    }

    @Test
    void savingOverAnotherChangeAsksEvenBeforeItIsNoticed() throws IOException {
        editor.textProperty().set("y = 1\n");
        Files.writeString(file, "x = 22\n");
        assertFalse(outside.mayWrite(file));
        assertEquals("a.py", dialogs.outsideAsked);
        dialogs.outside = OutsideChange.KEEP_MINE;
        assertTrue(outside.mayWrite(file));
        dialogs.outside = OutsideChange.TAKE_THEIRS;
        assertFalse(outside.mayWrite(file));
        assertEquals("x = 22\n", editor.text());
    }

    @Test
    void whatWasSavedHereIsNoOutsideChange() throws IOException {
        editor.textProperty().set("y = 1\n");
        editor.save();
        look();
        assertEquals(Optional.empty(), session.noticeProperty().get());
        assertTrue(outside.mayWrite(file));
    }

    @Test
    void aFileThatGoesIsSaid() throws IOException {
        Files.delete(file);
        look();
        assertTrue(notice().text().contains("not in its folder any more"));
        assertTrue(outside.mayWrite(file));
        assertEquals("x = 1\n", editor.text());
    }

    @Test
    void aProgramThatIsOpenNoMoreIsNotLookedAfter() throws IOException {
        editor.open("other.py", "z = 1\n");
        Files.writeString(file, "x = 22\n");
        look();
        assertEquals("z = 1\n", editor.text());
        assertEquals(Optional.empty(), session.noticeProperty().get());
    }

    private void look() {
        clock.advance(OutsideChanges.INTERVAL);
    }

    private Notice notice() {
        return session.noticeProperty().get().orElseThrow();
    }

    private void press(String title) {
        var action = notice().actions().stream()
                .filter(each -> each.title().equals(title))
                .findFirst()
                .orElseThrow();
        if (action.settles()) {
            session.dismissNotice();
        }
        action.run().run();
    }
}
