package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Recording;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private final Replay replay = new Replay();
    private final Selection node = new Selection.Node(0);

    @Test
    void aNewRecordingHasNothingSelectedAndWhoeverKeepsTheSelectionBringsItBack() {
        replay.keepSelection();
        replay.selectionProperty().set(node);
        replay.show(Recording.empty("a.py", "a"));
        assertEquals(Selection.NOTHING, replay.selectionProperty().get());
        assertTrue(replay.selectionReturning());
        replay.selectionProperty().set(node);
        assertFalse(replay.selectionReturning());
    }

    @Test
    void itIsAwaitedThroughSeveralRecordingsAndMayHaveGone() {
        replay.keepSelection();
        replay.selectionProperty().set(node);
        replay.show(Recording.empty("a.py", "a"));
        replay.show(Recording.empty("a.py", "ab"));
        assertTrue(replay.selectionReturning());
        replay.selectionReturned();
        assertFalse(replay.selectionReturning());
        replay.show(Recording.empty("a.py", "abc"));
        assertFalse(replay.selectionReturning(), "nothing was selected");
    }

    @Test
    void whereNobodyKeepsTheSelectionItIsNotAwaited() {
        replay.selectionProperty().set(node);
        replay.show(Recording.empty("a.py", "a"));
        assertFalse(replay.selectionReturning());
    }

    @Test
    void theSameRecordingShownAgainIsNotLaidOutAgainSoNothingIsAwaited() {
        replay.keepSelection();
        replay.selectionProperty().set(node);
        replay.show(replay.index());
        assertFalse(replay.selectionReturning());
    }
}
