package dev.backstep.app.commands;

import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import org.fxmisc.richtext.GenericStyledArea;
import org.jspecify.annotations.Nullable;

/// Performs commands by their keys, in a scene.
///
/// The keys of a [Context] and those with a modifier are served before the control that has the focus sees them. Keys
/// without a modifier that work everywhere are served when no control has used them. While text is typed, keys without
/// a modifier are text, except where the text itself is the context.
public final class KeyDispatcher {
    private final Scene scene;
    private final Commands commands;

    private KeyDispatcher(Scene scene, Commands commands) {
        this.scene = scene;
        this.commands = commands;
    }

    /// Serves the keys of a scene from now on.
    public static void install(Scene scene, Commands commands) {
        var dispatcher = new KeyDispatcher(scene, commands);
        scene.addEventFilter(KeyEvent.KEY_PRESSED, dispatcher::before);
        scene.addEventHandler(KeyEvent.KEY_PRESSED, dispatcher::after);
    }

    private void before(KeyEvent event) {
        var focused = scene.getFocusOwner();
        for (var context : Context.around(focused)) {
            var free = !isText(focused) || Context.marked(focused) == context;
            if (serve(event, commands.find(event, context).filter(command -> free || !isPlain(command, event)))) {
                return;
            }
        }
        serve(event, commands.find(event, Context.EVERYWHERE).filter(command -> !isPlain(command, event)));
    }

    private void after(KeyEvent event) {
        if (!isText(scene.getFocusOwner())) {
            serve(event, commands.find(event, Context.EVERYWHERE));
        }
    }

    private boolean serve(KeyEvent event, Optional<Command> command) {
        command.ifPresent(found -> {
            event.consume();
            commands.perform(found);
        });
        return command.isPresent();
    }

    private boolean isPlain(Command command, KeyEvent event) {
        return commands.keyMapProperty().get().of(command.id()).stream()
                .filter((KeyCombination key) -> key.match(event))
                .allMatch(KeyMap::isPlain);
    }

    private static boolean isText(@Nullable Node node) {
        return node instanceof TextInputControl || node instanceof GenericStyledArea<?, ?, ?>;
    }
}
