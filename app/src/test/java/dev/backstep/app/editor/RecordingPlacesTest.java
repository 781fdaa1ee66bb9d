package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RecordingPlacesTest {
    private final Recording recording = SampleRecordings.diamond();

    @Test
    void nothingIsLookedAtAtTheEndsOfTheTimeline() {
        assertEquals(Optional.empty(), Places.lookedAt(recording, Cursor.START, Selection.NOTHING));
        var end = new Cursor(recording.timeline().size());
        assertEquals(Optional.empty(), Places.lookedAt(recording, end, Selection.NOTHING));
    }

    @Test
    void aStepLeadsToTheLineWhoseOperationItDifferentiates() {
        for (int at = 1; at < recording.timeline().size(); at++) {
            if (recording.timeline().get(at - 1) instanceof Event.StepDone(int pass, int step)) {
                int node = recording.passes().get(pass).steps().get(step).node();
                var span = recording.nodes().get(node).span();
                var place = Places.lookedAt(recording, new Cursor(at), Selection.NOTHING);
                if (span != null) {
                    assertEquals(Optional.of(span), place);
                } else {
                    int leaf = recording.nodes().get(node).variable();
                    assertEquals(
                            recording.tensors().get(leaf).line(),
                            place.orElseThrow().startLine());
                }
            }
        }
    }

    @Test
    void theSelectionComesBeforeTheCursor() {
        var node = recording.nodes().getFirst();
        var place = Places.lookedAt(recording, new Cursor(recording.timeline().size()), new Selection.Node(node.id()));
        assertEquals(Optional.ofNullable(node.span()), place);
    }

    @Test
    void aSelectionOfAnotherRecordingIsNoPlace() {
        assertEquals(Optional.empty(), Places.lookedAt(recording, Cursor.START, new Selection.Node(999)));
        assertEquals(Optional.empty(), Places.lookedAt(recording, Cursor.START, new Selection.Tensor(999)));
    }

    @Test
    void aLineLeadsToWhatWasMadeOnIt() {
        assertInstanceOf(Selection.Node.class, Places.made(recording, 5).orElseThrow());
        assertEquals(Optional.empty(), Places.made(recording, 3));
    }

    @Test
    void valuesStandBesideTheLinesThatMadeThem() {
        var values = valuesAt(recording.timeline().size());
        assertEquals("[2., 3.]", values.get(1));
        assertEquals("[-12., 65.]", values.get(5));
        assertNull(values.get(3));
    }

    @Test
    void gradientsStandBesideTheCallThatLeftThem() {
        var text = valuesAt(recording.timeline().size()).get(6);
        assertTrue(text.contains("a.grad [72., 162.]"), text);
        assertTrue(text.contains("b.grad [-24., -16.]"), text);
        int firstPass = recording.passes().getFirst().endedAt();
        assertTrue(valuesAt(firstPass).get(6).contains("a.grad [36., 81.]"));
    }

    @Test
    void valuesAreThoseOfTheCursorsTime() {
        assertNull(valuesAt(0).get(5));
        assertNull(valuesAt(recording.passes().getFirst().startedAt()).get(6));
    }

    private Map<Integer, String> valuesAt(int at) {
        return valuesAt(recording, at).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().text()));
    }

    private static Map<Integer, LineValues.Note> valuesAt(Recording recording, int at) {
        return new LineValues(RecordingIndex.of(recording)).at(new Cursor(at));
    }

    @Test
    void aLineThatBringsANanIsMarkedFromThenOn() {
        var log = SampleRecordings.logOfNegative();
        int end = log.timeline().size();
        assertEquals(
                new LineValues.Note("[nan, 1.3863]", true), valuesAt(log, end).get(2));
        assertEquals(new LineValues.Note("[-1., 4.]", false), valuesAt(log, 1).get(1));
        assertNull(valuesAt(log, 1).get(2));
    }

    @Test
    void aNanOfAGradientIsMarkedAtTheLineOfItsNode() {
        var root = SampleRecordings.rootOfZero();
        assertEquals(
                new LineValues.Note("[0., 2.] · NaN", true),
                valuesAt(root, root.timeline().size()).get(2));
        assertEquals(
                new LineValues.Note("[0., 2.]", false),
                valuesAt(root, root.passes().getFirst().startedAt()).get(2));
    }

    @Test
    void ofManyGradientsOnlyTheNumberIsShown() {
        var training = SampleRecordings.trainingLoop();
        var values = new LineValues(RecordingIndex.of(training))
                .at(new Cursor(training.timeline().size()));
        int line = training.passes().getFirst().span().startLine();
        var text = values.get(line).text();
        assertTrue(text.matches("\\d+ gradients"), text);
    }
}
