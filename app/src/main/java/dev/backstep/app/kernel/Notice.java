package dev.backstep.app.kernel;

/// Something a person should know that belongs to no line of the program; shown where they look, without stopping them.
///
/// @param text one or more sentences; lines after the first are details
public record Notice(Level level, String text) {
    /// How bad it is.
    public enum Level {
        INFORMATION,
        WARNING,
        ERROR
    }
}
