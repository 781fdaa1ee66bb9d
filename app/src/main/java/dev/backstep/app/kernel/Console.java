package dev.backstep.app.kernel;

import dev.backstep.recording.Event;

/// Where a run's text goes. Called by any thread, one at a time.
public interface Console {
    /// What earlier runs printed is no longer of interest.
    void clear();

    void print(Event.Stream stream, String text);
}
