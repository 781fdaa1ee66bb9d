package dev.backstep.app.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.TestStages;
import dev.backstep.app.controls.SelectableText;
import dev.backstep.app.glossary.Glossary;
import dev.backstep.app.glossary.TermLinks;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
class InspectorViewTest {
    private final List<Integer> opened = new ArrayList<>();
    private final List<String> explained = new ArrayList<>();
    private Replay replay;
    private InspectorView view;

    @Start
    void start(Stage stage) {
        replay = new Replay();
        view = new InspectorView(
                new InspectorViewModel(replay), new TermLinks(Glossary.load(), term -> explained.add(term.name())));
        view.setOnOpenLine(opened::add);
        stage.setScene(new Scene(view, 300, 900));
        // The stage is shared, and the main window does not let it be as narrow as this.
        stage.setMinWidth(0);
        stage.setMinHeight(0);
        TestStages.place(stage, 300, 900);
        stage.show();
    }

    @Test
    void theStepsNodeIsShownAndItsLineOpens(FxRobot robot) {
        robot.interact(() -> {
            replay.show(SampleRecordings.diamond());
            var step = replay.moment().recording().passes().get(1).steps().get(5);
            replay.moveTo(new Cursor(step.at() + 1));
        });
        assertTrue(texts(robot).contains("PowBackward0"));
        assertTrue(texts(robot).contains("= [36., 81.]"));
        robot.interact(() -> view.setVvalue(1));
        robot.clickOn(".inspector-source-link");
        assertEquals(List.of(5), opened);
    }

    @Test
    void nothingIsCutAtThreeHundredPixels(FxRobot robot) {
        robot.interact(() -> {
            replay.show(SampleRecordings.trainingLoop());
            int node = replay.moment()
                    .recording()
                    .passes()
                    .getFirst()
                    .steps()
                    .get(3)
                    .node();
            replay.select(new Selection.Node(node));
        });
        for (Node node : robot.lookup(".selectable-text").queryAll()) {
            Bounds bounds = node.localToScene(node.getBoundsInLocal());
            assertTrue(
                    bounds.getMaxX() <= 300, () -> ((SelectableText) node).content() + " ends at " + bounds.getMaxX());
        }
    }

    @Test
    void largeTensorsAreHeatMapsAndTables(FxRobot robot) {
        robot.interact(() -> {
            replay.show(SampleRecordings.partlyRecorded());
            replay.select(new Selection.Tensor(0));
        });
        assertTrue(texts(robot).contains("The recording holds the first 256 of 1,200 elements."));
        assertFalse(robot.lookup(".heat-map").queryAll().isEmpty());
        robot.interact(
                () -> robot.lookup((ToggleButton toggle) -> toggle.getText().equals("Table"))
                        .queryAs(ToggleButton.class)
                        .fire());
        TableView<?> table = robot.lookup(".table-view").queryAs(TableView.class);
        assertEquals(9, table.getItems().size(), "rows of which something is recorded");
        assertEquals(31, table.getColumns().size());
        assertEquals("nan", table.getColumns().get(4).getCellData(0));
        assertEquals("…", table.getColumns().get(30).getCellData(8));
    }

    @Test
    void aFewLongRowsAreHighEnoughToBeSeen(FxRobot robot) {
        robot.interact(() -> {
            replay.show(SampleRecordings.longRows());
            replay.select(new Selection.Tensor(0));
        });
        var map = (Region) robot.lookup(".heat-map").query();
        // Of these the legend takes thirty.
        assertTrue(map.getHeight() > 60, () -> "height " + map.getHeight());
    }

    @Test
    void textIsSelectedByTheMouseAndCopied(FxRobot robot) {
        robot.interact(() -> replay.show(SampleRecordings.diamond()));
        SelectableText title = robot.lookup(".inspector-title").queryAs(SelectableText.class);
        robot.clickOn(title);
        robot.press(KeyCode.SHORTCUT, KeyCode.A).release(KeyCode.A, KeyCode.SHORTCUT);
        assertEquals("diamond.py", title.selected());
        robot.press(KeyCode.SHORTCUT, KeyCode.C).release(KeyCode.C, KeyCode.SHORTCUT);
        var copied = new ArrayList<String>();
        robot.interact(() -> copied.add(Clipboard.getSystemClipboard().getString()));
        assertEquals(List.of("diamond.py"), copied);
    }

    @Test
    void namesAreNotBrokenInsideAWord(FxRobot robot) {
        robot.interact(() -> {
            replay.show(SampleRecordings.diamond());
            replay.select(new Selection.Tensor(0));
        });
        for (var name : robot.lookup(".fact-name").queryAllAs(SelectableText.class)) {
            if (!name.content().contains(" ")) {
                assertEquals(name.prefHeight(-1), name.getHeight(), 0.5, name.content());
            }
        }
        var name = new SelectableText("model.layers.weight");
        assertEquals("model.layers.weight", name.content());
        robot.interact(name::selectAll);
        assertEquals("model.layers.weight", name.selected());
        double words = new SelectableText("weight").prefWidth(-1);
        assertEquals(3, Math.round(name.prefHeight(words + 12) / name.prefHeight(-1)), "a line for each word");
    }

    @Test
    void theFieldsWordsLeadToTheGlossary(FxRobot robot) {
        robot.interact(() -> {
            replay.show(SampleRecordings.diamond());
            replay.select(new Selection.Node(replay.moment()
                    .recording()
                    .passes()
                    .getFirst()
                    .steps()
                    .getLast()
                    .node()));
        });
        var sentence = robot.lookup(".selectable-text").queryAllAs(SelectableText.class).stream()
                .filter(text -> text.content().startsWith("AccumulateGrad adds"))
                .findFirst()
                .orElseThrow();
        var place = sentence.localToScreen(sentence.getBoundsInLocal());
        robot.clickOn(place.getMinX() + 20, place.getMinY() + 8);
        assertEquals(List.of("AccumulateGrad"), explained);
        // Beside a word nothing is opened.
        robot.clickOn(place.getMaxX() - 2, place.getMaxY() - 4);
        assertEquals(1, explained.size());
    }

    private static List<String> texts(FxRobot robot) {
        return robot.lookup(".selectable-text").queryAllAs(SelectableText.class).stream()
                .map(SelectableText::content)
                .toList();
    }
}
