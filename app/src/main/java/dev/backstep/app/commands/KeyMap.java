package dev.backstep.app.commands;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import javafx.scene.input.KeyCharacterCombination;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;

/// Which keys perform which command. The maps are files of properties: a command's id and its keys, divided by commas,
/// the one to show first. A map may say `extends = other`, and then holds only what differs.
///
/// @param name of its file, which settings remember
/// @param title for people
/// @param keys by command; a command without keys may be missing
public record KeyMap(String name, String title, Map<String, List<KeyCombination>> keys) {
    /// The map that others extend, and the one to begin with.
    public static final String STANDARD = "backstep";

    /// The names of all maps.
    public static final List<String> NAMES = List.of(STANDARD, "intellij", "vscode");

    private static final String TITLE = "title";
    private static final String EXTENDS = "extends";

    public KeyMap {
        keys = Map.copyOf(keys);
    }

    /// Reads a map that comes with the app; an unknown name gives the standard one.
    public static KeyMap load(String name) {
        var known = NAMES.contains(name) ? name : STANDARD;
        var properties = read(known);
        var keys = new HashMap<String, List<KeyCombination>>();
        var base = properties.getProperty(EXTENDS);
        if (base != null) {
            keys.putAll(load(base).keys);
        }
        for (var id : properties.stringPropertyNames()) {
            if (!id.equals(TITLE) && !id.equals(EXTENDS)) {
                keys.put(id, combinations(properties.getProperty(id)));
            }
        }
        return new KeyMap(known, properties.getProperty(TITLE), keys);
    }

    private static List<KeyCombination> combinations(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(KeyCombination::valueOf)
                .toList();
    }

    private static Properties read(String name) {
        try (var in = KeyMap.class.getResourceAsStream(name + ".properties")) {
            if (in == null) {
                throw new IllegalStateException("the key map %s is missing from the app".formatted(name));
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The keys of a command, the one to show first.
    public List<KeyCombination> of(String command) {
        return keys.getOrDefault(command, List.of());
    }

    /// The keys of a command as people read them: `Ctrl+/`, without those that look the same on another part of the
    /// keyboard.
    public List<String> shown(String command) {
        return of(command).stream()
                .map(KeyCombination::getDisplayText)
                .distinct()
                .toList();
    }

    /// The same in one line, such as `F10 or Right`.
    public String shownTogether(String command) {
        return shown(command).stream().collect(Collectors.joining(" or "));
    }

    /// A text with a command's keys behind it: `Run the program now (Ctrl+Enter)`.
    String behind(String text, String command) {
        return of(command).isEmpty() ? text : "%s (%s)".formatted(text, shownTogether(command));
    }

    /// Whether a key would be typed or move a caret in a text field: it has no modifier and is no function key.
    static boolean isPlain(KeyCombination keys) {
        boolean modified = keys.getControl() == KeyCombination.ModifierValue.DOWN
                || keys.getAlt() == KeyCombination.ModifierValue.DOWN
                || keys.getMeta() == KeyCombination.ModifierValue.DOWN
                || keys.getShortcut() == KeyCombination.ModifierValue.DOWN;
        return !modified
                && switch (keys) {
                    case KeyCodeCombination code -> !code.getCode().isFunctionKey();
                    case KeyCharacterCombination character -> true;
                    default -> true;
                };
    }
}
