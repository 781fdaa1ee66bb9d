package dev.backstep.app.kernel;

import java.util.List;

/// Something a person should know that belongs to no line of the program; shown where they look, without stopping them.
///
/// @param text one or more sentences; lines after the first are details
/// @param actions what a person may do about it, offered as buttons
public record Notice(Level level, String text, List<Action> actions) {
    /// How bad it is.
    public enum Level {
        INFORMATION,
        WARNING,
        ERROR
    }

    /// Something to do about it.
    ///
    /// @param title what the button says
    /// @param settles whether the notice has done its work then, and goes
    public record Action(String title, boolean settles, Runnable run) {}

    public Notice(Level level, String text) {
        this(level, text, List.of());
    }
}
