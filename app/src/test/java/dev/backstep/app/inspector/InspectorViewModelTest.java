package dev.backstep.app.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InspectorViewModelTest {
    private final Replay replay = new Replay();
    private final InspectorViewModel inspector = new InspectorViewModel(replay);

    @BeforeEach
    void selectANode() {
        replay.show(SampleRecordings.diamond());
        replay.select(new Selection.Node(0));
    }

    @Test
    void theSelectedNodeIsShownInANewRecordingOfTheSameProgramAtOnce() {
        var page = inspector.pageProperty().get();
        var titles = new ArrayList<String>();
        inspector.pageProperty().subscribe(next -> titles.add(next.title()));
        replay.show(SampleRecordings.diamond());
        assertNotSame(page, inspector.pageProperty().get());
        assertEquals(List.of(page.title()), titles.stream().distinct().toList(), "no other page in between");
    }

    @Test
    void theRunIsShownWhenTheSelectedNodeIsThereNoMore() {
        replay.show(Recording.empty("other.py", ""));
        assertEquals("other.py", inspector.pageProperty().get().title());
    }

    @Test
    void aPersonWhoSelectsNothingSeesTheRunAtOnce() {
        var page = inspector.pageProperty().get();
        replay.select(Selection.NOTHING);
        assertNotEquals(page, inspector.pageProperty().get());
    }
}
