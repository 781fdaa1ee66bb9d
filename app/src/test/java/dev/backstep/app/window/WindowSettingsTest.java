package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.commands.KeyMapSetting;
import dev.backstep.app.kernel.KernelSettings;
import dev.backstep.app.kernel.ScriptedKernel;
import dev.backstep.app.settings.SettingsStore;
import dev.backstep.app.window.WindowSettings.Bounds;
import dev.backstep.app.window.WindowSettings.Division;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Spinner;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
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

/// Settings in the window: changed in the dialogue or by use, applied at once, and written soon.
@ExtendWith(ApplicationExtension.class)
@Timeout(60)
class WindowSettingsTest {
    /// As the version before wrote it.
    private static final String OLD_FILE = """
            {"theme": "DARK", "window": {"x": 10.0, "y": 20.0, "width": 950.0, "height": 700.0, "maximized": false},
             "panels": {"editor": 0.3, "inspector": 0.7, "bottom": 0.6, "editorShown": true, "inspectorShown": false,
             "bottomShown": true}, "lastFile": null, "recentFiles": ["/tmp/a.py", null], "live": false,
             "device": "cpu", "gpu": "", "seed": 7, "fontSize": 15.0, "liveLimitSeconds": 5, "runLimitSeconds": 120,
             "kernelHeapMegabytes": 2048}""";

    @TempDir
    private Path home;

    private final ChosenAnswers dialogs = new ChosenAnswers();
    private Workspace workspace;
    private MainWindow window;
    private Stage stage;

    @Start
    void start(Stage stage) throws Exception {
        this.stage = stage;
        Files.writeString(home.resolve("settings.json"), OLD_FILE);
        workspace = new Workspace(home, heap -> ScriptedKernel.command(), Platform::runLater);
        workspace.start();
        window = new MainWindow(stage, workspace, dialogs);
        window.show();
    }

    @Stop
    void stop() {
        workspace.close();
    }

    @Test
    void theSettingsOfTheVersionBeforeAreRead(FxRobot robot) {
        assertEquals(ThemeChoice.DARK, window.theme().choiceProperty().get());
        assertEquals(950, stage.getWidth());
        assertEquals(false, workspace.session.liveProperty().get());
        assertEquals(7, workspace.session.seedProperty().get());
        assertEquals(120, workspace.session.runLimitProperty().get().toSeconds());
        assertEquals(List.of(Path.of("/tmp/a.py")), window.documents().recent());
        assertEquals(new Division(0.3, 0.7, 0.6, true, false, true), workspace.settings.get(WindowSettings.PANELS));
    }

    @Test
    void recentFilesAreWrittenWhenAFileIsOpenedAndNotWhenTheWindowCloses(FxRobot robot) throws Exception {
        var file = Files.writeString(home.resolve("mine.py"), "print one");
        robot.interact(() -> window.documents().open(file));
        await(() -> Files.readString(home.resolve("settings.json")).contains("mine.py"));
        var store = new SettingsStore(home);
        assertEquals(file.toString(), store.get(WindowSettings.RECENT_FILES).getFirst());
        assertEquals(file.toString(), store.get(WindowSettings.LAST_FILE));
    }

    @Test
    void changesInTheDialogueAreAppliedAtOnce(FxRobot robot) {
        openSettings(robot);
        robot.interact(() -> {
            combo(robot, "theme").setValue(ThemeChoice.LIGHT);
            combo(robot, "fontSize").setValue(20.0);
            combo(robot, "keyMap").setValue("vscode");
            robot.lookup("#setting-reducedMotion").queryAs(CheckBox.class).setSelected(true);
            spinner(robot, "runLimitSeconds").increment(1);
        });
        assertEquals(ThemeChoice.LIGHT, window.theme().choiceProperty().get());
        assertEquals("vscode", window.commands().keyMapProperty().get().name());
        assertTrue(window.graph().reducedMotionProperty().get());
        assertEquals(130, workspace.session.runLimitProperty().get().toSeconds());
        assertEquals("vscode", workspace.settings.get(KeyMapSetting.KEY_MAP));
    }

    @Test
    void theDialogueIsUsableByKeys(FxRobot robot) {
        openSettings(robot);
        robot.interact(() -> spinner(robot, "seed").getEditor().requestFocus());
        robot.push(KeyCode.CONTROL, KeyCode.A);
        robot.write("42");
        robot.push(KeyCode.TAB);
        assertEquals(42, workspace.session.seedProperty().get(), "leaving the field is enough");
        robot.interact(() -> spinner(robot, "seed").getEditor().requestFocus());
        robot.push(KeyCode.CONTROL, KeyCode.A);
        robot.write("many");
        robot.push(KeyCode.TAB);
        assertEquals(42, workspace.settings.get(KernelSettings.SEED), "what is no number changes nothing");
    }

    @Test
    void theFirstWindowIsWhollyOnTheScreenAndSoIsOneFromALargerScreen() {
        var screen = new Rectangle2D(0, 30, 1280, 770);
        assertEquals(new Bounds(0, 30, 1280, 770, false), WindowPlace.place(Bounds.UNKNOWN, screen));
        assertEquals(
                new Bounds(560, 240, 1440, 900, false),
                WindowPlace.place(Bounds.UNKNOWN, new Rectangle2D(0, 0, 2560, 1380)));
        assertEquals(
                new Bounds(280, 100, 1000, 700, true),
                WindowPlace.place(new Bounds(900, 400, 1000, 700, true), screen));
    }

    @Test
    void theWindowCannotBeMadeSmallerThanItWorks() {
        assertEquals(900, stage.getMinWidth());
        assertEquals(600, stage.getMinHeight());
    }

    private void openSettings(FxRobot robot) {
        robot.interact(() -> window.perform("file.settings"));
        assertEquals("Settings", dialogs.shown);
        robot.interact(() -> {
            stage.getScene().setRoot(new StackPane(dialogs.content));
        });
    }

    @SuppressWarnings("unchecked")
    private static ComboBox<Object> combo(FxRobot robot, String name) {
        return robot.lookup("#setting-" + name).queryAs(ComboBox.class);
    }

    private static Spinner<?> spinner(FxRobot robot, String name) {
        return robot.lookup("#setting-" + name).queryAs(Spinner.class);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, condition);
    }
}
