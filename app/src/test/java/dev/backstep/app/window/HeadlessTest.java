package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// The build's headless platform works: the first test to look at when all window tests fail.
@ExtendWith(ApplicationExtension.class)
class HeadlessTest {
    private Button button;
    private int presses;

    @Start
    void start(Stage stage) {
        button = new Button("Press"); // not earlier: controls need the toolkit
        button.setOnAction(e -> presses++);
        stage.setScene(new Scene(button, 300, 200));
        stage.setX(0);
        stage.setY(0);
        stage.show();
    }

    @Test
    void aClickReachesAButtonWithNoDisplay(FxRobot robot) {
        robot.clickOn(button);
        assertEquals(1, presses);
    }
}
