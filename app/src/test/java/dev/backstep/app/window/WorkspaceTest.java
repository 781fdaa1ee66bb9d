package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.kernel.KernelPool;
import dev.backstep.app.kernel.Notice;
import dev.backstep.app.kernel.ScriptedKernel;
import dev.backstep.app.replay.Replay.Freshness;
import dev.backstep.app.settings.Drafts;
import dev.backstep.recording.Recording;
import dev.backstep.recording.RecordingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkspaceTest {
    @TempDir
    private Path home;

    private final WindowThread window = new WindowThread();
    private Workspace workspace;
    private Documents documents;
    private final ChosenAnswers dialogs = new ChosenAnswers();

    @BeforeEach
    void open() throws Exception {
        window.run(() -> {
            workspace = new Workspace(home, heap -> ScriptedKernel.command(), window);
            workspace.start();
            documents = new Documents(workspace, dialogs);
        });
    }

    @AfterEach
    void close() throws Exception {
        window.run(workspace::close);
        window.close();
    }

    @Test
    void whatIsTypedRunsByItself() throws Exception {
        type("print one");
        awaitConsole("one");
        type("print two");
        awaitConsole("two");
        assertEquals(
                KernelPool.State.READY,
                window.call(() -> workspace.session.kernelProperty().get()));
    }

    @Test
    void theNewestTextWinsOverARunningProgram() throws Exception {
        type("print started\nloop");
        awaitConsole("started");
        type("print new");
        awaitConsole("new");
        assertEquals(
                Optional.empty(),
                window.call(() -> workspace.session.noticeProperty().get()));
    }

    @Test
    void nothingRunsByItselfWhenLiveIsOff() throws Exception {
        window.run(() -> workspace.session.liveProperty().set(false));
        type("print one");
        window.await(
                () -> workspace.replay.freshnessProperty().get() == Freshness.STALE,
                () -> "the recording is that of another text");
        assertFalse(window.call(() -> workspace.session.runningProperty().get()));
        window.run(() -> workspace.runner.run(workspace.program()));
        awaitConsole("one");
    }

    @Test
    void aDyingKernelIsReportedAndTheTextStaysAndTheNextRunWorks() throws Exception {
        type("print one\nexit 9");
        awaitNotice("exit code 9");
        assertEquals("print one\nexit 9", window.call(workspace.editor::text));
        type("print two");
        awaitConsole("two");
        window.await(() -> workspace.session.noticeProperty().get().isEmpty(), () -> "the notice is out of date");
    }

    @Test
    void anEndlessProgramIsStoppedByHand() throws Exception {
        type("print started\nloop");
        awaitConsole("started");
        window.run(workspace.runner::stop);
        window.await(() -> !workspace.session.runningProperty().get(), () -> "the program was stopped");
    }

    @Test
    void manyLinesArriveInOrder() throws Exception {
        var program = new StringBuilder();
        for (var i = 0; i < 3000; i++) {
            program.append("print line ").append(i).append('\n');
        }
        type(program.toString());
        window.await(() -> workspace.console.text().endsWith("line 2999"), () -> "the last line is there");
        assertTrue(window.call(workspace.console::text).startsWith("line 0\nline 1\n"));
    }

    @Test
    void aNotebookOpensAsAProgramAndIsNeverOverwritten() throws Exception {
        var json = "{\"cells\": [{\"cell_type\": \"code\", \"source\": \"x = 1\"}]}";
        var notebook = Files.writeString(home.resolve("lesson.ipynb"), json);
        window.run(() -> workspace.session.liveProperty().set(false));
        window.run(() -> documents.open(notebook));
        awaitNotice("the notebook lesson.ipynb");
        assertEquals("lesson.py", window.call(workspace.editor::name));
        assertTrue(window.call(workspace.editor::text).contains("# %% cell 1\nx = 1"));
        dialogs.file = notebook;
        assertFalse(window.call(documents::save));
        awaitNotice("cannot be saved as a notebook");
        dialogs.file = home.resolve("lesson.py");
        assertTrue(window.call(documents::save));
        assertEquals(json, Files.readString(notebook));
        assertTrue(Files.readString(dialogs.file).contains("x = 1"));
    }

    @Test
    void aFileChangedOutsideIsNotOverwrittenWithoutAQuestion() throws Exception {
        var file = Files.writeString(home.resolve("a.py"), "print one");
        window.run(() -> documents.open(file));
        awaitConsole("one");
        type("print mine");
        Files.writeString(file, "print theirs");
        assertFalse(window.call(documents::save));
        assertEquals("print theirs", Files.readString(file));
        dialogs.outside = Dialogs.OutsideChange.KEEP_MINE;
        assertTrue(window.call(documents::save));
        assertEquals("print mine", Files.readString(file));
    }

    @Test
    void unsavedTextIsKeptInADraftUntilItIsSaved() throws Exception {
        var drafts = home.resolve("drafts");
        type("print precious");
        window.await(() -> count(drafts) == 1, () -> "a draft is there");
        dialogs.file = home.resolve("saved.py");
        assertTrue(window.call(documents::save));
        assertEquals("print precious", Files.readString(dialogs.file));
        window.await(() -> count(drafts) == 0, () -> "the draft is gone");
    }

    @Test
    void textThatACrashLeftBehindComesBack() throws Exception {
        var file = Files.writeString(home.resolve("a.py"), "print saved");
        new CrashedApp(home).leaves(new Drafts.Draft(file, "a.py", "print typed"));
        assertTrue(window.call(() -> workspace.recover(null)));
        assertEquals("print typed", window.call(workspace.editor::text));
        assertTrue(window.call(workspace.editor::isDirty));
        assertEquals("print saved", Files.readString(file));
    }

    @Test
    void aRecordingIsShownAndNotRun() throws Exception {
        var file = home.resolve("run.backstep");
        RecordingFile.write(Recording.empty("was.py", "print was"), file, RecordingFile.Form.CBOR);
        window.run(() -> documents.open(file));
        awaitNotice("This is the recording run.backstep");
        assertEquals("print was", window.call(workspace.editor::text));
        assertFalse(window.call(() -> workspace.session.runningProperty().get()));
        assertEquals("", window.call(workspace.console::text));
    }

    @Test
    void aDamagedRecordingIsExplainedAndNothingIsLost() throws Exception {
        var file = Files.writeString(home.resolve("bad.backstep"), "no recording at all");
        type("print mine");
        awaitConsole("mine");
        dialogs.unsaved = Dialogs.Unsaved.DISCARD;
        window.run(() -> documents.open(file));
        awaitNotice("bad.backstep");
        assertEquals("print mine", window.call(workspace.editor::text));
    }

    @Test
    void aFileThatCannotBeWrittenIsExplainedAndTheTextStaysUnsaved() throws Exception {
        type("print mine");
        dialogs.file = home.resolve("no such folder").resolve("a.py");
        assertFalse(window.call(documents::save));
        awaitNotice("a.py");
        assertTrue(window.call(workspace.editor::isDirty));
    }

    @Test
    void unsavedChangesAreAskedAboutAndCancelKeepsThem() throws Exception {
        type("print mine");
        dialogs.unsaved = Dialogs.Unsaved.CANCEL;
        window.run(documents::newProgram);
        assertEquals("print mine", window.call(workspace.editor::text));
        dialogs.unsaved = Dialogs.Unsaved.DISCARD;
        window.run(documents::newProgram);
        assertEquals("", window.call(workspace.editor::text));
    }

    @Test
    void aProgramMayWriteOnceAPersonAllowsItAndNoLongerWhenThatIsTakenBack() throws Exception {
        var file = Files.writeString(home.resolve("a.py"), "files");
        window.run(() -> documents.open(file));
        awaitConsole("files false");
        window.run(workspace::changeFileAccess);
        awaitConsole("files true");
        window.run(() -> documents.open("example.py", "files"));
        awaitConsole("files false");
        window.run(() -> documents.open(file));
        awaitConsole("files true");
        window.run(workspace::changeFileAccess);
        awaitConsole("files false");
    }

    @Test
    void withoutAKernelTheReasonIsShown() throws Exception {
        window.run(() -> {
            workspace.close();
            workspace = new Workspace(
                    home,
                    heap -> {
                        throw new IOException("The kernel is on holiday.");
                    },
                    window);
            workspace.start();
        });
        awaitNotice("on holiday");
        assertEquals(
                KernelPool.State.DEAD,
                window.call(() -> workspace.session.kernelProperty().get()));
    }

    private void type(String text) throws Exception {
        window.run(() -> workspace.editor.textProperty().set(text));
    }

    private void awaitConsole(String text) throws Exception {
        window.await(() -> workspace.console.text().equals(text), () -> "console: " + workspace.console.text());
    }

    private void awaitNotice(String part) throws Exception {
        window.await(
                () -> workspace
                        .session
                        .noticeProperty()
                        .get()
                        .map(Notice::text)
                        .orElse("")
                        .contains(part),
                () -> "notice: " + workspace.session.noticeProperty().get());
    }

    private static long count(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).count();
        } catch (IOException e) {
            return -1;
        }
    }
}
