package dev.backstep.app.playback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.TestStages;
import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.commands.Commands;
import dev.backstep.app.commands.KeyDispatcher;
import dev.backstep.app.replay.Replay;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@ExtendWith(ApplicationExtension.class)
class TransportBarTest {
    private Replay replay;
    private PlaybackViewModel playback;
    private TextField text;

    @Start
    void start(Stage stage) {
        replay = new Replay();
        playback = new PlaybackViewModel(replay);
        text = new TextField();
        text.setFocusTraversable(false);
        var commands = new Commands();
        commands.addAll(PlaybackCommands.of(replay, playback));
        var bar = new TransportBar(replay, playback, new CommandControls(commands));
        var scene = new Scene(new VBox(bar, text), 900, 120);
        KeyDispatcher.install(scene, commands);
        stage.setScene(scene);
        TestStages.place(stage, 900, 160);
        stage.show();
        replay.show(SampleRecordings.diamond());
    }

    @Test
    void buttonsStepAndPlayRunsByItself(FxRobot robot) throws TimeoutException {
        robot.clickOn("#transport-first");
        assertEquals(0, at());
        robot.clickOn("#transport-next-pass");
        assertEquals("step 0/7", place(robot));
        robot.clickOn("#transport-step-forward");
        assertEquals("step 1/7", place(robot));
        robot.clickOn("#transport-step-back");
        assertEquals("step 0/7", place(robot));
        robot.interact(() -> playback.speedProperty().set(8));
        robot.clickOn("#transport-play");
        WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> place(robot).equals("step 3/7"));
        robot.clickOn("#transport-play");
        assertFalse(playback.playingProperty().get());
    }

    @Test
    void buttonsThatWouldDoNothingAreDisabled(FxRobot robot) {
        assertTrue(robot.lookup("#transport-step-forward").query().isDisabled());
        assertFalse(robot.lookup("#transport-step-back").query().isDisabled());
        robot.interact(playback::first);
        assertFalse(robot.lookup("#transport-step-forward").query().isDisabled());
        assertTrue(robot.lookup("#transport-step-back").query().isDisabled());
    }

    @Test
    void draggingOnTheTimelineScrubs(FxRobot robot) {
        Node strip = robot.lookup(".timeline-strip").query();
        var bounds = strip.localToScreen(strip.getBoundsInLocal());
        robot.clickOn(new Point2D(bounds.getMinX() + 2, bounds.getCenterY()));
        assertEquals(0, at());
        robot.drag(new Point2D(bounds.getMinX() + 20, bounds.getCenterY()))
                .dropTo(new Point2D(bounds.getMaxX() - 2, bounds.getCenterY()));
        assertEquals(replay.moment().recording().timeline().size(), at());
    }

    @Test
    void keysStepUnlessTextIsTyped(FxRobot robot) {
        robot.interact(() -> {
            playback.jumpToPass(0);
            robot.lookup(".transport-bar").query().requestFocus();
        });
        robot.type(KeyCode.F10);
        assertEquals("step 1/7", place(robot));
        robot.type(KeyCode.LEFT);
        assertEquals("step 0/7", place(robot));
        robot.clickOn(text).type(KeyCode.HOME, KeyCode.P);
        assertEquals("step 0/7", place(robot));
        assertEquals("p", text.getText());
        robot.type(KeyCode.F10);
        assertEquals("step 1/7", place(robot));
    }

    private static String place(FxRobot robot) {
        return robot.lookup("#timeline-place").queryAs(Labeled.class).getText();
    }

    private int at() {
        return replay.moment().cursor().at();
    }
}
