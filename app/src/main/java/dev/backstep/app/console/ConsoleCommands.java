package dev.backstep.app.console;

import dev.backstep.app.commands.Category;
import dev.backstep.app.commands.Command;
import java.util.List;

/// What a person can ask of the console.
public final class ConsoleCommands {
    /// What the console's context menu offers; an empty one is a separator.
    static final List<String> CONTEXT_MENU =
            List.of("edit.copy", "console.copy", "edit.select-all", "", "console.follow", "console.clear");

    private ConsoleCommands() {}

    public static List<Command> of(ConsoleView view) {
        return List.of(
                command("copy", "Copy the Console", view::copy).describedAs("Copy the selection, or everything"),
                command("follow", "Follow the Last Line", view::follow).describedAs("Follow the last line"),
                command("clear", "Clear the Console", view::clear).describedAs("Clear the console"));
    }

    private static Command command(String name, String title, Runnable action) {
        return Command.of("console." + name, title, action).in(Category.CONSOLE, 0);
    }
}
