package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import dev.backstep.recording.TensorRecord;
import dev.backstep.recording.TensorValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordingIndexTest {
    private final Recording diamond = SampleRecordings.diamond();
    private final RecordingIndex index = RecordingIndex.of(diamond);
    private final BackwardPass second = diamond.passes().get(1);

    @Test
    void theStartAndTheForwardPhaseAreInNoPass() {
        assertNull(index.timeline().position(Cursor.START).event());
        var inForward =
                index.timeline().position(new Cursor(diamond.passes().getFirst().startedAt()));
        assertNull(inForward.pass());
        assertNull(inForward.step());
    }

    @Test
    void aPassHoldsFromItsStartToItsEnd() {
        assertSame(second, position(second.startedAt() + 1).pass());
        assertNull(position(second.startedAt() + 1).step());
        assertSame(
                second.steps().get(3), position(second.steps().get(3).at() + 1).step());
        assertSame(second.steps().getLast(), position(second.endedAt() + 1).step());
        assertNull(position(second.endedAt() + 2).pass());
    }

    @Test
    void theNewestPassStaysAfterItsEnd() {
        var timeline = index.timeline();
        assertNull(timeline.newestPass(Cursor.START));
        assertSame(diamond.passes().getFirst(), timeline.newestPass(new Cursor(second.startedAt())));
        assertSame(second, timeline.newestPass(new Cursor(timeline.end())));
    }

    @Test
    void stopsSkipConsoleTextAndTheEndsOfPasses() {
        for (int stop : index.timeline().stops()) {
            Event event = index.timeline().position(new Cursor(stop)).event();
            assertTrue(
                    stop == index.timeline().end()
                            || !(event instanceof Event.ConsoleText) && !(event instanceof Event.PassEnded),
                    () -> "stopped after " + event);
        }
        assertEquals(0, index.timeline().stops()[0]);
        assertEquals(
                diamond.timeline().size(),
                index.timeline().stops()[index.timeline().stops().length - 1]);
    }

    @Test
    void stopsAreWalkedBothWaysAndEndAtTheEnds() {
        var timeline = index.timeline();
        assertEquals(1, timeline.stopAfter(0));
        assertEquals(0, timeline.stopBefore(1));
        assertEquals(0, timeline.stopBefore(0));
        assertEquals(timeline.end(), timeline.stopAfter(timeline.end()));
        int lastStep = second.steps().getLast().at() + 1;
        assertEquals(lastStep, timeline.stopBefore(second.endedAt() + 1));
        assertEquals(timeline.end(), timeline.stopAfter(lastStep));
    }

    @Test
    void gradientsBuildUpStepByStep() {
        int a = tensor("a");
        var first = diamond.passes().getFirst();
        assertNull(index.gradient(a, new Cursor(first.startedAt() + 1)));
        assertGradient("[36., 81.]", index.gradient(a, new Cursor(first.endedAt() + 1)));
        assertGradient("[36., 81.]", index.gradient(a, new Cursor(second.startedAt() + 1)));
        assertGradient("[72., 162.]", index.gradient(a, end(index)));
        assertGradient("[-24., -16.]", index.gradient(tensor("b"), end(index)));
    }

    @Test
    void zeroingToNoneRemovesTheGradient() {
        var zeroed = RecordingIndex.of(SampleRecordings.diamond(2, true));
        int a = tensor("a");
        assertGradient(
                "[36., 81.]",
                zeroed.gradient(a, new Cursor(zeroed.recording().passes().get(1).endedAt() + 1)));
        assertNull(zeroed.gradient(a, end(zeroed)));
    }

    @Test
    void snapshotsFollowInPlaceChanges() {
        var loop = RecordingIndex.of(SampleRecordings.trainingLoop());
        TensorRecord weight = loop.recording().tensors().stream()
                .filter(TensorRecord::parameter)
                .findFirst()
                .orElseThrow();
        var before = loop.snapshot(
                weight.id(), new Cursor(loop.recording().passes().getFirst().startedAt()));
        var after = loop.snapshot(weight.id(), end(loop));
        assertNotNull(before);
        assertNotNull(after);
        assertEquals(0, before.version());
        assertEquals(4, after.version());
        var saved = loop.snapshotOfVersion(weight.id(), 2);
        assertNotNull(saved);
        assertEquals(2, saved.version());
        assertNull(index.snapshot(tensor("a"), Cursor.START), "a does not exist before line 1 has run");
    }

    @Test
    void tensorsAreNamedByVariableOrOperation() {
        assertEquals("a", index.name(tensor("a")));
        GraphNode mul = node("MulBackward0");
        assertEquals("mul#1", index.name(index.tensorsOf(mul.id()).getFirst().id()));
        assertEquals("tensor", index.name(Recording.NONE));
    }

    @Test
    void nodesTensorsAndOperationsLeadToEachOther() {
        GraphNode node = index.nodeOf(tensor("a"));
        assertNotNull(node);
        assertEquals("AccumulateGrad", node.name());
        assertEquals("a", index.name(index.tensorsOf(node.id()).getFirst().id()));
        GraphNode pow = node("PowBackward0");
        assertEquals("aten::pow", index.operationsOf(pow.id()).getFirst().name());
        assertEquals(2, index.nodesOnLine(6).size(), "SumBackward0 of each round");
        assertEquals(0, index.nodesOnLine(1).size());
        assertTrue(index.operationsOf(Recording.NONE).isEmpty());
        assertNull(index.node(9999));
    }

    @Test
    void sourceOfASpanIsItsText() {
        assertEquals("Q = 3*a**3 - b**2", index.sourceOf(Span.line(5)));
        assertEquals("a**3", index.sourceOf(new Span(5, 11, 5, 15)));
        assertEquals("", index.sourceOf(null));
        assertEquals("", index.sourceOf(Span.line(99)));
    }

    @Test
    void anEmptyRecordingHasOneStop() {
        var empty = RecordingIndex.of(Recording.empty("a.py", ""));
        assertArrayEquals(new int[] {0}, empty.timeline().stops());
        assertNull(empty.timeline().newestPass(Cursor.START));
    }

    private Timeline.Position position(int at) {
        return index.timeline().position(new Cursor(at));
    }

    private int tensor(String name) {
        return diamond.tensors().stream()
                .filter(tensor -> tensor.names().contains(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private GraphNode node(String name) {
        return diamond.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Cursor end(RecordingIndex index) {
        return new Cursor(index.timeline().end());
    }

    private static void assertGradient(String expected, @Nullable TensorValue gradient) {
        assertNotNull(gradient);
        assertEquals(expected, ValueText.values(gradient));
    }
}
