package dev.backstep.app;

import javafx.stage.Stage;

/// Windows of tests, which all begin in the same corner: robots click where things are on the screen.
public final class TestStages {
    private TestStages() {}

    /// Before it is shown, in pixels. All tests of a run share one stage, which keeps what the one before has set.
    public static void place(Stage stage, double width, double height) {
        stage.setMinWidth(0);
        stage.setMinHeight(0);
        stage.setX(0);
        stage.setY(0);
        stage.setWidth(width);
        stage.setHeight(height);
    }
}
