package dev.backstep.app.graph.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import atlantafx.base.theme.PrimerDark;
import dev.backstep.app.TestStages;
import dev.backstep.app.commands.Command;
import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.commands.Commands;
import dev.backstep.app.commands.KeyDispatcher;
import dev.backstep.app.graph.SampleRecording;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.Recording;
import dev.backstep.recording.RecordingFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.css.PseudoClass;
import javafx.geometry.Point2D;
import javafx.geometry.VerticalDirection;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@ExtendWith(ApplicationExtension.class)
class GraphViewTest {
    private static final double CLOSE = 1.5;
    private static final double LEGEND_LINE = 24;

    private final Tasks tasks = new Tasks(Platform::runLater);
    private Replay replay;
    private GraphView view;
    private final Commands commands = new Commands();

    @Start
    void start(Stage stage) {
        Application.setUserAgentStylesheet(new PrimerDark().getUserAgentStylesheet());
        replay = new Replay();
        view = new GraphView(replay, tasks);
        var scene = new Scene(view, 760, 620);
        commands.addAll(GraphCommands.of(view));
        // The graph's menu offers what the inspector does.
        commands.add(Command.of("graph.pin-note", "Pin a Note", () -> {}));
        commands.add(Command.of("graph.remove-note", "Remove the Note", () -> {}));
        view.setControls(new CommandControls(commands));
        KeyDispatcher.install(scene, commands);
        stage.setScene(scene);
        TestStages.place(stage, 760, 620);
        stage.show();
    }

    @AfterEach
    void stop() {
        tasks.close();
    }

    @Test
    void noToolIsCutInANarrowView(FxRobot robot) {
        for (double width : new double[] {420, 450, 560, 760}) {
            robot.interact(() -> {
                view.getScene().getWindow().setWidth(width);
                view.applyCss();
                view.layout();
            });
            var tools = robot.lookup(".graph-tools").query();
            var inner = tools.localToScene(tools.getLayoutBounds());
            for (var tool : robot.lookup(".graph-tool").queryAll()) {
                var bounds = tool.localToScene(tool.getLayoutBounds());
                assertTrue(inner.contains(bounds), tool.getId() + " at " + bounds + " of " + inner);
            }
        }
    }

    @Test
    void aRecordingAppearsAsItsGraph() throws Exception {
        var recording = Samples.diamond();
        show(recording);
        assertEquals(9, onFx(() -> view.graph().getNodeCount()));
        assertEquals("Computation graph, 9 nodes", view.getAccessibleText());
        for (var step : recording.passes().getLast().steps()) {
            assertTrue(view.getLayoutBounds().contains(locate(step.node())));
        }
    }

    @Test
    void theFirstPictureLeavesControlsAndLegendFree() throws Exception {
        assertEquals(Optional.empty(), onFx(() -> view.layoutTimeProperty().getValue()));
        var recording = Samples.diamond();
        show(recording);
        var tools = onFx(() -> view.lookup(".graph-tools").getBoundsInParent());
        for (var step : recording.passes().getLast().steps()) {
            var middle = locate(step.node());
            assertTrue(middle.getY() > tools.getMaxY(), "below the controls");
            assertTrue(middle.getY() < view.getHeight() - LEGEND_LINE, "above the legend");
        }
        assertTrue(onFx(() -> view.layoutTimeProperty().getValue()).isPresent());
    }

