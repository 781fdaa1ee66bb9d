package dev.backstep.app.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.Recording;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InspectorViewModelTest {
    private final Replay replay = new Replay();
    private final InspectorViewModel inspector = new InspectorViewModel(replay);

    @BeforeEach
    void selectANode() {
        replay.keepSelection();
        replay.show(SampleRecordings.diamond());
        replay.selectionProperty().set(new Selection.Node(0));
    }

    @Test
    void thePageOfTheSelectedNodeStaysWhileItIsLookedForInANewRecording() {
        var page = inspector.pageProperty().get();
        replay.show(SampleRecordings.diamond());
        assertSame(page, inspector.pageProperty().get());
        replay.selectionProperty().set(new Selection.Node(0));
        assertNotSame(page, inspector.pageProperty().get());
        assertEquals(page.title(), inspector.pageProperty().get().title());
    }

    @Test
    void theRunIsShownWhenTheSelectedNodeIsThereNoMore() {
        replay.show(Recording.empty("other.py", ""));
        replay.selectionReturned();
        assertEquals("other.py", inspector.pageProperty().get().title());
    }

    @Test
    void aPersonWhoSelectsNothingSeesTheRunAtOnce() {
        var page = inspector.pageProperty().get();
        replay.selectionProperty().set(Selection.NOTHING);
        assertNotEquals(page, inspector.pageProperty().get());
    }
}
