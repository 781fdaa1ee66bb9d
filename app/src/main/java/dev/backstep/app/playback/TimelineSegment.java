package dev.backstep.app.playback;

import dev.backstep.app.replay.NonFinite.Finds;
import dev.backstep.app.replay.Timeline;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// A stretch of the timeline: a backward pass, what ran between two of them, or turns of a loop that are left out.
///
/// @param stops its stops, ascending; never empty
/// @param labels its name, from the longest to the shortest, to be chosen by room
record TimelineSegment(int[] stops, Kind kind, List<String> labels) {
    enum Kind {
        FORWARD,
        BACKWARD,
        /// What the recording does not hold. It has one stop.
        LEFT_OUT
    }

    boolean isBackward() {
        return kind == Kind.BACKWARD;
    }

    /// Which of its stops brought such numbers.
    BitSet with(Finds finds) {
        var with = new BitSet();
        if (finds.anyPlace(stops[0], stops[stops.length - 1])) {
            for (int i = 0; i < stops.length; i++) {
                with.set(i, finds.place(stops[i]));
            }
        }
        return with;
    }

    /// Cuts a timeline into segments. Every stop but the start (place 0) is in exactly one; a timeline with no stops
    /// but the start has no segments.
    static List<TimelineSegment> of(Recording recording, Timeline timeline) {
        var segments = new ArrayList<TimelineSegment>();
        int[] stops = timeline.stops();
        int from = 1;
        for (BackwardPass pass : recording.passes()) {
            int first = indexOfFirst(stops, pass.startedAt() + 1);
            int after = indexOfFirst(stops, Math.max(pass.endedAt(), pass.startedAt()) + 2);
            if (first < from) {
                continue; // Inside another pass, which shows it as its own.
            }
            addForward(segments, recording, timeline, stops, from, first);
            if (after > first) {
                segments.add(new TimelineSegment(Arrays.copyOfRange(stops, first, after), Kind.BACKWARD, labels(pass)));
            }
            from = after;
        }
        addForward(segments, recording, timeline, stops, from, stops.length);
        return List.copyOf(segments);
    }

    private static void addForward(
            List<TimelineSegment> segments, Recording recording, Timeline timeline, int[] stops, int start, int to) {
        int from = start;
        for (int i = start; i < to; i++) {
            if (recording.timeline().get(Math.max(0, stops[i] - 1)) instanceof Event.IterationsSkipped skipped) {
                addPlain(segments, timeline, stops, from, i);
                segments.add(new TimelineSegment(new int[] {stops[i]}, Kind.LEFT_OUT, labels(skipped)));
                from = i + 1;
            }
        }
        addPlain(segments, timeline, stops, from, to);
    }

    private static List<String> labels(Event.IterationsSkipped skipped) {
        int turns = skipped.to() - skipped.from();
        return List.of(turns + " turns left out", turns + " left out", "× " + turns, "…");
    }

    private static void addPlain(List<TimelineSegment> segments, Timeline timeline, int[] stops, int from, int to) {
        if (to > from) {
            // The end of a program that prints after its last step is a stop where nothing ran.
            boolean end = to == stops.length && stops[from] > timeline.lastStop();
            segments.add(new TimelineSegment(
                    Arrays.copyOfRange(stops, from, to),
                    Kind.FORWARD,
                    end ? List.of("end") : List.of("forward", "fwd")));
        }
    }

    private static List<String> labels(BackwardPass pass) {
        String number = Integer.toString(pass.id() + 1);
        String name = pass.call() + " " + number;
        return pass.span() == null
                ? List.of(name, number)
                : List.of(name + " · line " + pass.span().startLine(), name, number);
    }

    private static int indexOfFirst(int[] stops, int atLeast) {
        int found = Arrays.binarySearch(stops, atLeast);
        return found >= 0 ? found : -found - 1;
    }
}
