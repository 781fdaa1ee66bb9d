package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.TestStages;
import dev.backstep.app.kernel.KernelCommand;
import dev.backstep.app.kernel.KernelSettings;
import dev.backstep.app.kernel.Notice;
import dev.backstep.app.replay.Replay.Freshness;
import dev.backstep.app.settings.SettingsStore;
import dev.backstep.recording.Recording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.geometry.BoundingBox;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
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

/// The whole story in the real window with the real kernel.
@ExtendWith(ApplicationExtension.class)
@Timeout(180)
class MainWindowTest {
    private static final int PATIENCE_SECONDS = 60;

    private static final String PROGRAM = """
            import torch
            a = torch.tensor([2., 3.], requires_grad=True)
            b = torch.tensor([6., 4.], requires_grad=True)
            for _ in range(2):
                Q = 3*a**3 - b**2
                Q.sum().backward()
            print(a.grad)
            """;

    @TempDir
    private Path home;

    private final ChosenAnswers dialogs = new ChosenAnswers();
    private Workspace workspace;
    private MainWindow window;
    private Stage stage;

    @Start
    void start(Stage stage) {
        this.stage = stage;
        workspace = new Workspace(home, heap -> KernelCommand.find(System.getProperties(), heap), Platform::runLater);
        workspace.start();
        window = new MainWindow(stage, workspace, dialogs);
        TestStages.place(stage, 1000, 900);
        window.show();
    }

    @Stop
    void stop() {
        workspace.close();
    }

    @Test
    void theStoryFromTypingToExport(FxRobot robot) throws Exception {
        open(PROGRAM);
        await(() -> recording().passes().size() == 2 && recording().nodes().size() >= 10, "the graph is there");
        await(() -> workspace.console.text().contains("tensor([ 72., 162.])"), "it printed");
        assertTrue(text(robot, "#status-nodes").endsWith("nodes"));

        // Play, and step back.
        robot.clickOn("#transport-first");
        await(() -> workspace.replay.moment().cursor().at() == 0, "at the start");
        robot.clickOn("#transport-next-pass");
        var atPass = call(() -> workspace.replay.moment().cursor().at());
        robot.clickOn("#transport-step-forward");
        await(() -> workspace.replay.moment().cursor().at() > atPass, "a step on");
        robot.clickOn("#transport-step-back");
        await(() -> workspace.replay.moment().cursor().at() == atPass, "and back");

        // Nobody zeroed the gradients.
        robot.clickOn("#transport-last");
        assertNotNull(tab("gradients-tab").getGraphic(), "the build-up is announced");
        robot.clickOn("Console");
        robot.clickOn("Gradients");

        // Export what is seen.
        dialogs.file = home.resolve("picture.svg");
        assertTrue(export(robot, "picture.svg").contains("picture.svg"), "the picture was saved");
        var svg = Files.readString(dialogs.file);
        assertTrue(svg.contains("PowBackward0") && svg.contains("AccumulateGrad"), "it shows the graph");

        // A picture that cannot be written is explained, and nothing is lost by it.
        dialogs.file = home.resolve("no-such-folder").resolve("picture.png");
        assertTrue(export(robot, "does not exist").endsWith("does not exist."), "the folder is missing");
        assertEquals(PROGRAM, call(workspace.editor::text));

        // An error in the text keeps the last graph.
        var nodes = call(() -> recording().nodes().size());
        edit(PROGRAM + "print(");
        await(
                () -> workspace.replay.freshnessProperty().get() == Freshness.STALE
                        && !workspace.session.problems().isEmpty(),
                "dimmed and marked");
        assertEquals(nodes, call(() -> recording().nodes().size()));

        // An error at run time keeps what came before it.
        edit(PROGRAM + "a.nothing\n");
        await(
                () -> recording().run().end() == Recording.End.FAILED
                        && recording().passes().size() == 2,
                "the graph up to the error");

        // Kill the kernel, and go on.
        robot.interact(() -> window.perform("run.restart-kernel"));
        edit(PROGRAM + "print('after')\n");
        await(() -> workspace.console.text().contains("after"), "a fresh kernel took over");
    }

    /// Presses Save in the dialog of exports, and waits until it says something of the kind.
    private String export(FxRobot robot, String expected) {
        robot.clickOn("#export");
        var pane = (Parent) dialogs.content;
        robot.interact(() -> ((Button) find(pane, "export-save")).fire());
        var message = (Labeled) find(pane, "export-message");
        await(() -> call(message::getText).contains(expected), expected);
        return call(message::getText);
    }

