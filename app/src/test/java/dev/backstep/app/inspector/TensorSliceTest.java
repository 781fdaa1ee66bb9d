package dev.backstep.app.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.recording.TensorValue;
import org.junit.jupiter.api.Test;

class TensorSliceTest {
    @Test
    void scalarsVectorsAndMatricesAreOneSlice() {
        var scalar = TensorSlice.of(SampleRecordings.value(new int[0], 7));
        assertEquals(7, scalar.element(0, 0));
        assertEquals("[]", scalar.index(0, 0));
        var vector = TensorSlice.of(SampleRecordings.value(new int[] {3}, 1, 2, 3));
        assertEquals(1, vector.rows());
        assertEquals(3, vector.element(0, 2));
        assertEquals("[2]", vector.index(0, 2));
        var matrix = TensorSlice.of(SampleRecordings.value(new int[] {2, 3}, 1, 2, 3, 4, 5, 6));
        assertEquals(6, matrix.element(1, 2));
        assertEquals("[1, 2]", matrix.index(1, 2));
    }

    /// The row of five had two rows of squares in the heat map, of which the second was empty.
    @Test
    void whatIsRecordedOfASliceIsCounted() {
        var row = TensorSlice.of(SampleRecordings.value(new int[] {1, 5}, 1, 2));
        assertEquals(2, row.recorded());
        assertEquals(1, row.recordedRows());
        var matrices = TensorSlice.of(SampleRecordings.value(new int[] {2, 2, 2}, 1, 2, 3, 4, 5));
        assertEquals(4, matrices.recorded());
        assertEquals(1, matrices.at(0, 1).recorded());
    }

    @Test
    void leadingDimensionsChooseTheSlice() {
        double[] elements = new double[2 * 3 * 2 * 2];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = i;
        }
        var slice = TensorSlice.of(SampleRecordings.value(new int[] {2, 3, 2, 2}, elements))
                .at(0, 1)
                .at(1, 2);
        assertEquals(((1 * 3 + 2) * 2 + 1) * 2, slice.element(1, 0));
        assertEquals("[1, 2, 1, 0]", slice.index(1, 0));
    }

    @Test
    void elementsBeyondTheRecordingsBudgetAreMissing() {
        TensorValue value =
                SampleRecordings.partlyRecorded().snapshots().getFirst().value();
        var slice = TensorSlice.of(value);
        assertTrue(slice.has(8, 15));
        assertFalse(slice.has(8, 16));
        assertFalse(slice.has(39, 29));
        assertEquals(9, slice.recordedRows());
    }

    @Test
    void theScaleLeavesOutWhatIsNoNumber() {
        var value = SampleRecordings.value(new int[] {3}, Double.NaN, Double.POSITIVE_INFINITY, -2);
        assertEquals(new HeatScale(-2, -2), TensorSlice.of(value).scale());
    }
}
