package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.session.Cursor;
import dev.backstep.app.session.Selection;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Statistics;
import dev.backstep.recording.TensorValue;
import java.util.Arrays;
import java.util.Optional;
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
        var values = LineValues.at(recording, new Cursor(recording.timeline().size()));
        assertEquals("[2., 3.]", values.get(1));
        assertEquals("[-12., 65.]", values.get(5));
        assertNull(values.get(3));
    }

    @Test
    void valuesAreThoseOfTheCursorsTime() {
        assertNull(LineValues.at(recording, Cursor.START).get(5));
    }

    @Test
    void valuesAreShort() {
        assertEquals("3.142", LineValues.text(value("float32", new int[0], 3.14159)));
        assertEquals("[1, 2]", LineValues.text(value("int64", new int[] {2}, 1, 2)));
        assertEquals("True", LineValues.text(value("bool", new int[0], 1)));
        assertEquals("[1.00e-08, nan]", LineValues.text(value("float32", new int[] {2}, 1e-8, Double.NaN)));
        assertEquals("2 × 3  1. … 6.", LineValues.text(value("float32", new int[] {2, 3}, 1, 2, 3, 4, 5, 6)));
    }

    private static TensorValue value(String dtype, int[] shape, double... elements) {
        var sorted = elements.clone();
        Arrays.sort(sorted);
        return new TensorValue(
                shape,
                dtype,
                elements,
                new Statistics(elements.length, sorted[0], sorted[sorted.length - 1], 0, 0, 0, 0, 0, 0));
    }
}
