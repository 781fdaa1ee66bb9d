package dev.backstep.app.guide;

import dev.backstep.app.replay.Moment;
import dev.backstep.recording.Recording;
import java.util.Set;

/// What a card can see of the window, at one instant.
///
/// @param moment what is shown
/// @param program the text in the editor
/// @param addedUp whether a gradient was added up that should have been zeroed
/// @param folds how the graph is folded, to be compared only
/// @param performed the commands that were performed since the card came
record Situation(Moment moment, String program, boolean addedUp, Object folds, Set<String> performed) {
    /// Whether the text as it stands has run, to its end.
    boolean hasRun() {
        var recording = moment.recording();
        return recording.source().equals(program)
                && recording.run().end() == Recording.End.FINISHED
                && !recording.timeline().isEmpty();
    }

    int at() {
        return moment.cursor().at();
    }
}
