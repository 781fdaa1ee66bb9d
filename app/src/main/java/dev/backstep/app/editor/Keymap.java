package dev.backstep.app.editor;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/// Which keys do what in the editor. `Shortcut` is Ctrl, and Command on a Mac.
///
/// @param bindings the keys of each action, the one shown in menus first
public record Keymap(Map<EditorAction, List<KeyCombination>> bindings) {
    /// The keys that ship.
    public static Keymap standard() {
        return new Keymap(Map.ofEntries(
                keys(EditorAction.UNDO, "Shortcut+Z"),
                keys(EditorAction.REDO, "Shortcut+Shift+Z", "Shortcut+Y"),
                keys(EditorAction.INDENT, "Tab"),
                keys(EditorAction.DEDENT, "Shift+Tab"),
                keys(EditorAction.TOGGLE_COMMENT, "Shortcut+Slash", "Shortcut+Divide"),
                keys(EditorAction.DUPLICATE_LINE, "Shortcut+D"),
                keys(EditorAction.DELETE_LINE, "Shortcut+Shift+K"),
                keys(EditorAction.MOVE_LINE_UP, "Alt+Up"),
                keys(EditorAction.MOVE_LINE_DOWN, "Alt+Down"),
                keys(EditorAction.FIND, "Shortcut+F"),
                keys(EditorAction.REPLACE, "Shortcut+H"),
                keys(EditorAction.FIND_NEXT, "F3"),
                keys(EditorAction.FIND_PREVIOUS, "Shift+F3"),
                keys(EditorAction.GO_TO_LINE, "Shortcut+G"),
                keys(EditorAction.ZOOM_IN, "Shortcut+Plus", "Shortcut+Equals", "Shortcut+Shift+Equals", "Shortcut+Add"),
                keys(EditorAction.ZOOM_OUT, "Shortcut+Minus", "Shortcut+Subtract"),
                keys(EditorAction.ZOOM_RESET, "Shortcut+0")));
    }

    /// What a key press asks for, if anything.
    public Optional<EditorAction> action(KeyEvent event) {
        return bindings.entrySet().stream()
                .filter(binding -> binding.getValue().stream().anyMatch(keys -> keys.match(event)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Map.Entry<EditorAction, List<KeyCombination>> keys(EditorAction action, String... keys) {
        return entry(action, Stream.of(keys).map(KeyCombination::keyCombination).toList());
    }
}
