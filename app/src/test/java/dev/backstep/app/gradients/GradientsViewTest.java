package dev.backstep.app.gradients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.TestStages;
import dev.backstep.app.replay.Replay;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Scene;
import javafx.scene.control.CheckBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
class GradientsViewTest {
    private final List<ZeroingFix> fixes = new ArrayList<>();
    private Replay replay;
    private GradientsViewModel model;
    private Stage stage;

    @Start
    void start(Stage stage) {
        this.stage = stage;
        replay = new Replay();
        model = new GradientsViewModel(replay);
        var view = new GradientsView(model);
        view.setOnInsertFix(fixes::add);
        stage.setScene(new Scene(view, 900, 300));
        TestStages.place(stage, 900, 300);
        stage.show();
    }

    @Test
    void aForgottenZeroingOffersItsFix(FxRobot robot) {
        robot.interact(() -> replay.show(SampleRecordings.trainingLoop(3, false)));
        robot.clickOn(".gradients-fix");
        assertEquals(List.of(new ZeroingFix(9, "optimizer.zero_grad()", "    ")), fixes);
    }

    @Test
    void theLogarithmicScaleIsOfferedForWideSpreadsOnly(FxRobot robot) {
        robot.interact(() -> replay.show(SampleRecordings.diamond()));
        CheckBox log = robot.lookup("#gradients-log").queryAs(CheckBox.class);
        assertFalse(log.isVisible());
        robot.interact(() -> replay.show(SampleRecordings.manyLeaves(62)));
        assertTrue(log.isVisible());
        assertTrue(log.isSelected());
        robot.clickOn(log);
        assertFalse(model.logScaleProperty().get());
    }

    @Test
    void detailsGoBelowTheChartWhereThereIsLittleRoom(FxRobot robot) {
        robot.interact(() -> replay.show(SampleRecordings.diamond()));
        var chart = robot.lookup(".gradient-chart").query();
        var details = robot.lookup(".gradients-scroll").query();
        assertTrue(details.localToScene(0, 0).getX() > chart.localToScene(0, 0).getX() + 100);
        robot.interact(() -> stage.setWidth(400));
        assertTrue(details.localToScene(0, 0).getY() > chart.localToScene(0, 0).getY() + 50);
    }
}
