package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.OnFxThread;
import dev.backstep.app.TestStages;
import dev.backstep.app.editor.EditorViewModel;
import dev.backstep.app.editor.TextFile;
import dev.backstep.app.kernel.KernelCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.application.Platform;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/// The guide in the real window with the real kernel, by keys alone.
@ExtendWith(ApplicationExtension.class)
@Timeout(120)
class GuideTest {
    private static final String MINE = "mine = 1  # never saved";

    @TempDir
    private Path home;

    private final ChosenAnswers dialogs = new ChosenAnswers();
    private Workspace workspace;
    private MainWindow window;

    @Start
    void start(Stage stage) throws Exception {
        Files.createDirectories(home);
        workspace = new Workspace(home, heap -> KernelCommand.find(System.getProperties(), heap), Platform::runLater);
        workspace.start();
        window = new MainWindow(stage, workspace, dialogs);
        TestStages.place(stage, 1000, 700);
        window.show();
    }

    @Stop
    void stop() {
        workspace.close();
    }

    @Test
    void theGuideIsGoneThroughByKeysAndWhatWasTypedBeforeComesBack(FxRobot robot) {
        var file = home.resolve("mine.py");
        robot.interact(() -> {
            workspace.editor.reopen(new EditorViewModel.Document(file, "mine.py", TextFile.of(MINE), "saved = 0", 4));
            window.perform("help.guide");
        });
        awaitCard(robot, "1 of 9");
        awaitRun();
        robot.interact(() ->
                workspace.editor.textProperty().set(workspace.editor.text().replace("3.0)", "5.0)")));
        awaitCard(robot, "2 of 9");
        robot.push(KeyCode.DOWN);
        awaitCard(robot, "3 of 9");
        robot.push(KeyCode.PAGE_UP);
        awaitCard(robot, "4 of 9");
        robot.push(KeyCode.F10).push(KeyCode.F10).push(KeyCode.F10);
        awaitCard(robot, "5 of 9");
        robot.push(KeyCode.F9);
        awaitCard(robot, "6 of 9");
        robot.push(KeyCode.CONTROL, KeyCode.SLASH);
        awaitCard(robot, "7 of 9");
        robot.push(KeyCode.CONTROL, KeyCode.Z);
        awaitCard(robot, "8 of 9");
        robot.push(KeyCode.SHIFT, KeyCode.ALT, KeyCode.DIGIT1);
        awaitCard(robot, "9 of 9");
        robot.push(KeyCode.CONTROL, KeyCode.E);
        awaitCard(robot, "Done");
        robot.push(KeyCode.ESCAPE);
        assertFalse(robot.lookup("#guide-card").query().isVisible());
        assertEquals(MINE, workspace.editor.text());
        assertEquals(file, workspace.editor.file());
        assertEquals(4, workspace.editor.caretProperty().get());
        assertTrue(workspace.editor.isDirty());
    }

    @Test
    void aCrashOrAnotherProgramInTheMiddleLosesNothing(FxRobot robot) throws IOException {
        robot.interact(() -> workspace.editor.textProperty().set(MINE));
        OnFxThread.await(() -> draft().contains(MINE));
        robot.interact(() -> {
            window.perform("help.guide");
            workspace.editor.textProperty().set("print('one')");
            workspace.forgetDraft();
        });
        // Longer than it takes until a text is kept safe.
        OnFxThread.await(() -> workspace.console.text().contains("one"));
        robot.interact(() -> workspace.editor.textProperty().set("print('two')"));
        OnFxThread.await(() -> workspace.console.text().contains("two"));
        assertTrue(draft().contains(MINE));
        robot.interact(() -> window.documents().newProgram());
        assertEquals("untitled.py", dialogs.askedAbout, "it was asked about the person's own changes");
    }

    private String draft() throws IOException {
        var file = home.resolve(
                "drafts/draft-%d.json".formatted(ProcessHandle.current().pid()));
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private void awaitRun() {
        OnFxThread.await(() -> workspace.replay.moment().recording().source().equals(workspace.editor.text()));
    }

    private static void awaitCard(FxRobot robot, String progress) {
        OnFxThread.await(() ->
                robot.lookup("#guide-progress").queryAs(Labeled.class).getText().equals(progress));
    }
}
