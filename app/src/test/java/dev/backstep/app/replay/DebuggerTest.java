package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Recording;
import org.junit.jupiter.api.Test;

class DebuggerTest {
    private final Debugger debugger = new Debugger();
    private final Selection node = new Selection.Node(0);

    @Test
    void aNewRecordingHasNothingSelectedAndWhoeverKeepsTheSelectionBringsItBack() {
        debugger.keepSelection();
        debugger.selectionProperty().set(node);
        debugger.show(Recording.empty("a.py", "a"));
        assertEquals(Selection.NOTHING, debugger.selectionProperty().get());
        assertTrue(debugger.selectionReturning());
        debugger.selectionProperty().set(node);
        assertFalse(debugger.selectionReturning());
    }

    @Test
    void itIsAwaitedThroughSeveralRecordingsAndMayHaveGone() {
        debugger.keepSelection();
        debugger.selectionProperty().set(node);
        debugger.show(Recording.empty("a.py", "a"));
        debugger.show(Recording.empty("a.py", "ab"));
        assertTrue(debugger.selectionReturning());
        debugger.selectionReturned();
        assertFalse(debugger.selectionReturning());
        debugger.show(Recording.empty("a.py", "abc"));
        assertFalse(debugger.selectionReturning(), "nothing was selected");
    }

    @Test
    void whereNobodyKeepsTheSelectionItIsNotAwaited() {
        debugger.selectionProperty().set(node);
        debugger.show(Recording.empty("a.py", "a"));
        assertFalse(debugger.selectionReturning());
    }

    @Test
    void theSameRecordingShownAgainIsNotLaidOutAgainSoNothingIsAwaited() {
        debugger.keepSelection();
        debugger.selectionProperty().set(node);
        debugger.show(debugger.index());
        assertFalse(debugger.selectionReturning());
    }
}
