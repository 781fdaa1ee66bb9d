package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.SampleRecording;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private final Replay replay = new Replay();

    @BeforeEach
    void showAProgram() {
        replay.show(program("x = leaf\ny = 2 * x\nz = y.sum()", 2));
    }

    @Test
    void recordingCursorAndSelectionChangeTogether() {
        replay.select(new Selection.Node(node("SumBackward0")));
        var seen = new ArrayList<Moment>();
        replay.momentProperty().subscribe((_, now) -> seen.add(now));
        replay.show(program("x = leaf\ny = 3 * x\nz = y.sum()", 2));
        assertEquals(1, seen.size(), "one change, whatever changed");
        assertEquals(
                new Cursor(seen.getFirst().timeline().end()), seen.getFirst().cursor());
        assertEquals(new Selection.Node(node("SumBackward0")), seen.getFirst().selection());
    }

    @Test
    void aLineInsertedAboveDoesNotChangeWhatIsSelected() {
        replay.select(new Selection.Node(node("MulBackward0")));
        replay.show(program("x = leaf\n# a remark\ny = 2 * x\nz = y.sum()", 3));
        assertEquals(new Selection.Node(node("MulBackward0")), replay.moment().selection());
    }

    @Test
    void aLineInsertedAboveDoesNotMoveTheCursor() {
        var step = placeOfStepOf("MulBackward0");
        replay.jumpTo(step);
        replay.show(program("x = leaf\n# a remark\ny = 2 * x\nz = y.sum()", 3));
        assertEquals(placeOfStepOf("MulBackward0"), replay.moment().cursor());
        assertEquals(step, replay.moment().cursor());
    }

    @Test
    void whatTheProgramHasNoMoreIsSelectedNoMore() {
        replay.select(new Selection.Node(node("MulBackward0")));
        replay.show(Recording.empty("sample.py", ""));
        assertEquals(Selection.NOTHING, replay.moment().selection());
    }

    @Test
    void anotherProgramBeginsWithNothingSelectedAndNothingToGoBackTo() {
        replay.select(new Selection.Node(node("MulBackward0")));
        var other = program("x = leaf\ny = 2 * x\nz = y.sum()", 2);
        replay.show(renamed(other));
        assertEquals(Selection.NOTHING, replay.moment().selection());
        assertFalse(replay.canGoBackProperty().get());
    }

    @Test
    void backShowsTheMomentBeforeAndForwardTheOneAfter() {
        var start = replay.moment();
        replay.select(new Selection.Tensor(0));
        var selected = replay.moment();
        replay.jumpTo(new Cursor(1));
        replay.moveTo(new Cursor(2));
        replay.moveTo(new Cursor(3));
        var stepped = replay.moment();
        replay.back();
        assertEquals(selected, replay.moment(), "steps of a walk are not gone back to one by one");
        replay.back();
        assertEquals(start, replay.moment());
        assertFalse(replay.canGoBackProperty().get());
        replay.forward();
        replay.forward();
        assertEquals(stepped, replay.moment());
        replay.back();
        replay.select(new Selection.Tensor(1));
        assertFalse(replay.canGoForwardProperty().get(), "going elsewhere forgets what lay forward");
    }

    @Test
    void theWayBackLeadsThroughNewRecordingsOfTheProgram() {
        replay.select(new Selection.Tensor(0));
        replay.select(new Selection.Node(node("MulBackward0")));
        replay.show(program("x = leaf\ny = 3 * x\nz = y.sum()", 2));
        replay.back();
        assertEquals(new Selection.Tensor(0), replay.moment().selection());
        assertTrue(replay.canGoForwardProperty().get());
    }

    @Test
    void theSameRecordingShownAgainChangesNothing() {
        replay.select(new Selection.Node(0));
        replay.moveTo(new Cursor(1));
        var before = replay.moment();
        replay.show(replay.moment().index());
        assertEquals(before, replay.moment());
    }

    private int node(String name) {
        return replay.moment().recording().nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private Cursor placeOfStepOf(String name) {
        int id = node(name);
        var moment = replay.moment();
        var step = moment.timeline().stepOf(moment.recording().passes().getFirst(), id);
        return new Cursor(step.at() + 1);
    }

    /// @param line where `y` is made; its sum is on the next
    private static Recording program(String source, int line) {
        var program = new SampleRecording(source);
        int x = program.leaf("x", 1, true, 1, 2);
        program.backward(program.sum("z", line + 1, program.scaled("y", line, x, 2)), line + 1);
        return program.build();
    }

    private static Recording renamed(Recording like) {
        return new Recording(
                like.version(),
                "other.py",
                like.source(),
                like.run(),
                like.statements(),
                like.tensors(),
                like.snapshots(),
                like.operations(),
                like.structure(),
                like.nodes(),
                like.passes(),
                like.hooks(),
                like.problems(),
                like.notes(),
                like.timeline());
    }
}
