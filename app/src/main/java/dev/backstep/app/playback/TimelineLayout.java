package dev.backstep.app.playback;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Where a timeline's segments and stops lie in a strip of a given width. Every stop gets the same room, so that a
/// step is as easy to hit in a short pass as in a long one.
final class TimelineLayout {
    private static final double GAP = 8;

    private final List<Placed> placed = new ArrayList<>();
    private final double left;

    /// What turns that are left out take, in stops: they are many, and seen to be.
    private static final double LEFT_OUT = 3;

    /// A segment with its extent.
    record Placed(TimelineSegment segment, double from, double to) {
        double room() {
            return (to - from) / segment.stops().length;
        }

        /// The middle of a stop's room.
        double x(int stopIndex) {
            return from + (stopIndex + 0.5) * room();
        }
    }

    /// @param margin free room at both ends
    TimelineLayout(List<TimelineSegment> segments, double width, double margin) {
        left = margin;
        double stops = 0;
        for (TimelineSegment segment : segments) {
            stops += weight(segment);
        }
        double room = Math.max(1, width - 2 * margin);
        // Gaps may take a fifth of the strip: a loop of hundreds of passes keeps room for the passes themselves.
        double gap = segments.size() < 2 ? 0 : Math.min(GAP, room / 5 / (segments.size() - 1));
        double unit = (room - gap * Math.max(0, segments.size() - 1)) / Math.max(1, stops);
        double x = margin;
        for (TimelineSegment segment : segments) {
            double to = x + unit * weight(segment);
            placed.add(new Placed(segment, x, to));
            x = to + gap;
        }
    }

    private static double weight(TimelineSegment segment) {
        return segment.kind() == TimelineSegment.Kind.LEFT_OUT ? LEFT_OUT : segment.stops().length;
    }

    List<Placed> segments() {
        return placed;
    }

    /// The x of a place on the timeline: that of the newest stop at or before it.
    double x(int at) {
        int low = 0;
        int high = placed.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (placed.get(middle).segment().stops()[0] <= at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return left;
        }
        Placed segment = placed.get(low - 1);
        int found = Arrays.binarySearch(segment.segment().stops(), at);
        return segment.x(found >= 0 ? found : -found - 2);
    }

    /// The stop nearest to an x; the start is left of all.
    int stopAt(double x) {
        int nearest = 0;
        double distance = Math.abs(x - left);
        for (Placed segment : placed) {
            int index = Math.clamp(
                    (long) Math.floor((x - segment.from()) / segment.room()),
                    0,
                    segment.segment().stops().length - 1);
            double away = Math.abs(segment.x(index) - x);
            if (away < distance) {
                distance = away;
                nearest = segment.segment().stops()[index];
            }
        }
        return nearest;
    }
}
