package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.TestStages;
import dev.backstep.app.kernel.ScriptedKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuBar;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;
import org.testfx.util.WaitForAsyncUtils;

/// Run ▸ Allow Files… in the window, with a kernel that says whether a program may write.
@ExtendWith(ApplicationExtension.class)
@Timeout(120)
class AllowFilesTest {
    @TempDir
    private Path home;

    private final ChosenAnswers dialogs = new ChosenAnswers();
    private Workspace workspace;
    private MainWindow window;

    @Start
    void start(Stage stage) {
        workspace = new Workspace(home, heap -> ScriptedKernel.command(), Platform::runLater);
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
    void aProgramWithoutAFileSaysWhyItCannotBeAllowed(FxRobot robot) {
        robot.interact(() -> window.documents().open("example.py", "files"));
        assertTrue(item(robot).isDisable());
        assertEquals("Allow Files… (Save the Program First)", item(robot).getText());
    }

    @Test
    void aPersonAllowsItAndTakesItBackAndAlwaysSeesHowItIs(FxRobot robot) throws Exception {
        var file = Files.writeString(home.resolve("train.py"), "files");
        robot.interact(() -> window.documents().open(file));
        await(() -> workspace.console.text().equals("files false"));
        assertFalse(item(robot).isDisable());
        assertEquals("Allow Files…", item(robot).getText());
        assertFalse(sign(robot).isVisible());

        robot.interact(item(robot)::fire);
        assertEquals("Allow", dialogs.asked.action());
        await(() -> workspace.console.text().equals("files true"));
        assertTrue(item(robot).isSelected());
        assertTrue(sign(robot).isVisible());
        assertTrue(sign(robot).getTooltip().getText().contains(home.toString()));

        robot.interact(item(robot)::fire);
        assertEquals("Take Back", dialogs.asked.action());
        await(() -> workspace.console.text().equals("files false"));
        assertFalse(item(robot).isSelected());
        assertFalse(sign(robot).isVisible());
    }

    @Test
    void aPersonWhoChangesTheirMindChangesNothing(FxRobot robot) throws Exception {
        var file = Files.writeString(home.resolve("train.py"), "files");
        robot.interact(() -> window.documents().open(file));
        await(() -> workspace.files.possibleProperty().get());
        dialogs.confirmed = false;
        robot.interact(() -> {
            // As a click does, which sets the mark before anybody is asked.
            item(robot).setSelected(true);
            item(robot).fire();
        });
        assertFalse(item(robot).isSelected());
        assertFalse(workspace.files.allowed());
    }

    private static CheckMenuItem item(FxRobot robot) {
        var bar = robot.lookup("#menu-bar").queryAs(MenuBar.class);
        return (CheckMenuItem) bar.getMenus().stream()
                .flatMap(menu -> menu.getItems().stream())
                .filter(item -> "menu-allow-files".equals(item.getId()))
                .findFirst()
                .orElseThrow();
    }

    private static Label sign(FxRobot robot) {
        return robot.lookup("#status-files").queryAs(Label.class);
    }

    private static void await(BooleanSupplier condition) throws Exception {
        WaitForAsyncUtils.waitFor(
                30, TimeUnit.SECONDS, () -> WaitForAsyncUtils.waitForAsyncFx(30_000, condition::getAsBoolean));
        WaitForAsyncUtils.waitForFxEvents();
    }
}
