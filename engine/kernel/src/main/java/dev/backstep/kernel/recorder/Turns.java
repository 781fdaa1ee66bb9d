package dev.backstep.kernel.recorder;

import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The turns of one run of a loop statement, as far as something happened in them.
final class Turns {
    /// The run of a loop in one of whose turns this one began; null if there is none.
    final @Nullable Turns around;
    /// Turns that follow each other, in the order of time. What is dropped is one part with what is dropped beside it.
    final List<Part> parts = new ArrayList<>();

    /// Where the turn begins that may turn out to be none.
    private @Nullable Mark candidate;
    /// Where the turn began that runs.
    private @Nullable Mark begun;
    /// How many bytes of the turn that runs were dropped.
    private long given;
    private int turns;

    /// Of the turns those whose number can be divided by it stay, apart from the first and the last.
    int stride = 1;
    /// Whether turns of it cannot be dropped: it goes on where a turn around it has ended, as loops of generators do.
    boolean crossing;

    /// Turns that follow each other.
    static final class Part {
        final int from;
        final int to;
        final Mark begin;
        final Mark end;
        /// What they take, as [Budget] counts.
        long bytes;
        /// What is left of turns that were dropped; null of a turn that is there.
        final @Nullable Skipped skipped;
        /// The event that says that they are skipped, or [Recording#NONE].
        final int event;

        Part(int from, int to, Mark begin, Mark end, long bytes, @Nullable Skipped skipped, int event) {
            this.from = from;
            this.to = to;
            this.begin = begin;
            this.end = end;
            this.bytes = bytes;
            this.skipped = skipped;
            this.event = event;
        }

        /// What is left of turns that were dropped takes room, too.
        long skippedBytes() {
            return skipped == null ? 0 : skipped.bytes();
        }
    }

    Turns(@Nullable Turns around) {
        this.around = around;
    }

    /// A turn may begin now.
    void mayBegin(Mark now) {
        candidate = now;
    }

    /// What might begin is a turn.
    void begins() {
        begun = candidate;
        candidate = null;
        given = 0;
        turns++;
    }

    /// The turn that runs is over.
    ///
    /// @param closed whether what began in it is over, too
    /// @return whether anything happened in it that can be dropped
    boolean ends(Mark end, boolean closed) {
        var begin = begun;
        begun = null;
        if (begin == null || !closed || end.operations() == begin.operations() && end.passes() == begin.passes()) {
            return false;
        }
        parts.add(new Part(turns - 1, turns, begin, end, end.taken() - begin.taken() - given, null, Recording.NONE));
        return true;
    }

    /// Where the turn that runs began, or null.
    @Nullable
    Mark begun() {
        return begun;
    }

    /// Whether a turn is among those that were dropped.
    boolean isSkipped(int turn) {
        int low = 0;
        int high = parts.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            var part = parts.get(middle);
            if (part.to <= turn) {
                low = middle + 1;
            } else if (part.from > turn) {
                high = middle - 1;
            } else {
                return part.skipped != null;
            }
        }
        return false;
    }

    /// Some of what these turns took is dropped, as a part of what a loop in them did.
    void gives(int event, long bytes) {
        if (begun != null && begun.events() <= event) {
            given += bytes;
            return;
        }
        int low = 0;
        int high = parts.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (parts.get(middle).begin.events() <= event) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        if (low <= high) {
            parts.get(low).bytes -= bytes;
        }
    }
}
