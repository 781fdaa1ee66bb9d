package dev.backstep.app.window;

import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.kernel.SessionViewModel;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
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
    /// In a narrower window buttons are icons.
    private static final double NARROW = 1000;

    private final SessionViewModel session;
    private final CommandControls controls;

    ToolStrip(Workspace workspace, MenuBar menus, MenuButton examples, CommandControls controls) {
        this.session = workspace.session;
        this.controls = controls;
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
                        new DeviceSwitch(session.devices(), controls));
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
        var run = controls.wire(new Button("Run", new FontIcon(Feather.PLAY)), "run.run");
        run.setId("run");
        run.getStyleClass().addAll("success", "run-button");
        var stop = controls.wire(new Button("Stop", new FontIcon(Feather.SQUARE)), "run.stop");
        stop.setId("stop");
        stop.getStyleClass().addAll("danger", "run-button");
        for (var button : new Button[] {run, stop}) {
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
        controls.describe(toggle, "run.live");
        toggle.setAccessibleText("Live");
        return labelled("Live", toggle);
    }

    private Node export() {
        var button = controls.wire(new Button("Export", new FontIcon(Feather.DOWNLOAD)), "file.export");
        button.setId("export");
        button.setMinWidth(USE_PREF_SIZE);
        button.contentDisplayProperty()
                .bind(Bindings.when(widthProperty().lessThan(NARROW))
                        .then(ContentDisplay.GRAPHIC_ONLY)
                        .otherwise(ContentDisplay.LEFT));
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
