package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.TestStages;
import dev.backstep.app.commands.Category;
import dev.backstep.app.commands.Command;
import dev.backstep.app.commands.Context;
import dev.backstep.app.commands.KeyMap;
import dev.backstep.app.controls.SelectableText;
import dev.backstep.app.editor.EditorCommands;
import dev.backstep.app.graph.view.GraphCommands;
import dev.backstep.app.kernel.ScriptedKernel;
import dev.backstep.app.replay.Selection;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;
import org.testfx.util.WaitForAsyncUtils;

/// The window's commands, by all the ways to them.
@ExtendWith(ApplicationExtension.class)
@Timeout(60)
class CommandsTest {
    @TempDir
    private Path home;

    private final ChosenAnswers dialogs = new ChosenAnswers();
    private Workspace workspace;
    private MainWindow window;
    private Stage stage;

    @Start
    void start(Stage stage) {
        this.stage = stage;
        workspace = new Workspace(home, heap -> ScriptedKernel.command(), Platform::runLater);
        workspace.start();
        window = new MainWindow(stage, workspace, dialogs);
        TestStages.place(stage, 1000, 700);
        window.show();
    }

    @Stop
    void stop() {
        workspace.close();
    }

    @Test
    void everyKeyMapNamesOnlyCommandsThatThereAre() {
        var ids = window.commands().all().stream().map(Command::id).collect(Collectors.toSet());
        for (var name : KeyMap.NAMES) {
            var unknown = new TreeSet<>(KeyMap.load(name).keys().keySet());
            unknown.removeAll(ids);
            assertEquals(Set.of(), unknown, name);
        }
    }

    @Test
    void noKeyMeansTwoThingsInOneContext() {
        for (var name : KeyMap.NAMES) {
            var map = KeyMap.load(name);
            // The graph's own keys may mean something else there; the editor is where most keys are used.
            for (var contexts :
                    List.of(Set.of(Context.EVERYWHERE, Context.CONTROL, Context.EDITOR), Set.of(Context.GRAPH))) {
                var seen = new HashMap<KeyCombination, String>();
                for (var command : window.commands().all()) {
                    if (contexts.contains(command.context())) {
                        for (var keys : map.of(command.id())) {
                            var other = seen.put(keys, command.id());
                            assertNull(
                                    other,
                                    () -> "%s: %s is %s and %s"
                                            .formatted(name, keys.getDisplayText(), other, command.id()));
                        }
                    }
                }
            }
        }
    }

    @Test
    void everyCommandSaysWhatItDoes() {
        var titles = new HashSet<String>();
        for (var command : window.commands().all()) {
            assertFalse(command.description().isBlank(), command::id);
            assertFalse(command.description().endsWith("."), command::id);
            assertTrue(titles.add(command.title()), () -> "two commands are called " + command.title());
        }
    }

    @Test
    void everyCommandIsInAMenu(FxRobot robot) {
        var items = robot.lookup("#menu-bar").queryAs(MenuBar.class).getMenus().stream()
                .flatMap(CommandsTest::items)
                .map(MenuItem::getId)
                .collect(Collectors.toSet());
        for (var command : window.commands().all()) {
            assertTrue(items.contains("menu-" + command.name()), command::id);
        }
    }

    private static Stream<MenuItem> items(MenuItem item) {
        return item instanceof Menu menu
                ? Stream.concat(Stream.of(item), menu.getItems().stream().flatMap(CommandsTest::items))
                : Stream.of(item);
    }

    @Test
    void thePaletteFindsACommandShowsItsKeysAndPerformsIt(FxRobot robot) {
        robot.interact(window::focusEditor);
        var focused = focused();
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        var palette = robot.lookup("#palette").query();
        assertTrue(palette.isVisible());
        robot.write("keysh");
        var list = robot.lookup("#palette-list").<Command>queryListView();
        assertEquals("help.shortcuts", selected(list));
        assertTrue(
                palette.lookupAll(".palette-keys").stream()
                        .anyMatch(label -> ((Labeled) label).getText().equals("F1")),
                "the row shows the key");
        robot.push(KeyCode.ENTER);
        assertEquals("Keyboard Shortcuts", dialogs.shown);
        assertFalse(palette.isVisible());
        assertEquals(focused, focused(), "the focus is where it was");
    }

