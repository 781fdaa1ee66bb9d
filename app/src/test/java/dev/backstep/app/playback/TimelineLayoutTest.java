package dev.backstep.app.playback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.recording.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineLayoutTest {
    @Test
    void aProgramIsCutIntoForwardStretchesAndPasses() {
        var labels = segments(SampleRecordings.diamond()).stream()
                .map(segment -> segment.labels().getFirst())
                .toList();
        assertEquals(List.of("forward", "backward 1 · line 6", "forward", "backward 2 · line 6", "end"), labels);
    }

    @Test
    void everyStopButTheStartIsInOneSegment() {
        for (Recording recording : List.of(
                SampleRecordings.diamond(),
                SampleRecordings.trainingLoop(),
                SampleRecordings.failing(),
                SampleRecordings.longChain(50))) {
            int count = segments(recording).stream()
                    .mapToInt(segment -> segment.stops().length)
                    .sum();
            assertEquals(RecordingIndex.of(recording).timeline().stops().length - 1, count);
        }
    }

    @Test
    void aSegmentKnowsWhichOfItsStopsBroughtANan() {
        var recording = SampleRecordings.rootOfZero();
        var nans = RecordingIndex.of(recording).nonFinite().nans();
        var segments = segments(recording);
        assertTrue(segments.getFirst().with(nans).isEmpty());
        var pass = segments.stream()
                .filter(TimelineSegment::isBackward)
                .findFirst()
                .orElseThrow();
        assertEquals(2, pass.with(nans).cardinality());
        assertEquals(nans.first().at(), pass.stops()[pass.with(nans).nextSetBit(0)]);
    }

    @Test
    void turnsThatAreLeftOutAreASegmentThatSaysHowMany() {
        var segments = segments(SampleRecordings.longLoop(false));
        assertEquals(
                List.of(
                        "forward",
                        "backward 1 · line 3",
                        "2 turns left out",
                        "forward",
                        "backward 2 · line 3",
                        "995 turns left out",
                        "forward",
                        "backward 3 · line 3"),
                segments.stream().map(segment -> segment.labels().getFirst()).toList());
        var layout = new TimelineLayout(segments, 900, 10);
        for (var placed : layout.segments()) {
            assertEquals(placed.segment().stops()[0], layout.stopAt(placed.x(0)));
        }
    }

    @Test
    void anEmptyRecordingHasNoSegments() {
        assertTrue(segments(Recording.empty("a.py", "")).isEmpty());
        assertEquals(0, new TimelineLayout(List.of(), 500, 10).stopAt(250));
    }

    @Test
    void theMouseFindsTheStopThatWasDrawnThere() {
        Recording recording = SampleRecordings.trainingLoop();
        var layout = new TimelineLayout(segments(recording), 900, 10);
        for (int stop : RecordingIndex.of(recording).timeline().stops()) {
            assertEquals(stop, layout.stopAt(layout.x(stop)));
        }
    }

    @Test
    void stopsGoFromLeftToRightInsideTheStrip() {
        Recording recording = SampleRecordings.trainingLoop(100, true);
        var layout = new TimelineLayout(segments(recording), 300, 10);
        double last = 0;
        for (int stop : RecordingIndex.of(recording).timeline().stops()) {
            assertTrue(layout.x(stop) > last, "stops do not fall together");
            last = layout.x(stop);
        }
        assertTrue(last <= 290);
    }

    @Test
    void placesBetweenStopsAreDrawnAtTheStopBefore() {
        Recording recording = SampleRecordings.diamond();
        var layout = new TimelineLayout(segments(recording), 900, 10);
        var pass = recording.passes().getFirst();
        assertEquals(layout.x(pass.steps().getLast().at() + 1), layout.x(pass.endedAt() + 1));
    }

    private static List<TimelineSegment> segments(Recording recording) {
        return TimelineSegment.of(recording, RecordingIndex.of(recording).timeline());
    }
}
