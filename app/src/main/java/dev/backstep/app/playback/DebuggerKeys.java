package dev.backstep.app.playback;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import org.fxmisc.richtext.GenericStyledArea;
import org.jspecify.annotations.Nullable;

/// The keys of playback, as data. Function keys work everywhere; the others only where no text is being typed.
public enum DebuggerKeys {
    PLAY("Play or pause", PlaybackViewModel::togglePlay, KeyCode.F5, KeyCode.P),
    STEP_FORWARD("Step forward", PlaybackViewModel::stepForward, KeyCode.F10, KeyCode.RIGHT),
    STEP_BACK("Step back", PlaybackViewModel::stepBack, KeyCode.F9, KeyCode.LEFT),
    FIRST("First", PlaybackViewModel::first, KeyCode.HOME),
    LAST("Last", PlaybackViewModel::last, KeyCode.END),
    NEXT_PASS("Next backward pass", PlaybackViewModel::nextPass, KeyCode.PAGE_DOWN),
    PREVIOUS_PASS("Previous backward pass", PlaybackViewModel::previousPass, KeyCode.PAGE_UP),
    FASTER("Faster", PlaybackViewModel::faster, KeyCode.PLUS, KeyCode.ADD),
    SLOWER("Slower", PlaybackViewModel::slower, KeyCode.MINUS, KeyCode.SUBTRACT);

    private final String title;
    private final Consumer<PlaybackViewModel> action;
    private final List<KeyCodeCombination> keys;

    DebuggerKeys(String title, Consumer<PlaybackViewModel> action, KeyCode... codes) {
        this.title = title;
        this.action = action;
        this.keys = Arrays.stream(codes).map(KeyCodeCombination::new).toList();
    }

    /// What it does, for tooltips and lists of commands.
    public String title() {
        return title;
    }

    /// The keys that do it; the first is the one to name.
    public List<? extends KeyCombination> keys() {
        return keys;
    }

    /// `Step forward (F10, Right)`.
    public String tooltip() {
        return title
                + keys.stream().map(KeyCodeCombination::getDisplayText).collect(Collectors.joining(", ", " (", ")"));
    }

    public void run(PlaybackViewModel playback) {
        action.accept(playback);
    }

    /// Serves a key press that nobody has consumed; meant as a handler of a window's scene.
    ///
    /// @param focusOwner the node that has the keyboard
    public static void handle(KeyEvent event, @Nullable Node focusOwner, PlaybackViewModel playback) {
        boolean typing = focusOwner instanceof TextInputControl || focusOwner instanceof GenericStyledArea<?, ?, ?>;
        for (DebuggerKeys binding : values()) {
            for (KeyCodeCombination key : binding.keys) {
                if (key.match(event) && (!typing || key.getCode().isFunctionKey())) {
                    binding.run(playback);
                    event.consume();
                    return;
                }
            }
        }
    }
}
