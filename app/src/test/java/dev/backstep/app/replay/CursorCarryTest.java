package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A person stands at a step, edits the program, and stays at that step.
class CursorCarryTest {
    private final RecordingIndex two = RecordingIndex.of(SampleRecordings.diamond(2, false));

    @Test
    void theSameRunHasTheSamePlaces() {
        for (int at = 0; at <= two.timeline().end(); at++) {
            var carried = carry(two, at, RecordingIndex.of(SampleRecordings.diamond(2, false)));
            assertEquals(new Cursor(at), carried.cursor());
            assertTrue(carried.exact());
        }
    }

    @Test
    void aStepOfTheSecondPassStaysTheSecondPassesWhenTheLoopTurnsMoreOften() {
        var three = RecordingIndex.of(SampleRecordings.diamond(3, false));
        int step = 4;
        int at = two.recording().passes().get(1).steps().get(step).at() + 1;
        int expected = three.recording().passes().get(1).steps().get(step).at() + 1;
        assertEquals(new Cursor(expected), carry(two, at, three).cursor());
    }

    @Test
    void theEndAndTheStartStay() {
        var three = RecordingIndex.of(SampleRecordings.diamond(3, false));
        assertEquals(
                new Cursor(three.timeline().end()),
                carry(two, two.timeline().end(), three).cursor());
        assertEquals(Cursor.START, carry(two, 0, three).cursor());
    }

    @Test
    void aLineThatDoesSomethingElseNowMovesNoStepOfTheOthers() {
        var shifted = RecordingIndex.of(SampleRecordings.trainingLoop(4, true));
        var without = RecordingIndex.of(SampleRecordings.trainingLoop(4, false));
        // The line with zero_grad() does something in one of them only.
        for (var pass : without.recording().passes()) {
            for (var step : pass.steps()) {
                var carried = carry(without, step.at() + 1, shifted);
                assertEquals(
                        shifted.recording()
                                        .passes()
                                        .get(pass.id())
                                        .steps()
                                        .get(step.index())
                                        .at()
                                + 1,
                        carried.cursor().at());
            }
        }
    }

    @Test
    void whatIsGoneIsTakenForWhatHappenedBeforeIt() {
        var zeroing = RecordingIndex.of(SampleRecordings.trainingLoop(4, true));
        var without = RecordingIndex.of(SampleRecordings.trainingLoop(4, false));
        int zeroed = placeOf(zeroing.recording(), Event.GradientsZeroed.class);
        var carried = carry(zeroing, zeroed, without);
        assertFalse(carried.exact());
        assertTrue(without.timeline().position(carried.cursor()).event() instanceof Event.OperationDone);
        assertEquals(zeroed - 1, carried.cursor().at());
    }

    @Test
    void aRunThatEndsBeforeThePlaceShowsItsEnd() {
        var failed = RecordingIndex.of(cut(two.recording(), 3));
        int at = two.recording().passes().get(1).steps().get(2).at() + 1;
        var carried = carry(two, at, failed);
        assertEquals(new Cursor(failed.timeline().end()), carried.cursor());
        assertFalse(carried.exact());
    }

    @Test
    void anotherProgramBeginsAtItsEnd() {
        var other = RecordingIndex.of(SampleRecordings.trainingLoop());
        assertEquals(new Cursor(other.timeline().end()), carry(two, 3, other).cursor());
    }

    @Test
    void aRunInBetweenThatFailsDoesNotLoseThePlace() {
        var replay = new Replay();
        replay.show(two);
        int at = two.recording().passes().get(1).steps().get(2).at() + 1;
        replay.jumpTo(new Cursor(at));
        replay.show(RecordingIndex.of(cut(two.recording(), 3)));
        assertEquals(3, replay.moment().cursor().at());
        replay.show(RecordingIndex.of(SampleRecordings.diamond(2, false)));
        assertEquals(at, replay.moment().cursor().at());
    }

    @Test
    void aPersonWhoMovesOnAfterARunThatFailedIsNotTakenBack() {
        var replay = new Replay();
        replay.show(two);
        replay.jumpTo(new Cursor(two.recording().passes().get(1).steps().get(2).at() + 1));
        replay.show(RecordingIndex.of(cut(two.recording(), 3)));
        replay.moveTo(new Cursor(2));
        replay.show(RecordingIndex.of(SampleRecordings.diamond(2, false)));
        assertEquals(2, replay.moment().cursor().at());
    }

    private static CursorCarry.Carried carry(RecordingIndex before, int at, RecordingIndex after) {
        return CursorCarry.carry(before, new Cursor(at), after);
    }

    private static int placeOf(Recording recording, Class<? extends Event> kind) {
        for (int i = 0; i < recording.timeline().size(); i++) {
            if (kind.isInstance(recording.timeline().get(i))) {
                return i + 1;
            }
        }
        throw new AssertionError("no " + kind);
    }

    /// A run of the same program that ended after so many operations.
    private static Recording cut(Recording whole, int events) {
        return new Recording(
                whole.version(),
                whole.name(),
                whole.source(),
                whole.run(),
                whole.statements(),
                whole.tensors(),
                whole.snapshots().stream()
                        .filter(snapshot -> snapshot.at() <= events)
                        .toList(),
                whole.operations().subList(0, events),
                whole.structure(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                whole.timeline().subList(0, events));
    }
}
