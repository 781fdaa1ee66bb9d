package dev.backstep.app.replay;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// How far the backward pass at the cursor has come: a pure function of a recording and a cursor.
///
/// @param pass the pass that runs at the cursor, or else the last one that ran before it; null if none did
/// @param step the step that has just been done, or -1 if the event before the cursor is none
/// @param stepsDone how many of the pass's steps have been done, `step` included
/// @param phase where the cursor is in respect of the pass
/// @param evaluated the backward nodes that have been evaluated in the pass
public record BackwardState(@Nullable BackwardPass pass, int step, int stepsDone, Phase phase, BitSet evaluated) {
    static final BackwardState NONE = new BackwardState(null, -1, 0, Phase.NONE, new BitSet());

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

    public static BackwardState at(Recording recording, Cursor cursor) {
        BackwardPass pass = null;
        for (var candidate : recording.passes()) {
            if (candidate.startedAt() < cursor.at()) {
                pass = candidate;
            }
        }
        if (pass == null) {
            return NONE;
        }
        int stepsDone = 0;
        var evaluated = new BitSet();
        for (var step : pass.steps()) {
            if (step.at() < cursor.at()) {
                stepsDone++;
                evaluated.set(step.node());
            }
        }
        var last = recording
                .timeline()
                .get(Math.min(cursor.at(), recording.timeline().size()) - 1);
        int step = last instanceof Event.StepDone(int id, int index) && id == pass.id() ? index : -1;
        var phase = last instanceof Event.PassStarted
                ? Phase.STARTED
                : cursor.at() <= pass.endedAt() ? Phase.RUNNING : Phase.ENDED;
        return new BackwardState(pass, step, stepsDone, phase, evaluated);
    }

    /// The pass whose graph the picture shows: that of the cursor, or before all passes the first.
    public static @Nullable BackwardPass passInView(Recording recording, Cursor cursor) {
        var pass = at(recording, cursor).pass();
        return pass != null || recording.passes().isEmpty()
                ? pass
                : recording.passes().getFirst();
    }

    /// The backward node that has just been evaluated, or [Recording#NONE].
    public int currentNode() {
        return pass == null || step < 0
                ? Recording.NONE
                : pass.steps().get(step).node();
    }
}
