package dev.backstep.kernel.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.recording.Statistics;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryTest {
    private static final int OFFSET = 3;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 127, 511, 512, 513, 640, 1_000, 100_003})
    void manyAtATimeAreCountedAsOneByOne(int n) {
        var random = new Random(n);
        var elements = new float[OFFSET + n];
        for (int i = OFFSET; i < elements.length; i++) {
            elements[i] =
                    random.nextInt(4) == 0 ? random.nextBoolean() ? 0f : -0f : 1_000 + (float) random.nextGaussian();
        }
        expectSame(elements, n);
    }

    @Test
    void whatIsNoNumberOrNotFiniteIsCounted() {
        var elements = new float[OFFSET + 2_000];
        Arrays.fill(elements, Float.MIN_VALUE);
        expectSame(elements, 2_000);
        elements[OFFSET] = Float.NEGATIVE_INFINITY;
        elements[700] = Float.MAX_VALUE;
        expectSame(elements, 2_000);
        elements[900] = Float.POSITIVE_INFINITY;
        elements[OFFSET + 1_999] = Float.NaN;
        elements[901] = Float.intBitsToFloat(0xffc00001);
        expectSame(elements, 2_000);
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, -0f, 2.5f, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY})
    void manyOfTheSameAreCountedAsOneByOne(float element) {
        var elements = new float[OFFSET + 700];
        Arrays.fill(elements, element);
        expectSame(elements, 700);
        elements[OFFSET + 699] = 1;
        expectSame(elements, 700);
    }

    private static void expectSame(float[] elements, int n) {
        var oneByOne = new Summary();
        for (int i = 0; i < n; i++) {
            oneByOne.add(elements[OFFSET + i]);
        }
        var many = new Summary();
        many.add(elements, OFFSET, n);
        expectSame(oneByOne.finish(), many.finish());
    }

    private static void expectSame(Statistics expected, Statistics found) {
        assertEquals(expected.count(), found.count());
        assertEquals(expected.min(), found.min());
        assertEquals(expected.max(), found.max());
        assertEquals(expected.nans(), found.nans());
        assertEquals(expected.infinities(), found.infinities());
        assertEquals(expected.zeros(), found.zeros());
        expectNear(expected.mean(), found.mean());
        expectNear(expected.std(), found.std());
        expectNear(expected.norm(), found.norm());
    }

    /// Sums in another order may differ in their last digits.
    private static void expectNear(double expected, double found) {
        if (Double.isFinite(expected) && expected != 0) {
            assertEquals(expected, found, Math.abs(expected) * 1e-12);
        } else {
            assertEquals(expected, found);
        }
    }
}
