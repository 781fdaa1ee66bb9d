package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.app.SampleRecordings;
import dev.backstep.recording.Statistics;
import dev.backstep.recording.TensorValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Expected texts were printed by PyTorch 1.13.1, without its padding.
class ValueTextTest {
    @Test
    void shapesLookLikePythonTuples() {
        assertEquals("()", ValueText.shape(new int[0]));
        assertEquals("(2,)", ValueText.shape(new int[] {2}));
        assertEquals("(2, 3)", ValueText.shape(new int[] {2, 3}));
    }

    @Test
    void wholeNumbersEndWithAPoint() {
        assertEquals("[3., 27.]", vector(3, 27));
        assertEquals("[-12., 65.]", vector(-12, 65));
        assertEquals("[-0., 0.]", vector(-0.0, 0));
    }

    @Test
    void fractionsHaveFourDigits() {
        assertEquals("[0.5000, 2.0000]", vector(0.5, 2));
        assertEquals("[1.0000, 2.0000]", vector(1.00005f, 2));
    }

    @Test
    void wideRangesAreScientific() {
        assertEquals("[1.2346e+05, 1.0000e+00]", vector(123456.7f, 1));
        assertEquals("[1.0000e+00, 1.0010e+03]", vector(1, 1001));
        assertEquals("[0.0000e+00, 1.0000e-04]", vector(0, 1e-4f));
        assertEquals("[1.0000e-05]", vector(1e-5f));
        assertEquals("[123456.7031]", vector(123456.7f));
    }

    @Test
    void specialNumbersDoNotChangeTheOthers() {
        assertEquals("[nan, 1.]", vector(Double.NaN, 1));
        assertEquals("[inf, -2.5000]", vector(Double.POSITIVE_INFINITY, -2.5));
        assertEquals("[-inf]", vector(Double.NEGATIVE_INFINITY));
    }

    @Test
    void scalarsStandWithoutBracketsAndEmptyTensorsWithThem() {
        assertEquals("3.", ValueText.values(SampleRecordings.value(new int[0], 3)));
        assertEquals("[]", ValueText.values(SampleRecordings.value(new int[] {0})));
        assertEquals("[[], []]", ValueText.values(SampleRecordings.value(new int[] {2, 0})));
    }

    @Test
    void matricesNest() {
        assertEquals(
                "[[1., 2., 3.], [4., 5., 6.]]",
                ValueText.values(SampleRecordings.value(new int[] {2, 3}, 1, 2, 3, 4, 5, 6)));
    }

    @Test
    void anEllipsisStandsForWhatIsNotShown() {
        assertEquals("[1., 2., …]", ValueText.values(SampleRecordings.value(new int[] {3}, 1, 2, 3), 2));
        assertEquals(
                "[[1., 2., 3.], [4., …]]",
                ValueText.values(SampleRecordings.value(new int[] {2, 3}, 1, 2, 3, 4, 5, 6), 4));
        assertEquals("[[1., 2.], …]", ValueText.values(SampleRecordings.value(new int[] {3, 2}, 1, 2, 3, 4, 5, 6), 2));
        assertEquals("…", ValueText.values(SampleRecordings.value(new int[0], 1), 0));
    }

    @Test
    void integersAndTruthValuesLookLikePythons() {
        var statistics = new Statistics(2, 0, 1, 0.5, 0.7, 1, 0, 0, 1);
        assertEquals(
                "[0, 1]", ValueText.values(new TensorValue(new int[] {2}, "int64", new double[] {0, 1}, statistics)));
        assertEquals(
                "[False, True]",
                ValueText.values(new TensorValue(new int[] {2}, "bool", new double[] {0, 1}, statistics)));
    }

    @Test
    void summariesGiveNormAndShapeOfLargeTensors() {
        assertEquals("[3., 4.]", ValueText.summary(SampleRecordings.value(new int[] {2}, 3, 4), 4));
        assertEquals("‖5.‖ (2,)", ValueText.summary(SampleRecordings.value(new int[] {2}, 3, 4), 1));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.",
        "3, 3.",
        "-2.5, -2.5000",
        "177.3, 177.3000",
        "123456.7, 1.2346e+05",
        "200000, 2.0000e+05",
        "0.00001, 1.0000e-05",
        "NaN, nan",
        "-Infinity, -inf"
    })
    void numbersAreShort(double number, String text) {
        assertEquals(text, ValueText.number(number));
    }

    private static String vector(double... elements) {
        return ValueText.values(SampleRecordings.value(new int[] {elements.length}, elements));
    }
}
