package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.recording.Recording;
import java.time.Duration;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class NonFiniteTest {
    @Test
    void aRecordingOfFiniteNumbersHasNone() {
        var found = RecordingIndex.of(SampleRecordings.trainingLoop()).nonFinite();
        assertTrue(found.isEmpty());
        assertNull(found.nans().first());
        assertFalse(found.nans().anyPlace(0, Integer.MAX_VALUE));
    }

    @Test
    void theFirstNanIsBornInTheOperationThatMadeIt() {
        var recording = SampleRecordings.logOfNegative();
        var nans = NonFinite.of(recording).nans();
        var first = nans.first();
        assertNotNull(first);
        assertEquals("aten::log", recording.operations().get(first.operation()).name());
        assertEquals("LogBackward0", recording.nodes().get(first.node()).name());
        assertFalse(first.backward());
        assertTrue(nans.place(first.at()));
        assertFalse(nans.anyPlace(0, first.at() - 1));
    }

    @Test
    void whatFollowsFromANanIsMarkedAndWhatDoesNotIsNot() {
        var recording = SampleRecordings.logOfNegative();
        var nans = NonFinite.of(recording).nans();
        for (var operation : recording.operations()) {
            assertEquals(
                    !operation.name().equals("aten::tensor"), nans.operation(operation.id()), () -> operation.name());
        }
        // The gradients are 1, 2 and 2 / x, all of them finite.
        assertFalse(nans.node(nodeNamed(recording, "AccumulateGrad")));
        assertEquals(3, nans.nodes().cardinality());
    }

    @Test
    void aNanThatOnlyTheBackwardPassHasIsBornInAStep() {
        var recording = SampleRecordings.rootOfZero();
        var nans = NonFinite.of(recording).nans();
        var first = nans.first();
        assertNotNull(first);
        assertTrue(first.backward());
        assertEquals("SqrtBackward0", recording.nodes().get(first.node()).name());
        var step = new Timeline(recording).stepOf(recording.passes().getFirst(), first.node());
        assertNotNull(step);
        assertEquals(step.at() + 1, first.at());
        assertTrue(nans.operations().isEmpty());
        var nodes = new BitSet();
        nodes.set(first.node());
        nodes.set(nodeNamed(recording, "AccumulateGrad"));
        assertEquals(nodes, nans.nodes());
    }

    @Test
    void nanAndInfAreKeptApartAndFoundAmongElementsThatWereNotRecorded() {
        var recording = SampleRecordings.partlyRecorded();
        var found = NonFinite.of(recording);
        int x = 0;
        assertTrue(found.nans().tensor(x));
        assertTrue(found.infinities().tensor(x));
        assertTrue(NonFinite.of(SampleRecordings.rootOfZero()).infinities().isEmpty());
    }

    @Test
    void numbersThatDoNotExistHaveNone() {
        var nans = NonFinite.of(SampleRecordings.logOfNegative()).nans();
        assertFalse(nans.node(Recording.NONE));
        assertFalse(nans.operation(Recording.NONE));
        assertFalse(nans.tensor(1_000_000));
        assertFalse(nans.place(-1));
    }

    @Test
    void aLongRecordingIsSearchedInTimeLinearInItsSize() {
        var recording = SampleRecordings.longChain(20_000);
        assertTimeout(Duration.ofSeconds(1), () -> NonFinite.of(recording));
    }

    private static int nodeNamed(Recording recording, String name) {
        return recording.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }
}