    @Test
    void thePaletteFindsTheGlossarysTermsAndShowsThem(FxRobot robot) {
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        var list = robot.lookup("#palette-list").<Command>queryListView();
        assertTrue(list.getItems().stream().noneMatch(command -> command.category() == Category.GLOSSARY));
        robot.write("retain_grad");
        assertEquals("glossary.retain_grad", selected(list));
        robot.push(KeyCode.ENTER);
        assertTrue(robot.lookup("#glossary-page").query().isVisible());
        assertEquals(
                "retain_grad",
                robot.lookup(".glossary-title").queryAs(SelectableText.class).content());
    }

    private static String selected(ListView<Command> list) {
        return list.getSelectionModel().getSelectedItem().id();
    }

    @Test
    void escapeLeavesThePaletteAndArrowsGoThroughIt(FxRobot robot) {
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        var list = robot.lookup("#palette-list").<Command>queryListView();
        var first = selected(list);
        robot.push(KeyCode.DOWN);
        assertFalse(first.equals(selected(list)));
        robot.push(KeyCode.UP);
        assertEquals(first, selected(list));
        robot.push(KeyCode.ESCAPE);
        assertFalse(robot.lookup("#palette").query().isVisible());
        assertNull(dialogs.shown);
    }

    @Test
    void theSheetOfShortcutsShowsEveryKeyOnceAndWhole(FxRobot robot) {
        robot.push(KeyCode.F1);
        var sheet = dialogs.content;
        assertNotNull(sheet);
        robot.interact(() -> stage.getScene().setRoot(new StackPane(sheet)));
        var labels = sheet.lookupAll(".keys").stream().map(Labeled.class::cast).toList();
        var withKeys = window.commands().all().stream()
                .filter(command ->
                        !KeyMap.load(KeyMap.STANDARD).of(command.id()).isEmpty())
                .count();
        assertEquals(withKeys, labels.size());
        for (var label : labels) {
            assertTrue(label.getWidth() >= label.prefWidth(-1) - 0.5, label.getText());
            var keys = List.of(label.getText().split(" {2}or {2}"));
            assertEquals(keys.size(), Set.copyOf(keys).size(), label.getText());
        }
    }

    @Test
    void altLeftAndRightGoBackAndForwardWhereverTheFocusIs(FxRobot robot) {
        robot.interact(() -> {
            workspace.replay.show(SampleRecordings.diamond());
            workspace.playback.jumpTo(2);
            workspace.playback.jumpTo(5);
            window.focusEditor();
        });
        robot.push(KeyCode.ALT, KeyCode.LEFT);
        assertEquals(2, at());
        robot.push(KeyCode.ALT, KeyCode.RIGHT);
        assertEquals(5, at());
        robot.interact(() -> window.graph().requestFocus());
        robot.push(KeyCode.ALT, KeyCode.LEFT);
        assertEquals(2, at());
    }

    private int at() {
        return workspace.replay.moment().cursor().at();
    }

    @Test
    void thePanelsBelowAreHiddenWithoutTheButtonsOfPlayback(FxRobot robot) {
        assertTrue(isShown(robot, "#tabs"));
        robot.interact(() -> window.perform("view.panels"));
        assertFalse(isShown(robot, "#tabs"));
        assertTrue(isShown(robot, "#transport-play"));
    }

    @Test
    void aPresentationHasGraphTimelineAndOnePanelAndEscapeLeavesIt(FxRobot robot) {
        robot.push(KeyCode.F11);
        var root = robot.lookup("#root").query();
        assertTrue(root.getStyleClass().contains("presentation"));
        assertShown(robot, List.of("#graph", "#timeline", "#inspector"), List.of("#menu-bar", "#editor", "#tabs"));
        robot.push(KeyCode.CONTROL, KeyCode.J);
        assertShown(robot, List.of("#graph", "#timeline", "#tabs"), List.of("#inspector", "#editor"));
        robot.interact(() -> window.perform("view.editor"));
        assertShown(robot, List.of("#graph", "#timeline", "#editor"), List.of("#inspector", "#tabs"));
        robot.interact(() -> window.graph().requestFocus());
        robot.push(KeyCode.ESCAPE);
        assertFalse(root.getStyleClass().contains("presentation"));
        assertShown(robot, List.of("#menu-bar", "#graph", "#timeline", "#inspector", "#editor", "#tabs"), List.of());
    }

    @Test
    void whatTheGradientsPanelSaysIsNotSaidInTheEditorAsWell(FxRobot robot) {
        robot.interact(() -> workspace.replay.show(SampleRecordings.diamond()));
        assertNull(workspace.editor.adviceProperty().get());
        robot.interact(() -> window.perform("view.console"));
        assertNotNull(workspace.editor.adviceProperty().get());
        robot.interact(() -> window.perform("view.gradients"));
        assertNull(workspace.editor.adviceProperty().get());
        robot.interact(() -> window.perform("view.panels"));
        assertNotNull(workspace.editor.adviceProperty().get());
    }

