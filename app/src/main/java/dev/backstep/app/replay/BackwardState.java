package dev.backstep.app.replay;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import org.jspecify.annotations.Nullable;

/// How far the backward pass at the cursor has come, as the [Timeline] has it.
///
/// @param pass the innermost pass under way at the cursor, or else the newest that ended before it; null if none did
/// @param step the step that has just been done, or -1 if the event before the cursor is none
/// @param stepsDone how many of the pass's steps have been done, `step` included
/// @param phase where the cursor is in respect of the pass
/// @param timeline knows which nodes have had their turn
public record BackwardState(@Nullable BackwardPass pass, int step, int stepsDone, Phase phase, Timeline timeline) {

    public enum Phase {
        /// No pass has begun.
        NONE,
        /// The event before the cursor is the start of the pass.
        STARTED,
        /// The pass is under way.
        RUNNING,
        /// The pass has ended.
        ENDED
    }

    static BackwardState at(Timeline timeline, Cursor cursor) {
        var position = timeline.position(cursor);
        var underWay = position.pass();
        var pass = timeline.passAt(cursor);
        if (pass == null) {
            return new BackwardState(null, -1, 0, Phase.NONE, timeline);
        }
        int at = position.cursor().at();
        int step = position.event() instanceof Event.StepDone(int of, int index) && of == pass.id() ? index : -1;
        var phase = position.event() instanceof Event.PassStarted
                ? Phase.STARTED
                : underWay != null && at <= pass.endedAt() ? Phase.RUNNING : Phase.ENDED;
        return new BackwardState(pass, step, stepsBefore(pass, at), phase, timeline);
    }

    /// The steps of a pass that happened before a place. They lie in order.
    private static int stepsBefore(BackwardPass pass, int at) {
        var steps = pass.steps();
        int low = 0;
        int high = steps.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (steps.get(middle).at() < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Whether a node has had its turn in the pass.
    public boolean evaluated(int node) {
        int turn = pass == null ? -1 : timeline.turn(pass, node);
        return turn >= 0 && turn < stepsDone;
    }

    /// The backward node that has just been evaluated, or [Recording#NONE].
    public int currentNode() {
        return pass == null || step < 0
                ? Recording.NONE
                : pass.steps().get(step).node();
    }
}