    @Test
    void aWindowThatChangesWhileNodesGlideStillShowsEverything() throws Exception {
        var recording = Samples.diamond();
        show(recording);
        onFx(() -> {
            view.fit();
            view.getScene().getWindow().setWidth(480);
            return null;
        });
        WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> onFx(() -> view.getWidth() < 500 && !view.isGliding()));
        for (var step : recording.passes().getLast().steps()) {
            assertTrue(view.getLayoutBounds().contains(locate(step.node())));
        }
    }

    @Test
    void aClickSelectsANodeAndOneBesideItNothing(FxRobot robot) throws Exception {
        show(Samples.diamond());
        int root = Samples.diamond().passes().getLast().roots().getFirst().node();
        robot.clickOn(toScreen(locate(root)));
        assertEquals(new Selection.Node(root), replay.moment().selection());
        assertTrue(view.getAccessibleText().contains("Selected: SumBackward0"), view.getAccessibleText());
        robot.clickOn(toScreen(new Point2D(40, 300)));
        assertEquals(Selection.NOTHING, replay.moment().selection());
    }

    @Test
    void aLeafIsSelectedAsATensor(FxRobot robot) throws Exception {
        show(Samples.diamond());
        robot.clickOn(toScreen(onFx(() -> view.locateTensor(0))));
        assertEquals(new Selection.Tensor(0), replay.moment().selection());
    }

    @Test
    void arrowKeysWalkAlongEdges(FxRobot robot) throws Exception {
        var recording = Samples.diamond();
        show(recording);
        int root = recording.passes().getLast().roots().getFirst().node();
        robot.clickOn(toScreen(locate(root)));
        robot.type(KeyCode.UP);
        var selected = (Selection.Node) replay.moment().selection();
        assertEquals("SubBackward0", recording.nodes().get(selected.node()).name());
        robot.type(KeyCode.DOWN);
        assertEquals(new Selection.Node(root), replay.moment().selection());
        robot.type(KeyCode.ESCAPE);
        assertEquals(Selection.NOTHING, replay.moment().selection());
    }

    @Test
    void theWheelZoomsToThePointer(FxRobot robot) throws Exception {
        show(Samples.diamond());
        var a = onFx(() -> view.locateTensor(0));
        var b = onFx(() -> view.locateTensor(1));
        robot.moveTo(toScreen(a));
        robot.scroll(3, VerticalDirection.UP);
        WaitForAsyncUtils.waitForFxEvents();
        assertTrue(onFx(() -> view.locateTensor(0)).distance(a) < CLOSE, "what is under the pointer stays");
        assertTrue(onFx(() -> view.locateTensor(1)).distance(a) != b.distance(a));
    }

    @Test
    void spaceShowsEverythingAgain(FxRobot robot) throws Exception {
        show(Samples.diamond());
        var before = onFx(() -> view.locateTensor(0));
        robot.drag(toScreen(new Point2D(60, 300))).dropBy(120, 40);
        WaitForAsyncUtils.waitForFxEvents();
        assertTrue(onFx(() -> view.locateTensor(0)).distance(before.add(120, 40)) < CLOSE, "dragging pans");
        robot.type(KeyCode.SPACE);
        settle();
        assertTrue(onFx(() -> view.locateTensor(0)).distance(before) < CLOSE);
    }

    @Test
    void aGraphTooLargeToReadIsShownInPartAndAsAWholeWhenAskedAgain(FxRobot robot) throws Exception {
        var recording = Samples.residual(8);
        show(recording);
        int root = recording.passes().getLast().roots().getFirst().node();
        int first = recording.nodes().getFirst().id();
        onFx(() -> {
            view.pan(40, -30);
            view.requestFocus();
            return null;
        });
        robot.type(KeyCode.SPACE);
        settle();
        assertTrue(view.getLayoutBounds().contains(locate(root)), "the end is a sensible part");
        assertFalse(view.getLayoutBounds().contains(locate(first)));
        robot.type(KeyCode.SPACE);
        settle();
        assertTrue(view.getLayoutBounds().contains(locate(root)));
        assertTrue(view.getLayoutBounds().contains(locate(first)));
    }

    @Test
    void searchFindsAndWalksThroughMatches(FxRobot robot) throws Exception {
        show(Samples.diamond());
        var field = robot.lookup("#graph-search").queryAs(TextField.class);
        onFx(() -> {
            view.requestFocus();
            return null;
        });
        robot.press(KeyCode.CONTROL).type(KeyCode.F).release(KeyCode.CONTROL);
        assertTrue(field.isFocused());
        onFx(() -> {
            field.setText("pow");
            return null;
        });
        robot.type(KeyCode.ENTER);
        var first = replay.moment().selection();
        robot.type(KeyCode.ENTER);
        var second = replay.moment().selection();
        assertTrue(first instanceof Selection.Node && second instanceof Selection.Node && !first.equals(second));
        robot.type(KeyCode.ENTER);
        assertEquals(first, replay.moment().selection(), "round and round");
    }

    @Test
    void theTurnsOfALoopAreChosenWithTheMouse(FxRobot robot) throws Exception {
        show(read("tower"));
        var bar = robot.lookup("#graph-turns").query();
        assertFalse(bar.isVisible(), "only at a loop");
        var tower = onFx(() -> view.shownPicture().layout().model().groups().all().stream()
                .filter(group -> group.kind().repeats())
                .findFirst()
                .orElseThrow());
        onFx(() -> {
            replay.select(new Selection.Part(tower.key(), tower.moduleCall()));
            return null;
        });
        WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, bar::isVisible);
        var text = robot.lookup("#graph-turn-text").queryAs(Label.class);
        int turns = onFx(() -> view.shownPicture().layout().model().turnsToChoose(tower));
        assertTrue(text.getText().endsWith("1 of " + turns), text.getText());
        robot.clickOn("#graph-turn-last");
        settled();
        assertTrue(text.getText().endsWith(turns + " of " + turns), text.getText());
        robot.clickOn("#graph-turn");
        settled();
        int chosen = onFx(() -> view.optionsProperty().get().folds().turns().get(tower.key()));
        assertTrue(Math.abs(chosen - turns / 2) <= 2, "the middle, " + chosen);
        var shown = titles(tower.key());
        assertEquals(2, shown.stream().filter(title -> title.contains(" – ")).count(), "the others, before and after");
        assertTrue(text.getText().startsWith(onFx(() -> {
            var groups = view.shownPicture().layout().model().groups();
            return groups.get(groups.children(tower.id()).get(chosen)).title();
        })));
        robot.clickOn("#graph-turn-first");
        settled();
        assertTrue(text.getText().endsWith("1 of " + turns), text.getText());
    }

    /// What is shown of a loop.
    private List<String> titles(String loop) throws Exception {
        return onFx(() -> {
            var model = view.shownPicture().layout().model();
            int parent = model.groups().indexOf(loop);
            return model.vertices().stream()
                    .filter(vertex -> vertex.group() != null && vertex.group().parent() == parent)
                    .map(Vertex::title)
                    .toList();
        });
    }

    /// Waits for a new layout and for nodes to be at rest in it.
    private void settled() throws Exception {
        WaitForAsyncUtils.waitForFxEvents();
        WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, () -> onFx(() -> view.isUpToDate()));
        settle();
    }

    private static Recording read(String name) throws IOException {
        try (var in = GraphViewTest.class.getResourceAsStream("/dev/backstep/app/graph/model/" + name + ".backstep")) {
            return RecordingFile.read(in, name);
        }
    }

    @Test
    void constantsCanBeHidden(FxRobot robot) throws Exception {
        show(Samples.perceptron());
        assertNotNull(onFx(() -> view.locateTensor(0)));
        robot.clickOn("#graph-constants");
        WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> onFx(() -> view.locateTensor(0)) == null);
        assertFalse(view.optionsProperty().get().constants());
    }

    @Test
    void aNodeIsDraggedToItsPlaceAndStaysThereThroughEditsUntilItIsPutBack(FxRobot robot) throws Exception {
        var program = new SampleRecording("");
        int x = program.leaf("x", 1, true, 1);
        int y = program.scaled("y", 2, x, 2);
        show(program.build());
        var leaf = onFx(() -> view.locateTensor(x));
        var before = onFx(() -> view.locateTensor(y));
        var camera = onFx(() -> view.shownPart());
        robot.drag(toScreen(before)).dropBy(140, 60);
        assertTrue(onFx(() -> view.locateTensor(y)).distance(before.add(140, 60)) < CLOSE, "it went with the mouse");
        assertTrue(onFx(() -> view.locateTensor(x)).distance(leaf) < CLOSE, "the others stayed");
        assertEquals(camera.x(), onFx(() -> view.shownPart()).x(), "and so did the camera");
        var moved = new Point2D(140 / camera.zoom(), 60 / camera.zoom());
        assertTrue(offset(x, y).distance(laidOut(x, y).add(moved)) < CLOSE);

        program.mul("z", 4, y, program.leaf("w", 3, true, 5));
        show(program.build());
        assertTrue(offset(x, y).distance(laidOut(x, y).add(moved)) < CLOSE, "after an edit");

        robot.clickOn(toScreen(onFx(() -> view.locateTensor(y))));
        robot.press(KeyCode.ALT, KeyCode.SHIFT).type(KeyCode.LEFT).release(KeyCode.SHIFT, KeyCode.ALT);
        settle();
        assertTrue(offset(x, y).distance(laidOut(x, y).add(moved).subtract(20, 0)) < CLOSE, "by keys");
        assertTrue(commands.get("graph.put-back").isEnabled());
        onFx(() -> {
            commands.perform("graph.put-back");
            return null;
        });
        settle();
        assertTrue(offset(x, y).distance(laidOut(x, y)) < CLOSE);
        assertFalse(commands.get("graph.put-back").isEnabled());
    }

    /// From one tensor's box to another's, in units of the picture: as files show it.
    private Point2D offset(int from, int to) throws Exception {
        return onFx(() -> offset(view.shownPicture(), from, to));
    }

    /// The same with nothing moved.
    private Point2D laidOut(int from, int to) throws Exception {
        return onFx(() -> offset(Picture.of(replay.moment(), GraphOptions.DEFAULT, GraphTheme.dark()), from, to));
    }

    private static Point2D offset(Picture picture, int from, int to) {
        var layout = picture.layout();
        var a = layout.places().get(layout.model().indexOfTensor(from));
        var b = layout.places().get(layout.model().indexOfTensor(to));
        return new Point2D(b.centerX() - a.centerX(), b.centerY() - a.centerY());
    }

    @Test
    void nodesGlideToTheirNewPlacesAndTheSelectionGoesWithThem() throws Exception {
        var program = new SampleRecording("");
        int x = program.leaf("x", 1, true, 1);
        int y = program.scaled("y", 2, x, 2);
        show(program.build());
        onFx(() -> {
            replay.select(new Selection.Tensor(y));
            return null;
        });
        int w = program.leaf("w", 3, true, 5);
        program.mul("z", 4, y, w);
        show(program.build());
        assertNotNull(onFx(() -> view.locateTensor(w)));
        assertTrue(view.getAccessibleText().contains("y · (1,) · line 2"), view.getAccessibleText());
    }

    @Test
    void theCardOfWhatIsMovedNamesItsDevicesAndSoDoesItsDescription(FxRobot robot) throws Exception {
        var recording = Samples.devices();
        show(recording);
        int copy = recording.nodes().stream()
                .filter(node -> node.name().equals("ToCopyBackward0"))
                .findFirst()
                .orElseThrow()
                .id();
        robot.moveTo(toScreen(locate(copy)));
        WaitForAsyncUtils.waitFor(
                10,
                TimeUnit.SECONDS,
                () -> onFx(() -> view.lookup(".graph-card").isVisible()));
        var words = onFx(() -> view.lookup(".graph-card").lookupAll(".graph-card-value").stream()
                .map(label -> ((Label) label).getText())
                .toList());
        assertTrue(words.containsAll(List.of("cuda:0 (Ada)", "cpu → cuda:0  8 bytes")), words::toString);
        robot.clickOn(toScreen(locate(copy)));
        assertTrue(
                view.getAccessibleText().endsWith("line 3, on cuda:0, moved cpu → cuda:0"), view.getAccessibleText());
    }

    @Test
    void aStaleGraphIsDimmed() throws Exception {
        show(Samples.diamond());
        var stale = PseudoClass.getPseudoClass("stale");
        assertFalse(view.getPseudoClassStates().contains(stale));
        var before = brightness();
        onFx(() -> {
            replay.markStale();
            return null;
        });
        assertTrue(view.getPseudoClassStates().contains(stale));
        assertTrue(brightness() < 0.8 * before, "darker, on a dark ground");
        assertEquals(9, onFx(() -> view.graph().getNodeCount()), "the last good graph stays");
    }

    @Test
    void steppingKeepsTheCurrentNodeInView() throws Exception {
        var recording = Samples.residual(8);
        show(recording);
        for (int index :
                new int[] {0, 20, 40, recording.passes().getFirst().steps().size() - 1}) {
            var step = recording.passes().getFirst().steps().get(index);
            onFx(() -> {
                replay.moveTo(new Cursor(step.at() + 1));
                return null;
            });
            settle();
            assertTrue(view.getLayoutBounds().contains(locate(step.node())), "step " + index);
        }
    }

    @Test
    void anEmptyRecordingLeavesAnInvitation() throws Exception {
        show(Recording.empty("empty.py", ""));
        assertEquals(0, onFx(() -> view.graph().getNodeCount()));
    }

    /// Shows a recording and waits until its layout is there and at rest.
    private void show(Recording recording) throws Exception {
        onFx(() -> {
            replay.show(recording);
            return null;
        });
        WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, () -> onFx(() -> view.isUpToDate()));
        settle();
    }

    /// How far the picture stands out from its ground.
    private double brightness() throws Exception {
        return onFx(() -> {
            var image = view.snapshot(null, null);
            double sum = 0;
            for (int y = 60; y < 500; y++) {
                for (int x = 100; x < 600; x++) {
                    sum += image.getPixelReader().getColor(x, y).getBrightness() - 0.09;
                }
            }
            return sum;
        });
    }

    private void settle() throws Exception {
        WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, () -> onFx(() -> !view.isGliding()));
        WaitForAsyncUtils.waitForFxEvents();
    }

    private Point2D locate(int node) throws Exception {
        return onFx(() -> view.locate(node));
    }

    private Point2D toScreen(Point2D inView) {
        return ((Node) view).localToScreen(inView);
    }

    private static <T> T onFx(Callable<T> action) throws Exception {
        return WaitForAsyncUtils.waitForAsyncFx(10_000, action);
    }
}
