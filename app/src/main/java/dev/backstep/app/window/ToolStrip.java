package dev.backstep.app.window;

import dev.backstep.app.kernel.SessionViewModel;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.controlsfx.control.ToggleSwitch;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// The row at the top: name, menus, the program's file, and what is used most.
final class ToolStrip extends HBox {
    private final SessionViewModel session;
    private final Consumer<Command> perform;

    ToolStrip(Workspace workspace, MenuBar menus, MenuButton examples, Consumer<Command> perform) {
        this.session = workspace.session;
        this.perform = perform;
        getStyleClass().add("tool-strip");
        setAlignment(Pos.CENTER_LEFT);
        var name = new Label("Backstep");
        name.getStyleClass().add("brand");
        name.setMinWidth(USE_PREF_SIZE);
        menus.setMinWidth(USE_PREF_SIZE);
        getChildren()
                .addAll(
                        name,
                        menus,
                        spacer(),
                        file(workspace),
                        runButton(),
                        live(),
                        spacer(),
                        examples,
                        export(),
                        new DeviceSwitch(session.devices()));
    }

    private static Node file(Workspace workspace) {
        var label = new Label();
        label.setId("file-name");
        label.getStyleClass().add("file-name");
        label.setMinWidth(60);
        label.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> workspace.editor.name() + (workspace.editor.isDirty() ? " •" : ""),
                        workspace.editor.nameProperty(),
                        workspace.editor.dirtyProperty()));
        var tooltip = new Tooltip();
        tooltip.textProperty()
                .bind(workspace.editor.fileProperty().map(Object::toString).orElse("Not saved to a file yet"));
        label.setTooltip(tooltip);
        return label;
    }

    private Node runButton() {
        var run = new Button("Run", new FontIcon(Feather.PLAY));
        run.setId("run");
        run.getStyleClass().addAll("success", "run-button");
        run.setTooltip(new Tooltip(Command.RUN.tooltip()));
        run.setOnAction(event -> perform.accept(Command.RUN));
        var stop = new Button("Stop", new FontIcon(Feather.SQUARE));
        stop.setId("stop");
        stop.getStyleClass().addAll("danger", "run-button");
        stop.setTooltip(new Tooltip(Command.STOP.tooltip()));
        stop.setOnAction(event -> perform.accept(Command.STOP));
        for (var button : new Button[] {run, stop}) {
            button.setFocusTraversable(false);
            button.setMinWidth(USE_PREF_SIZE);
            button.managedProperty().bind(button.visibleProperty());
        }
        run.visibleProperty().bind(stop.visibleProperty().not());
        stop.visibleProperty().bind(session.lastingProperty());
        var place = new HBox(run, stop);
        place.setAlignment(Pos.CENTER);
        return place;
    }

    private Node live() {
        var toggle = new ToggleSwitch();
        toggle.setId("live");
        toggle.setFocusTraversable(false);
        toggle.selectedProperty().bindBidirectional(session.liveProperty());
        toggle.setTooltip(new Tooltip("Run the program while it is typed"));
        toggle.setAccessibleText("Live");
        return labelled("Live", toggle);
    }

    private Node export() {
        var button = new Button("Export", new FontIcon(Feather.DOWNLOAD));
        button.setId("export");
        button.setFocusTraversable(false);
        button.setMinWidth(USE_PREF_SIZE);
        button.setTooltip(new Tooltip(Command.EXPORT.tooltip()));
        button.setOnAction(event -> perform.accept(Command.EXPORT));
        return button;
    }

    private static HBox labelled(String left, ToggleSwitch toggle) {
        var row = new HBox(new Label(left), toggle);
        row.getStyleClass().add("labelled-switch");
        row.setAlignment(Pos.CENTER_LEFT);
        row.setMinWidth(USE_PREF_SIZE);
        return row;
    }

    private static Region spacer() {
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        return space;
    }
}