    @Test
    void inTheSmallestWindowNothingOfTheStripAtTheTopIsCut(FxRobot robot) {
        robot.interact(() -> {
            var panels = robot.lookup("#panels").queryAs(SplitPane.class);
            panels.setDividerPositions(0.4, 0.7);
            stage.setWidth(WindowPlace.MIN_WIDTH);
        });
        assertTrue(
                window.graph().getWidth() >= 340,
                () -> "the graph's width is " + window.graph().getWidth());
        var strip = robot.lookup(".tool-strip").query();
        assertTrue(
                strip.getBoundsInParent().getMaxX() <= stage.getScene().getWidth(),
                () -> strip.getBoundsInParent() + "");
        robot.interact(() -> stage.setWidth(1000));
    }

    @Test
    void aNoteIsWrittenChangedAndRemovedByKeysAndMenus(FxRobot robot) {
        robot.interact(() -> {
            workspace.replay.show(SampleRecordings.diamond());
            workspace.replay.select(new Selection.Node(1));
            window.graph().requestFocus();
        });
        robot.push(KeyCode.SHIFT, KeyCode.ALT, KeyCode.N);
        WaitForAsyncUtils.waitForFxEvents();
        robot.write("first");
        robot.push(KeyCode.ENTER);
        assertEquals("first", note());
        WaitForAsyncUtils.waitForFxEvents();
        robot.interact(() -> robot.lookup("#note-edit").queryAs(Hyperlink.class).fire());
        robot.write(" and more");
        // Another control is clicked: what was typed is kept.
        robot.interact(() -> window.graph().requestFocus());
        assertEquals("first and more", note());
        robot.push(KeyCode.SHIFT, KeyCode.ALT, KeyCode.N);
        WaitForAsyncUtils.waitForFxEvents();
        robot.write("!");
        robot.push(KeyCode.ESCAPE);
        assertEquals("first and more", note());
        robot.interact(() -> window.perform("graph.remove-note"));
        assertEquals("", note());
    }

    private String note() {
        return workspace.replay.moment().notes().of(1);
    }

    private static void assertShown(FxRobot robot, List<String> there, List<String> hidden) {
        there.forEach(query -> assertTrue(isShown(robot, query), query));
        hidden.forEach(query -> assertFalse(isShown(robot, query), query));
    }

    private static boolean isShown(FxRobot robot, String query) {
        return robot.lookup(query)
                .tryQuery()
                .filter(found ->
                        Stream.iterate(found, Objects::nonNull, Node::getParent).allMatch(Node::isVisible))
                .isPresent();
    }

    @Test
    void eachPartHasAContextMenu(FxRobot robot) {
        for (var part : List.of("#editor-text", "#graph", "#inspector", "#timeline", "#console-text")) {
            if (part.equals("#console-text")) {
                robot.interact(() -> window.perform("view.console"));
            }
            robot.rightClickOn(part);
            var menus = Window.getWindows().stream()
                    .filter(ContextMenu.class::isInstance)
                    .map(ContextMenu.class::cast)
                    .map(ContextMenu::getId)
                    .toList();
            assertEquals(List.of("context-" + part.substring(1)), menus);
            robot.push(KeyCode.ESCAPE);
        }
    }

    @Test
    void contextMenusNameOnlyCommandsThatThereAre() {
        for (var id : Stream.concat(GraphCommands.CONTEXT_MENU.stream(), EditorCommands.CONTEXT_MENU.stream())
                .filter(id -> !id.isEmpty())
                .toList()) {
            assertNotNull(window.commands().get(id));
        }
    }

    @Test
    void cutCopyAndPasteInTheMenuAreAboutTheTextWithTheFocus(FxRobot robot) {
        robot.interact(() -> {
            workspace.editor.open("a.py", "one");
            window.focusEditor();
        });
        robot.interact(() -> {
            window.perform("edit.select-all");
            window.perform("edit.cut");
        });
        assertEquals("", workspace.editor.text());
        robot.interact(() -> {
            window.perform("edit.paste");
            window.perform("edit.paste");
        });
        assertEquals("oneone", workspace.editor.text());
        robot.push(KeyCode.CONTROL, KeyCode.H);
        robot.interact(() -> window.perform("edit.paste"));
        assertEquals("oneone", workspace.editor.text(), "it went into the search field");
    }

    private Node focused() {
        return stage.getScene().getFocusOwner();
    }
}
