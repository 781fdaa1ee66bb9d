package dev.backstep.app.session;

import dev.backstep.recording.Event;

/// Carries one run's text to the console. What earlier runs printed stays until this one prints or ends, so that
/// nothing flickers while a person types. Safe for use by any thread; the JavaFX thread has nothing to do with it, so
/// that a program that prints without end cannot make it wait.
final class ConsoleFeed {
    private final Console console;
    private boolean cleared;
    private boolean closed;

    ConsoleFeed(Console console) {
        this.console = console;
    }

    synchronized void print(Event.Stream stream, String text) {
        if (!closed) {
            clearOnce();
            console.print(stream, text);
        }
    }

    /// Shows that there was nothing, if there was nothing.
    synchronized void finish() {
        if (!closed) {
            clearOnce();
        }
    }

    /// What was printed so far counts no more: the program has started anew.
    synchronized void restart() {
        if (!closed) {
            cleared = true;
            console.clear();
        }
    }

    /// Drops what comes from now on: a newer run has taken over, or there is nothing to say.
    synchronized void close() {
        closed = true;
    }

    private void clearOnce() {
        if (!cleared) {
            cleared = true;
            console.clear();
        }
    }
}
