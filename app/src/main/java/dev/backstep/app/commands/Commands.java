package dev.backstep.app.commands;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/// All commands, in the order in which menus and lists show them, and their keys. Belongs to the JavaFX application
/// thread.
public final class Commands {
    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final List<Consumer<String>> listeners = new ArrayList<>();
    private final ObjectProperty<KeyMap> keyMap =
            new SimpleObjectProperty<>(this, "keyMap", KeyMap.load(KeyMap.STANDARD));

    /// @throws IllegalArgumentException if there is a command with its id already
    public void add(Command command) {
        if (commands.putIfAbsent(command.id(), command) != null) {
            throw new IllegalArgumentException("there are two commands " + command.id());
        }
    }

    public void addAll(Collection<Command> more) {
        more.forEach(this::add);
    }

    public Collection<Command> all() {
        return Collections.unmodifiableCollection(commands.values());
    }

    /// @throws IllegalArgumentException if there is no such command
    public Command get(String id) {
        var command = commands.get(id);
        if (command == null) {
            throw new IllegalArgumentException("there is no command " + id);
        }
        return command;
    }

    /// Whether there is such a command.
    boolean has(String id) {
        return commands.containsKey(id);
    }

    /// Performs a command if it is enabled.
    public void perform(String id) {
        perform(get(id));
    }

    void perform(Command command) {
        if (command.isEnabled()) {
            command.action().run();
            listeners.forEach(listener -> listener.accept(command.id()));
        }
    }

    /// Tells of each command that was performed, by whatever way.
    ///
    /// @param listener gets the command's id
    public void onPerformed(Consumer<String> listener) {
        listeners.add(listener);
    }

    /// The keys in use.
    public ObjectProperty<KeyMap> keyMapProperty() {
        return keyMap;
    }

    /// The key to show for a command.
    public ObservableValue<Optional<KeyCombination>> key(String id) {
        return keyMap.map(map -> map.of(id).stream().findFirst());
    }

    /// What a command does and its keys: `Run the program now (Ctrl+Enter)`.
    public ObservableValue<String> tooltip(String id) {
        return keyMap.map(map -> map.behind(get(id).description(), id));
    }

    /// The enabled command of a context that a key event asks for.
    Optional<Command> find(KeyEvent event, Context context) {
        var map = keyMap.get();
        return commands.values().stream()
                .filter(command -> command.context() == context && command.isEnabled())
                .filter(command -> matches(map.of(command.id()), event))
                .findFirst();
    }

    private static boolean matches(List<KeyCombination> keys, KeyEvent event) {
        return keys.stream().anyMatch(key -> key.match(event));
    }
}
