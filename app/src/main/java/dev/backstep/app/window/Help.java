package dev.backstep.app.window;

import dev.backstep.app.Version;
import dev.backstep.app.editor.EditorAction;
import dev.backstep.app.editor.Keymap;
import dev.backstep.app.playback.DebuggerKeys;
import java.util.List;
import java.util.stream.Collectors;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// The contents of the Help menu's dialogues, made from the tables that the keys are served from.
final class Help {
    private Help() {}

    static Node shortcuts() {
        var window = table("Window");
        for (var command : Command.values()) {
            command.keys().ifPresent(keys -> row(window, command.title(), List.of(keys)));
        }
        var steps = table("Backward steps");
        for (var key : DebuggerKeys.values()) {
            row(steps, key.title(), key.keys());
        }
        var editor = table("Editor");
        var keymap = Keymap.standard();
        for (var action : EditorAction.values()) {
            row(editor, action.title(), keymap.bindings().getOrDefault(action, List.of()));
        }
        var columns = new HBox(window, new VBox(editor), new VBox(steps));
        columns.getStyleClass().add("shortcuts");
        var scroller = new ScrollPane(columns);
        scroller.setFitToWidth(true);
        scroller.setPrefViewportHeight(480);
        return scroller;
    }

    static Node about() {
        var name = new Label("Backstep " + Version.current());
        name.getStyleClass().addAll("brand", "title-3");
        var what = new Label(
                "A desktop debugger for the backward pass: type PyTorch code, watch the graph grow, and step through"
                        + " every gradient, forwards and back.");
        what.setWrapText(true);
        var box = new VBox(
                name,
                what,
                new Label("Java %s, JavaFX %s"
                        .formatted(System.getProperty("java.version"), System.getProperty("javafx.version"))),
                new Label("Apache License 2.0"));
        box.getStyleClass().add("about");
        return box;
    }

    private static GridPane table(String title) {
        var table = new GridPane();
        table.getStyleClass().add("shortcut-table");
        var heading = new Label(title);
        heading.getStyleClass().add("title-4");
        table.add(heading, 0, 0, 2, 1);
        return table;
    }

    private static void row(GridPane table, String title, List<? extends KeyCombination> keys) {
        var row = table.getRowCount();
        var names = new Label(keys.stream().map(KeyCombination::getDisplayText).collect(Collectors.joining("  or  ")));
        names.getStyleClass().add("keys");
        GridPane.setValignment(names, VPos.TOP);
        table.add(new Label(title), 0, row);
        table.add(names, 1, row);
    }
}
