package dev.backstep.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An error or a warning.
///
/// @param type the Python class: `RuntimeError`, `SyntaxError`, `UserWarning`
/// @param message its text
/// @param span the place in the user's source, or null if it has none
/// @param traceback the frames in the user's source, outermost first
/// @param text as Python prints it, with the traceback
/// @param operation the operation that failed, or [Recording#NONE]
/// @param node the backward node that failed, or [Recording#NONE]
/// @param at the timeline place it happened
public record Problem(
        int id,
        Severity severity,
        String type,
        String message,
        @Nullable Span span,
        List<Frame> traceback,
        String text,
        int operation,
        int node,
        int at) {

    /// How bad it is.
    public enum Severity {
        WARNING,
        ERROR
    }

    /// A line of a traceback.
    ///
    /// @param function such as `<module>` or `forward`
    public record Frame(int line, String function) {}
}
