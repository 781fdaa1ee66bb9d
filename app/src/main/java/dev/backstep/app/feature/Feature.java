package dev.backstep.app.feature;

import dev.backstep.app.commands.Command;
import dev.backstep.app.commands.CommandControls;
import java.util.List;

/// A part of the app that a person can point at, as the window sees it. Belongs to the JavaFX application thread.
public interface Feature {
    /// What a person can ask of it, in the order in which menus show it.
    default List<Command> commands() {
        return List.of();
    }

    /// Its panels below the graph.
    default List<Panel> panels() {
        return List.of();
    }

    /// What people can change of it.
    default List<SettingsSection> settings() {
        return List.of();
    }

    /// What the palette finds besides commands: these are in no menu and have no keys.
    default List<Command> findable() {
        return List.of();
    }

    /// Called once, when all commands are there: for buttons and context menus made of them.
    default void useControls(CommandControls controls) {}
}
