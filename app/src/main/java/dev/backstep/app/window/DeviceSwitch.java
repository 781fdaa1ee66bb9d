package dev.backstep.app.window;

import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.kernel.DeviceViewModel;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.layout.HBox;
import org.controlsfx.control.ToggleSwitch;

/// CPU or GPU. Where there are several GPUs, the word GPU is a list of them.
final class DeviceSwitch extends HBox {
    private final DeviceViewModel devices;
    private final ToggleSwitch toggle = new ToggleSwitch();
    private final Label gpu = new Label("GPU");
    private final MenuButton several = new MenuButton("GPU");

    DeviceSwitch(DeviceViewModel devices, CommandControls controls) {
        this.devices = devices;
        setId("device-row");
        getStyleClass().add("labelled-switch");
        setAlignment(Pos.CENTER_LEFT);
        setMinWidth(USE_PREF_SIZE);
        toggle.setId("device");
        toggle.setFocusTraversable(false);
        toggle.disableProperty().bind(devices.obstacleProperty().map(reason -> reason.isPresent()));
        devices.deviceProperty().subscribe(device -> toggle.setSelected(devices.onGpu()));
        toggle.selectedProperty().subscribe((before, on) -> switchTo(on));
        several.setId("device-list");
        several.setFocusTraversable(false);
        several.setAccessibleHelp("Choose among the GPUs");
        several.getStyleClass().add("device-list");
        devices.gpusProperty().subscribe(gpus -> fill());
        devices.obstacleProperty().subscribe(obstacle -> fill());
        several.textProperty()
                .bind(devices.chosenProperty()
                        .map(chosen -> chosen.map(one -> "GPU " + one.number()).orElse("GPU")));
        getChildren().addAll(new Label("CPU"), toggle, gpu, several);
        describe(controls);
    }

    private void switchTo(boolean on) {
        if (on != devices.onGpu()) {
            devices.switchTo(on);
            toggle.setSelected(devices.onGpu());
        }
    }

    private void fill() {
        var choices = DeviceMenu.choices(devices, false);
        several.getItems().setAll(choices);
        several.setVisible(choices.size() > 1);
        several.setManaged(choices.size() > 1);
        gpu.setVisible(choices.size() <= 1);
        gpu.setManaged(choices.size() <= 1);
    }

    private void describe(CommandControls controls) {
        var description = Bindings.createStringBinding(
                devices::description,
                devices.deviceProperty(),
                devices.obstacleProperty(),
                devices.chosenProperty(),
                devices.knownProperty());
        toggle.accessibleTextProperty().bind(Bindings.concat("GPU. ", description));
        // On the row: a switch that is off for good gets no mouse events.
        controls.describe(this, description, "run.switch-device");
    }
}
