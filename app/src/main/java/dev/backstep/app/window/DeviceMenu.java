package dev.backstep.app.window;

import dev.backstep.app.kernel.DeviceViewModel;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;

/// The devices to choose from, as a menu: the CPU, each GPU, or a word about why there is none.
final class DeviceMenu {
    private final Workspace workspace;
    private final DeviceViewModel devices;
    private final MenuItem switching;
    private final Menu menu = new Menu("Device");

    /// @param switching what changes between the CPU and the chosen GPU
    DeviceMenu(Workspace workspace, MenuItem switching) {
        this.workspace = workspace;
        this.devices = workspace.session.devices();
        this.switching = switching;
        menu.setId("menu-device");
        devices.gpusProperty().subscribe(gpus -> fill());
        devices.obstacleProperty().subscribe(obstacle -> fill());
        devices.knownProperty().subscribe(known -> fill());
    }

    Menu menu() {
        return menu;
    }

    private void fill() {
        var items = new ArrayList<MenuItem>(choices(devices, true));
        if (devices.obstacleProperty().get().isPresent()) {
            var why = new MenuItem(devices.knownProperty().get() ? "Why Is There No GPU?" : "Look for a GPU Now");
            why.setId("menu-why-no-gpu");
            why.setOnAction(event -> workspace.switchDevice());
            items.add(why);
        }
        items.add(new SeparatorMenuItem());
        items.add(switching);
        menu.getItems().setAll(items);
    }

    /// One item a device, the one in use marked.
    ///
    /// @param cpu whether the CPU is one of them
    static List<RadioMenuItem> choices(DeviceViewModel devices, boolean cpu) {
        var group = new ToggleGroup();
        var items = new ArrayList<RadioMenuItem>();
        if (cpu) {
            items.add(choice("CPU", "device-cpu", group, () -> devices.switchTo(false)));
            mark(devices, items.getLast(), DeviceViewModel.CPU);
        }
        if (devices.obstacleProperty().get().isEmpty()) {
            for (var gpu : devices.gpusProperty().get()) {
                items.add(choice(gpu.title(), "device-gpu-" + gpu.number(), group, () -> devices.choose(gpu)));
                mark(devices, items.getLast(), gpu.id());
            }
        }
        return items;
    }

    private static RadioMenuItem choice(String title, String id, ToggleGroup group, Runnable action) {
        var item = new RadioMenuItem(title);
        item.setId(id);
        item.setMnemonicParsing(false);
        item.setToggleGroup(group);
        item.setOnAction(event -> action.run());
        return item;
    }

    private static void mark(DeviceViewModel devices, RadioMenuItem item, String device) {
        item.setSelected(devices.deviceProperty().get().equals(device));
        // Items live as long as the list of devices, which hardly ever changes.
        devices.deviceProperty().subscribe(now -> item.setSelected(now.equals(device)));
    }
}
