package dev.backstep.app.gradients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartScaleTest {
    @ParameterizedTest
    @ValueSource(doubles = {1e-12, 0.037, 0.99, 1, 3, 177.3, 1001, 8.8e9})
    void linearAxesHaveFewRoundTicksAndHoldTheLargest(double largest) {
        var scale = ChartScale.of(List.of(largest / 3, largest), false);
        assertTrue(
                scale.ticks().size() >= 3 && scale.ticks().size() <= 6,
                () -> scale.ticks().toString());
        assertEquals(0, scale.ticks().getFirst());
        assertTrue(scale.high() >= largest * (1 - 1e-9));
        assertEquals(0, scale.height(0));
        assertTrue(scale.height(largest) > 0.5);
    }

    @Test
    void logarithmicAxesSpanDecades() {
        var scale = ChartScale.of(List.of(0.02, 1200.0), true);
        assertTrue(scale.low() <= 0.02 && scale.high() >= 1200);
        assertEquals(0, scale.height(0));
        double decade = scale.height(10) - scale.height(1);
        assertEquals(decade, scale.height(100) - scale.height(10), 1e-9);
    }

    @Test
    void nothingToShowGivesAPlainAxis() {
        assertEquals(List.of(0.0, 1.0), ChartScale.of(List.of(), false).ticks());
        assertEquals(
                List.of(0.0, 1.0), ChartScale.of(List.of(0.0, Double.NaN), true).ticks());
    }

    @Test
    void aSingleNormOnALogarithmicAxisLiesInside() {
        var scale = ChartScale.of(List.of(10.0), true);
        assertTrue(scale.high() > scale.low());
        assertTrue(scale.height(10) >= 0 && scale.height(10) <= 1);
    }
}
