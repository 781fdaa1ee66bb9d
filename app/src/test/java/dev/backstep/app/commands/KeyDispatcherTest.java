package dev.backstep.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
class KeyDispatcherTest {
    private final List<String> performed = new ArrayList<>();
    private final SimpleBooleanProperty canStop = new SimpleBooleanProperty(true);
    private final Commands commands = new Commands();
    private Button outside;
    private VBox graph;
    private Button inGraph;
    private TextField searchInGraph;

    @Start
    void start(Stage stage) {
        outside = new Button("outside");
        inGraph = new Button("in the graph");
        searchInGraph = new TextField();
        graph = new VBox(inGraph, searchInGraph);
        Context.GRAPH.of(graph);
        for (var id : List.of("edit.find", "step.play", "step.first", "run.run")) {
            commands.add(Command.of(id, id, () -> performed.add(id)));
        }
        commands.add(Command.of("run.stop", "run.stop", () -> performed.add("run.stop"))
                .when(canStop));
        for (var id : List.of("graph.search", "graph.select-nothing")) {
            commands.add(Command.of(id, id, () -> performed.add(id)).onlyIn(Context.GRAPH));
        }
        var scene = new Scene(new VBox(outside, graph), 300, 200);
        KeyDispatcher.install(scene, commands);
        stage.setScene(scene);
        stage.setX(0);
        stage.setY(0);
        stage.show();
    }

    @Test
    void aKeyOfTheContextWinsOverTheSameKeyEverywhere(FxRobot robot) {
        robot.interact(inGraph::requestFocus);
        robot.push(KeyCode.CONTROL, KeyCode.F);
        robot.interact(outside::requestFocus);
        robot.push(KeyCode.CONTROL, KeyCode.F);
        assertEquals(List.of("graph.search", "edit.find"), performed);
    }

    @Test
    void keysWithoutAModifierAreTextWhileTextIsTyped(FxRobot robot) {
        robot.interact(searchInGraph::requestFocus);
        robot.push(KeyCode.P);
        robot.push(KeyCode.HOME);
        robot.push(KeyCode.ESCAPE);
        assertEquals(List.of(), performed);
        assertEquals("p", searchInGraph.getText());
        robot.push(KeyCode.F5);
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        robot.interact(inGraph::requestFocus);
        robot.push(KeyCode.P);
        robot.push(KeyCode.ESCAPE);
        assertEquals(List.of("step.play", "run.run", "step.play", "graph.select-nothing"), performed);
    }

    @Test
    void aCommandThatIsNotEnabledIsNotPerformed(FxRobot robot) {
        robot.interact(() -> canStop.set(false));
        robot.push(KeyCode.CONTROL, KeyCode.PERIOD);
        assertEquals(List.of(), performed);
        robot.interact(() -> canStop.set(true));
        robot.push(KeyCode.CONTROL, KeyCode.PERIOD);
        assertEquals(List.of("run.stop"), performed);
    }

    @Test
    void anotherKeyMapWorksAtOnce(FxRobot robot) {
        robot.interact(() -> {
            outside.requestFocus();
            commands.keyMapProperty().set(KeyMap.load("vscode"));
        });
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        assertEquals(List.of(), performed);
        robot.push(KeyCode.CONTROL, KeyCode.F5);
        assertEquals(List.of("run.run"), performed);
    }
}
