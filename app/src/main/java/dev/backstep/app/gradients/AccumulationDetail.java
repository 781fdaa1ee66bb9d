package dev.backstep.app.gradients;

import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.GradientHistory.Accumulated;
import dev.backstep.app.replay.GradientHistory.Change;
import dev.backstep.app.replay.GradientHistory.LeftOut;
import dev.backstep.app.replay.GradientHistory.Zeroed;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Recording;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `before + incoming = after` at one tensor, and of which passes the sum is made.
///
/// @param title such as `accumulation at a, pass 2 (comes at step 6)`
/// @param before null for None
/// @param parts the passes since the last zeroing, this one last
public record AccumulationDetail(
        int tensor,
        String name,
        String title,
        @Nullable TensorValue before,
        TensorValue incoming,
        TensorValue after,
        List<Part> parts) {
    /// A share of the sum.
    ///
    /// @param pass from 0; [Recording#NONE] for passes that the recording does not hold
    /// @param passes how many passes it is of
    /// @param norm the L2 norm of what was added; NaN if nobody knows
    public record Part(int pass, long passes, double norm) {
        /// Such as `pass 3`.
        String name() {
            return pass != Recording.NONE ? "pass " + (pass + 1) : passes == 1 ? "1 pass" : passes + " passes";
        }

        /// The shortest name that says something.
        String shortName() {
            return pass != Recording.NONE ? Integer.toString(pass + 1) : "…";
        }
    }

    /// The accumulation at a tensor that the cursor is nearest to: that of the newest pass, whether it has happened
    /// yet or comes, or of the last pass before that reached the tensor. Null before the first pass and for tensors
    /// that no pass has reached.
    static @Nullable AccumulationDetail of(RecordingIndex index, int tensor, Cursor cursor) {
        BackwardPass newest = index.timeline().newestPass(cursor);
        if (newest == null) {
            return null;
        }
        var parts = new ArrayList<Part>();
        var shownParts = List.<Part>of();
        Accumulated shown = null;
        for (Change change : index.gradients().changes(tensor)) {
            switch (change) {
                case Zeroed _ -> parts.clear();
                case Accumulated accumulated
                when accumulated.pass().id() <= newest.id() -> {
                    parts.add(new Part(
                            accumulated.pass().id(),
                            1,
                            accumulated.accumulation().incoming().statistics().norm()));
                    shown = accumulated;
                    shownParts = List.copyOf(parts);
                }
                case Accumulated _ -> {}
                case LeftOut leftOut ->
                    // All of it if nothing was there before.
                    parts.add(new Part(
                            Recording.NONE,
                            leftOut.passes(),
                            parts.isEmpty() && leftOut.after() != null
                                    ? leftOut.after().statistics().norm()
                                    : Double.NaN));
            }
        }
        if (shown == null) {
            return null;
        }
        boolean comes = shown.at() > cursor.at();
        String title = "accumulation at " + index.name(tensor) + ", pass "
                + (shown.pass().id() + 1)
                + (comes ? " (comes at step " + (shown.step().index() + 1) + ")" : "");
        return new AccumulationDetail(
                tensor,
                index.name(tensor),
                title,
                shown.accumulation().before(),
                shown.accumulation().incoming(),
                shown.accumulation().after(),
                shownParts);
    }
}
