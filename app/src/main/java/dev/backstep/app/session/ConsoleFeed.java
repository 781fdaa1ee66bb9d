package dev.backstep.app.session;

import dev.backstep.recording.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/// Carries one run's text to the console in portions, so that a program that prints 100,000 lines neither floods the
/// JavaFX thread nor makes it wait. What earlier runs printed stays until this one prints or ends, so that nothing
/// flickers while a person types.
final class ConsoleFeed {
    private static final int PORTION = 32 * 1024;

    private final Console console;
    private final Executor window;
    private final Deque<Piece> waiting = new ArrayDeque<>(); // guarded by itself
    private boolean scheduled; // guarded by waiting
    private boolean cleared; // belongs to the window's thread
    private volatile boolean closed;

    private record Piece(Event.Stream stream, StringBuilder text) {}

    ConsoleFeed(Console console, Executor window) {
        this.console = console;
        this.window = window;
    }

    /// For use by any thread.
    void print(Event.Stream stream, String text) {
        synchronized (waiting) {
            var last = waiting.peekLast();
            if (last != null && last.stream == stream && last.text.length() + text.length() <= PORTION) {
                last.text.append(text);
            } else {
                waiting.addLast(new Piece(stream, new StringBuilder(text)));
            }
            schedule();
        }
    }

    /// Shows what still waits, and that there was nothing if there was nothing.
    void finish() {
        if (closed) {
            return;
        }
        clearOnce();
        synchronized (waiting) {
            schedule();
        }
    }

    /// Drops what still waits: a newer run has taken over, or there is nothing to say.
    void close() {
        closed = true;
    }

    private void schedule() {
        if (!scheduled && !waiting.isEmpty()) {
            scheduled = true;
            window.execute(this::showPortion);
        }
    }

    private void showPortion() {
        if (closed) {
            return;
        }
        Piece piece;
        synchronized (waiting) {
            scheduled = false;
            piece = waiting.pollFirst();
        }
        if (piece != null) {
            clearOnce();
            console.print(piece.stream, piece.text.toString());
            synchronized (waiting) {
                schedule();
            }
        }
    }

    private void clearOnce() {
        if (!cleared) {
            cleared = true;
            console.clear();
        }
    }
}
