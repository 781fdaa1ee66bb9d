package dev.backstep.app.cli;

import dev.backstep.recording.Event;

/// Where a program's words go.
@FunctionalInterface
interface Output {
    void print(Event.Stream stream, String text);

    /// The program starts anew: what it printed so far counts no more.
    default void startAnew() {}
}
