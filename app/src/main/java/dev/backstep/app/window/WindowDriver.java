package dev.backstep.app.window;

import java.util.Optional;

/// Drives the window in a person's place, for example to measure it.
public interface WindowDriver {
    /// Answers the window's questions; empty where a person does.
    Optional<Dialogs> dialogs();

    /// Called when the window has just been shown.
    void shown(OpenWindow window);
}
