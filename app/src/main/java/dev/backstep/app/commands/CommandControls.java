package dev.backstep.app.commands;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.input.ContextMenuEvent;

/// Menu items, buttons and context menus made of commands.
public final class CommandControls {
    private static final double TOOLTIP_WIDTH = 360;

    private final Commands commands;

    public CommandControls(Commands commands) {
        this.commands = commands;
    }

    /// An item with the command's title, keys and mark. Its id is `menu-` and the [name][Command#name()].
    public MenuItem item(String id) {
        return item(commands.get(id));
    }

    MenuItem item(Command command) {
        var item = command.mark()
                .map(mark -> mark.choice() ? new RadioMenuItem() : new CheckMenuItem())
                .orElseGet(MenuItem::new);
        item.setId("menu-" + command.name());
        item.setMnemonicParsing(false);
        // An item that is off has no tool tip, so it says by itself why it is off.
        item.textProperty()
                .bind(command.enabled()
                        .map(on -> on || command.obstacle().isEmpty()
                                ? command.title()
                                : "%s (%s)".formatted(command.title(), command.obstacle())));
        item.disableProperty().bind(command.enabled().map(on -> !on));
        // Other keys are shown in tool tips and lists only: an accelerator works wherever the focus is.
        item.acceleratorProperty()
                .bind(commands.key(command.id())
                        .map(key -> key.filter(keys -> !KeyMap.isPlain(keys)).orElse(null)));
        command.mark().ifPresent(mark -> mark.on().subscribe(on -> select(item, on)));
        item.setOnAction(event -> {
            commands.perform(command);
            // A click has changed the mark; what is so decides.
            command.mark().ifPresent(mark -> select(item, mark.on().getValue()));
        });
        return item;
    }

    private static void select(MenuItem item, boolean on) {
        switch (item) {
            case RadioMenuItem radio -> radio.setSelected(on);
            case CheckMenuItem check -> check.setSelected(on);
            default -> {}
        }
    }

    /// Items of a category, with separators between its groups.
    public List<MenuItem> items(Category category) {
        var items = new ArrayList<MenuItem>();
        var group = 0;
        for (var command : ordered(category)) {
            if (!items.isEmpty() && command.group() != group) {
                items.add(new SeparatorMenuItem());
            }
            group = command.group();
            items.add(item(command));
        }
        return items;
    }

    private List<Command> ordered(Category category) {
        return commands.all().stream()
                .filter(command -> command.category() == category)
                .sorted((one, other) -> Integer.compare(one.group(), other.group()))
                .toList();
    }

    /// Makes a button perform a command; the button is disabled while the command is.
    public <T extends ButtonBase> T wire(T button, String id) {
        var command = commands.get(id);
        describe(button, id);
        button.setAccessibleText(command.title());
        button.setFocusTraversable(false);
        button.setOnAction(event -> commands.perform(command));
        button.disableProperty().bind(command.enabled().map(on -> !on));
        return button;
    }

    /// Gives a control a command's tool tip.
    public void describe(Node node, String id) {
        install(node, commands.tooltip(id));
    }

    /// Gives a control a tool tip with a text of its own and a command's keys.
    public void describe(Node node, ObservableValue<String> text, String id) {
        install(
                node,
                Bindings.createStringBinding(
                        () -> commands.keyMapProperty().get().behind(text.getValue(), id),
                        text,
                        commands.keyMapProperty()));
    }

    private static void install(Node node, ObservableValue<String> text) {
        var tooltip = new Tooltip();
        tooltip.textProperty().bind(text);
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(TOOLTIP_WIDTH);
        Tooltip.install(node, tooltip);
    }

    /// Gives a node a context menu of some commands.
    ///
    /// @param ids an empty one stands for a separator; a menu may name commands of features that are not there
    public void contextMenu(Node node, Collection<String> ids) {
        var menu = new ContextMenu();
        menu.setId("context-" + node.getId());
        ids.stream()
                .filter(id -> id.isEmpty() || commands.has(id))
                .forEach(id -> menu.getItems().add(id.isEmpty() ? new SeparatorMenuItem() : contextItem(id)));
        node.addEventHandler(ContextMenuEvent.CONTEXT_MENU_REQUESTED, event -> {
            menu.show(node, event.getScreenX(), event.getScreenY());
            event.consume();
        });
    }

    /// Shows every key, as nothing serves the accelerators of a context menu.
    private MenuItem contextItem(String id) {
        var item = item(id);
        item.setId("context-" + commands.get(id).name());
        item.acceleratorProperty().unbind();
        item.acceleratorProperty()
                .bind(Bindings.createObjectBinding(
                        () -> commands.key(id).getValue().orElse(null), commands.keyMapProperty()));
        return item;
    }
}
