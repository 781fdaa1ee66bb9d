package dev.backstep.app.kernel;

import dev.backstep.recording.Event;
import java.util.ArrayList;
import java.util.List;

/// Carries one run's text to the console. What earlier runs printed stays until this one prints or ends, so that
/// nothing flickers while a person types. For the same reason a feed can be held: it keeps its text until it is
/// [opened][#open()] or finished.
///
/// Safe for use by any thread. What is printed while the feed is open does not pass the JavaFX thread, so that a
/// program that prints without end cannot make it wait.
final class ConsoleFeed {
    /// So many characters are held. A program that prints more is heard at once: the JavaFX thread hands over what was
    /// held, and this much takes it a few milliseconds.
    static final int HELD_CHARACTERS = 1 << 17;

    private final Console console;
    private final List<Printed> kept = new ArrayList<>();
    private int keptCharacters;
    private boolean held;
    private boolean cleared;
    private boolean closed;

    private record Printed(Event.Stream stream, String text) {}

    /// @param held whether text is kept at first
    ConsoleFeed(Console console, boolean held) {
        this.console = console;
        this.held = held;
    }

    synchronized void print(Event.Stream stream, String text) {
        if (closed) {
            return;
        }
        if (held && keptCharacters + text.length() <= HELD_CHARACTERS) {
            keptCharacters += text.length();
            kept.add(new Printed(stream, text));
        } else {
            open();
            clearOnce();
            console.print(stream, text);
        }
    }

    /// Lets through what was kept, and from now on everything at once.
    synchronized void open() {
        held = false;
        if (!closed) {
            for (var printed : kept) {
                clearOnce();
                console.print(printed.stream, printed.text);
            }
        }
        kept.clear();
    }

    /// Shows what there was, or that there was nothing.
    synchronized void finish() {
        open();
        if (!closed) {
            clearOnce();
        }
    }

    /// What was printed so far counts no more: the program has started anew.
    synchronized void restart() {
        kept.clear();
        keptCharacters = 0;
        if (!closed && !held) {
            cleared = true;
            console.clear();
        }
    }

    /// Drops what is kept and what comes from now on: a newer run has taken over, or there is nothing to say.
    synchronized void close() {
        closed = true;
        kept.clear();
    }

    private void clearOnce() {
        if (!cleared) {
            cleared = true;
            console.clear();
        }
    }
}