    /// A part of something that is in no scene yet.
    private static Node find(Parent parent, String id) {
        for (var child : parent.getChildrenUnmodifiable()) {
            if (id.equals(child.getId())) {
                return child;
            }
            var found = child instanceof Parent inner ? find(inner, id) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Test
    void anEndlessLoopCanBeStopped(FxRobot robot) {
        open("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\nprint('in')\nwhile True: pass\n");
        await(() -> workspace.console.text().contains("in"), "it runs");
        await(() -> robot.lookup("#stop").query().isVisible(), "the Stop button is there");
        robot.clickOn("#stop");
        await(() -> !workspace.session.runningProperty().get(), "stopped");
        await(() -> recording().nodes().size() == 2, "with the graph built so far");
    }

    @Test
    void theDeviceSwitchIsThereOrSaysWhyItIsOff(FxRobot robot) {
        var devices = workspace.session.devices();
        await(() -> devices.knownProperty().get(), "GPUs have been looked for");
        var toggle = robot.lookup("#device").queryAs(ToggleSwitch.class);
        assertEquals(call(() -> devices.obstacleProperty().get().isPresent()), toggle.isDisabled());
        assertFalse(toggle.isSelected());
        assertEquals("GPU. " + call(devices::description), toggle.getAccessibleText());
    }

    @Test
    void themesPanelsAndKeysWork(FxRobot robot) {
        robot.interact(() -> window.theme().choiceProperty().set(ThemeChoice.DARK));
        assertEquals("Dark", text(robot, "#status-theme"));
        robot.interact(() -> window.theme().choiceProperty().set(ThemeChoice.LIGHT));
        assertEquals("Light", text(robot, "#status-theme"));
        robot.press(KeyCode.CONTROL, KeyCode.J).release(KeyCode.J, KeyCode.CONTROL);
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals("console-tab", tabs().getSelectionModel().getSelectedItem().getId());
        robot.press(KeyCode.F1).release(KeyCode.F1);
        assertEquals("Keyboard Shortcuts", dialogs.shown);
    }

    @Test
    void nothingAtTheTopIsCutOrOverlaps(FxRobot robot) {
        robot.interact(() -> {
            workspace.editor.open("a-rather-long-name-of-a-program.py", "");
            stage.setWidth(1000);
        });
        WaitForAsyncUtils.waitForFxEvents();
        var strip = robot.lookup(".tool-strip").query();
        var items = strip.lookupAll("*").stream()
                .filter(node -> node.getParent() == strip && node.isVisible())
                .map(Node::getBoundsInParent)
                .toList();
        for (var i = 0; i < items.size(); i++) {
            var item = items.get(i);
            assertTrue(item.getMaxX() <= 1000.5, () -> "beyond the edge: " + item);
            for (var other : items.subList(i + 1, items.size())) {
                var inner = new BoundingBox(
                        item.getMinX() + 1, item.getMinY(), Math.max(0, item.getWidth() - 2), item.getHeight());
                assertFalse(inner.getWidth() > 0 && inner.intersects(other), () -> item + " overlaps " + other);
            }
        }
    }

    @Test
    void closingRemembersTheWindow(FxRobot robot) {
        robot.interact(() -> {
            window.theme().choiceProperty().set(ThemeChoice.DARK);
            workspace.session.liveProperty().set(false);
            window.perform("file.quit");
        });
        assertFalse(stage.isShowing());
        run(workspace::close);
        var settings = new SettingsStore(home);
        assertEquals(ThemeChoice.DARK, settings.get(WindowSettings.THEME));
        assertFalse(settings.get(KernelSettings.LIVE));
        assertEquals(1000, settings.get(WindowSettings.BOUNDS).width());
    }

    private void open(String program) {
        run(() -> workspace.open(() -> workspace.editor.open("story.py", program)));
    }

    private void edit(String program) {
        run(() -> workspace.editor.textProperty().set(program));
    }

    private Recording recording() {
        return workspace.replay.moment().recording();
    }

    private String notice() {
        return workspace.session.noticeProperty().get().map(Notice::text).orElse("");
    }

    private TabPane tabs() {
        return (TabPane) stage.getScene().lookup("#tabs");
    }

    private Tab tab(String id) {
        return tabs().getTabs().stream()
                .filter(tab -> id.equals(tab.getId()))
                .findFirst()
                .orElseThrow();
    }

    private static String text(FxRobot robot, String query) {
        return robot.lookup(query).queryAs(Label.class).getText();
    }

    private static void run(Runnable task) {
        WaitForAsyncUtils.waitForAsyncFx(PATIENCE_SECONDS * 1000L, task);
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
