package dev.backstep.app.window;

import dev.backstep.app.commands.Category;
import dev.backstep.app.commands.CommandControls;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;

/// The menu bar, made of the commands. Two submenus are lists that change: recent files and devices.
final class Menus {
    private final CommandControls controls;

    Menus(CommandControls controls) {
        this.controls = controls;
    }

    MenuBar bar(Menu recent, Menu device) {
        var file = menu("File", Category.FILE);
        insert(file, "menu-open", recent);
        var view = menu("View", Category.VIEW);
        view.getItems()
                .addAll(new SeparatorMenuItem(), menu("Graph", Category.GRAPH), menu("Console", Category.CONSOLE));
        var run = menu("Run", Category.RUN);
        insert(run, "menu-live", device);
        run.getItems().add(new SeparatorMenuItem());
        run.getItems().addAll(controls.items(Category.STEPS));
        var bar = new MenuBar(file, menu("Edit", Category.EDIT), view, run, menu("Help", Category.HELP));
        bar.setId("menu-bar");
        return bar;
    }

    private Menu menu(String title, Category category) {
        var menu = new Menu(title);
        menu.getItems().addAll(controls.items(category));
        return menu;
    }

    private static void insert(Menu menu, String after, MenuItem item) {
        var items = menu.getItems();
        for (int i = 0; i < items.size(); i++) {
            if (Objects.equals(items.get(i).getId(), after)) {
                items.add(i + 1, item);
                return;
            }
        }
        throw new IllegalArgumentException("there is no item " + after);
    }

    /// The files opened lately.
    static Menu recent(ObservableList<Path> recent, Consumer<Path> open) {
        var menu = new Menu("Open Recent");
        menu.setId("menu-recent");
        Runnable fill = () -> {
            menu.getItems()
                    .setAll(recent.stream().map(file -> recentItem(file, open)).toList());
            menu.setDisable(recent.isEmpty());
        };
        recent.addListener((ListChangeListener<Path>) change -> fill.run());
        fill.run();
        return menu;
    }

    private static MenuItem recentItem(Path file, Consumer<Path> open) {
        var item = new MenuItem(file.toString());
        item.setMnemonicParsing(false);
        item.setOnAction(event -> open.accept(file));
        return item;
    }
}
