package dev.backstep.app.window;

import dev.backstep.app.editor.EditorAction;
import dev.backstep.app.editor.Keymap;
import dev.backstep.app.playback.DebuggerKeys;
import dev.backstep.app.playback.PlaybackViewModel;
import dev.backstep.app.settings.Settings.ThemeChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCodeCombination;

/// The menus: every command has a place here, with its keys beside it.
final class Menus {
    private final Consumer<Command> perform;

    Menus(Consumer<Command> perform) {
        this.perform = perform;
    }

    /// What the View menu switches.
    ///
    /// @param title in the menu
    record Switch(String title, BooleanProperty shown) {}

    Menu file(ObservableList<Path> recent, Consumer<Path> open) {
        var again = new Menu("Open Recent");
        again.setId("menu-recent");
        Runnable fill = () -> {
            again.getItems()
                    .setAll(recent.stream().map(file -> recentItem(file, open)).toList());
            again.setDisable(recent.isEmpty());
        };
        recent.addListener((ListChangeListener<Path>) change -> fill.run());
        fill.run();
        return menu(
                "File",
                item(Command.NEW),
                item(Command.OPEN),
                again,
                new SeparatorMenuItem(),
                item(Command.SAVE),
                item(Command.SAVE_AS),
                new SeparatorMenuItem(),
                item(Command.OPEN_RECORDING),
                item(Command.SAVE_RECORDING),
                item(Command.EXPORT),
                new SeparatorMenuItem(),
                item(Command.QUIT));
    }

    private static MenuItem recentItem(Path file, Consumer<Path> open) {
        var item = new MenuItem(file.toString());
        item.setMnemonicParsing(false);
        item.setOnAction(event -> open.accept(file));
        return item;
    }

    Menu edit(Consumer<EditorAction> editor) {
        var keymap = Keymap.standard();
        var menu = menu("Edit");
        for (var action : EditorAction.values()) {
            if (action == EditorAction.INDENT || action == EditorAction.FIND || action == EditorAction.ZOOM_IN) {
                menu.getItems().add(new SeparatorMenuItem());
            }
            var item = new MenuItem(action.title());
            item.setId("menu-" + action.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            if (action != EditorAction.INDENT && action != EditorAction.DEDENT) {
                // The editor serves its keys itself; these are for when something else has the keyboard, where Tab
                // moves it.
                keymap.bindings().getOrDefault(action, List.of()).stream()
                        .findFirst()
                        .ifPresent(item::setAccelerator);
            }
            item.setOnAction(event -> editor.accept(action));
            menu.getItems().add(item);
        }
        return menu;
    }

    Menu view(Theme theme, List<Switch> panels) {
        var menu = menu("View");
        for (var panel : panels) {
            var item = new CheckMenuItem(panel.title);
            item.selectedProperty().bindBidirectional(panel.shown);
            menu.getItems().add(item);
        }
        menu.getItems()
                .addAll(
                        new SeparatorMenuItem(),
                        item(Command.SHOW_GRADIENTS),
                        item(Command.SHOW_CONSOLE),
                        item(Command.FIT_GRAPH),
                        new SeparatorMenuItem());
        var group = new ToggleGroup();
        for (var choice : ThemeChoice.values()) {
            var item = new RadioMenuItem(
                    switch (choice) {
                        case LIGHT -> "Light Theme";
                        case DARK -> "Dark Theme";
                        case SYSTEM -> "System's Theme";
                    });
            item.setToggleGroup(group);
            item.setOnAction(event -> theme.choiceProperty().set(choice));
            theme.choiceProperty().subscribe(now -> item.setSelected(now == choice));
            menu.getItems().add(item);
        }
        return menu;
    }

    Menu run(BooleanProperty live, Menu device, FileAccess files, PlaybackViewModel playback) {
        var liveItem = new CheckMenuItem("Live");
        liveItem.selectedProperty().bindBidirectional(live);
        var menu = menu(
                "Run",
                item(Command.RUN),
                item(Command.STOP),
                liveItem,
                device,
                allowFiles(files),
                item(Command.RESTART_KERNEL),
                new SeparatorMenuItem());
        for (var key : DebuggerKeys.values()) {
            var item = new MenuItem(key.title());
            // The other keys are served only where no text is typed, which an accelerator cannot tell.
            if (key.keys().getFirst() instanceof KeyCodeCombination keys
                    && keys.getCode().isFunctionKey()) {
                item.setAccelerator(keys);
            }
            item.setOnAction(event -> key.run(playback));
            menu.getItems().add(item);
        }
        return menu;
    }

    /// Its mark says what is so; whoever chooses it is asked first.
    private MenuItem allowFiles(FileAccess files) {
        var item = new CheckMenuItem();
        item.setId("menu-allow-files");
        // An item that is off has no tool tip, so it says by itself why it is off.
        item.textProperty()
                .bind(files.possibleProperty()
                        .map(possible -> possible
                                ? Command.ALLOW_FILES.title()
                                : Command.ALLOW_FILES.title() + " (Save the Program First)"));
        item.disableProperty().bind(files.possibleProperty().not());
        files.allowedProperty().subscribe(item::setSelected);
        item.setOnAction(event -> {
            item.setSelected(files.allowed());
            perform.accept(Command.ALLOW_FILES);
        });
        return item;
    }

    Menu help() {
        return menu("Help", item(Command.SHORTCUTS), new SeparatorMenuItem(), item(Command.ABOUT));
    }

    MenuBar bar(Menu... menus) {
        var bar = new MenuBar(menus);
        bar.setId("menu-bar");
        return bar;
    }

    MenuItem item(Command command) {
        var item = new MenuItem(command.title());
        item.setId("menu-" + command.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        command.keys().ifPresent(item::setAccelerator);
        item.setOnAction(event -> perform.accept(command));
        return item;
    }

    private static Menu menu(String title, MenuItem... items) {
        var menu = new Menu(title);
        menu.getItems().addAll(items);
        return menu;
    }
}
