package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.TestStages;
import dev.backstep.app.kernel.KernelSettings;
import dev.backstep.app.kernel.ScriptedKernel;
import dev.backstep.app.settings.SettingsStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.geometry.BoundingBox;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.controlsfx.control.ToggleSwitch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;
import org.testfx.util.WaitForAsyncUtils;

/// The GPU switch in the window, with a kernel that finds two cards.
@ExtendWith(ApplicationExtension.class)
@Timeout(120)
class DeviceSwitchTest {
    private static final int PATIENCE_SECONDS = 30;
    private static final String LONG_NAME = "NVIDIA GeForce RTX 4090 Founders Edition 24 GB";

    @TempDir
    private Path home;

    private Workspace workspace;
    private MainWindow window;

    @Start
    void start(Stage stage) {
        workspace = new Workspace(home, heap -> ScriptedKernel.command("Ada", LONG_NAME), Platform::runLater);
        workspace.start();
        window = new MainWindow(stage, workspace, new ChosenAnswers());
        TestStages.place(stage, 1000, 700);
        window.show();
        window.focusEditor();
        workspace.editor.textProperty().set("where");
    }

    @Stop
    void stop() {
        workspace.close();
    }

    @Test
    void aClickMovesTheProgramAndLeavesTheKeyboardWhereItWas(FxRobot robot) {
        awaitDevices();
        robot.clickOn("#device");
        awaitConsole("gpu:0");
        await(() -> "Ada".equals(text(robot, "#status-device")), "the status line names it");
        assertEquals("GPU. Runs on Ada.", toggle(robot).getAccessibleText());
        robot.write("x");
        assertEquals(6, call(workspace.editor::text).length(), "what is typed goes to the editor");
        robot.clickOn("#device");
        await(() -> !workspace.session.devices().onGpu(), "and back");
        assertFalse(toggle(robot).isSelected());
    }

    @Test
    void theKeyboardMovesIt(FxRobot robot) {
        awaitDevices();
        robot.press(KeyCode.CONTROL, KeyCode.U).release(KeyCode.U, KeyCode.CONTROL);
        awaitConsole("gpu:0");
        assertTrue(toggle(robot).isSelected());
        assertEquals("where", call(workspace.editor::text));
    }

    @Test
    void oneOfSeveralIsChosenBesideTheSwitchAndRemembered(FxRobot robot) {
        awaitDevices();
        robot.clickOn("#device-list");
        robot.clickOn("GPU 1: " + LONG_NAME);
        awaitConsole("gpu:1");
        assertTrue(toggle(robot).isSelected());
        await(() -> text(robot, "#status-device").startsWith("NVIDIA GeForce"), "the status line names it");
        robot.interact(() -> window.perform("file.quit"));
        await(
                () -> {
                    var settings = new SettingsStore(home);
                    return settings.get(KernelSettings.DEVICE).equals("gpu")
                            && settings.get(KernelSettings.GPU).equals(LONG_NAME);
                },
                "it is remembered");
    }

    @Test
    void theMenuHasThemAll(FxRobot robot) {
        awaitDevices();
        var menu = call(() -> deviceMenu(robot));
        assertEquals(
                "[CPU, GPU 0: Ada, GPU 1: " + LONG_NAME + ", null, Switch Between CPU and GPU]",
                call(() ->
                        menu.getItems().stream().map(MenuItem::getText).toList().toString()));
        robot.interact(() -> menu.getItems().get(2).fire());
        awaitConsole("gpu:1");
        assertEquals(
                "[false, false, true]",
                call(() -> menu.getItems().stream()
                        .filter(RadioMenuItem.class::isInstance)
                        .map(item -> ((RadioMenuItem) item).isSelected())
                        .toList()
                        .toString()));
    }

    @Test
    void aLostGpuTurnsTheSwitchOffAndTellsWhy(FxRobot robot) {
        awaitDevices();
        robot.clickOn("#device");
        awaitConsole("gpu:0");
        call(() -> {
            workspace.editor.textProperty().set("where\nlose\nprint end");
            return null;
        });
        awaitConsole("cpu\nend");
        await(() -> toggle(robot).isDisabled(), "it is off");
        assertFalse(toggle(robot).isSelected());
        assertTrue(toggle(robot).getAccessibleText().endsWith("fallen off the bus."));
        assertTrue(text(robot, "#notice-text").startsWith("The card has fallen off the bus."));
        await(() -> "CPU · no GPU".equals(text(robot, "#status-device")), "the run shown is the CPU's");
    }

    @Test
    void theListOfGpusOverlapsNothing(FxRobot robot) {
        awaitDevices();
        WaitForAsyncUtils.waitForFxEvents();
        var strip = robot.lookup(".tool-strip").query();
        var items = strip.lookupAll("*").stream()
                .filter(node -> node.getParent() == strip && node.isVisible())
                .map(Node::getBoundsInParent)
                .toList();
        for (var item : items) {
            assertTrue(item.getMaxX() <= 1000.5, () -> "beyond the edge: " + item);
            for (var other : items) {
                var inner = new BoundingBox(
                        item.getMinX() + 1, item.getMinY(), Math.max(0, item.getWidth() - 2), item.getHeight());
                assertFalse(
                        item != other && inner.getWidth() > 0 && inner.intersects(other),
                        () -> item + " overlaps " + other);
            }
        }
    }

    private static Menu deviceMenu(FxRobot robot) {
        return robot.lookup("#menu-bar").queryAs(MenuBar.class).getMenus().stream()
                .flatMap(menu -> menu.getItems().stream())
                .filter(item -> "menu-device".equals(item.getId()))
                .map(Menu.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private void awaitDevices() {
        await(() -> workspace.session.devices().knownProperty().get(), "GPUs have been looked for");
        awaitConsole("cpu");
    }

    private void awaitConsole(String text) {
        await(() -> workspace.console.text().equals(text), "the console shows " + text);
    }

    private static ToggleSwitch toggle(FxRobot robot) {
        return robot.lookup("#device").queryAs(ToggleSwitch.class);
    }

    private static String text(FxRobot robot, String query) {
        return robot.lookup(query).queryAs(Label.class).getText();
    }

    private static <T> T call(Callable<T> task) {
        return WaitForAsyncUtils.waitForAsyncFx(PATIENCE_SECONDS * 1000L, task);
    }

    private static void await(BooleanSupplier condition, String what) {
        try {
            WaitForAsyncUtils.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS, () -> call(condition::getAsBoolean));
        } catch (TimeoutException e) {
            throw new AssertionError("did not happen in time: " + what, e);
        }
    }
}
