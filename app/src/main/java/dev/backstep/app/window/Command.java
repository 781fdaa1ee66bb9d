package dev.backstep.app.window;

import java.util.Optional;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/// What a person can ask the window to do, and with which keys. The keys of the
/// [editor][dev.backstep.app.editor.Keymap] and of the [steps][dev.backstep.app.playback.DebuggerKeys] stand beside
/// their parts.
enum Command {
    NEW("New", "Shortcut+N"),
    OPEN("Open…", "Shortcut+O"),
    SAVE("Save", "Shortcut+S"),
    SAVE_AS("Save As…", "Shortcut+Shift+S"),
    OPEN_RECORDING("Open Recording…", "Shortcut+Shift+O"),
    SAVE_RECORDING("Save Recording…", null),
    EXPORT("Export Picture…", "Shortcut+E"),
    QUIT("Quit", "Shortcut+Q"),

    RUN("Run", "Shortcut+Enter"),
    STOP("Stop", "Shortcut+Period"),
    SWITCH_DEVICE("Switch Between CPU and GPU", "Shortcut+U"),
    ALLOW_FILES("Allow Files…", null),
    RESTART_KERNEL("Restart Kernel", null),

    FIT_GRAPH("Fit Graph", "Shortcut+9"),
    SHOW_CONSOLE("Console", "Shortcut+J"),
    SHOW_GRADIENTS("Gradients", "Shortcut+Shift+G"),

    SHORTCUTS("Keyboard Shortcuts", "F1"),
    ABOUT("About Backstep", null);

    private final String title;
    private final @Nullable KeyCombination keys;

    Command(String title, @Nullable String keys) {
        this.title = title;
        this.keys = keys == null ? null : KeyCombination.valueOf(keys);
    }

    /// What menus call it.
    String title() {
        return title;
    }

    Optional<KeyCombination> keys() {
        return Optional.ofNullable(keys);
    }

    /// `Run (Ctrl+Enter)`.
    String tooltip() {
        return keys == null ? title : "%s (%s)".formatted(title, keys.getDisplayText());
    }
}
