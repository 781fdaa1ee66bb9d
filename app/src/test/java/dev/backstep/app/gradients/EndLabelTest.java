package dev.backstep.app.gradients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndLabelTest {
    @Test
    void labelsThatDoNotOverlapStay() {
        assertEquals(List.of(20.0, 60.0), heights(List.of(20.0, 60.0), 100));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 8, 30})
    void labelsAtOnePlaceAreSpreadWithinTheChart(int count) {
        var at = new ArrayList<Double>();
        for (int i = 0; i < count; i++) {
            at.add(95.0);
        }
        var spread = heights(at, 100);
        double room = Math.min(15, 90.0 / (count - 1));
        assertTrue(spread.getFirst() >= 10 - 1e-9 && spread.getLast() <= 100);
        for (int i = 1; i < count; i++) {
            assertTrue(spread.get(i) - spread.get(i - 1) >= room - 1e-9);
        }
    }

    @Test
    void inALowChartOnlyAsManyLabelsAsCanBeReadAreShown() {
        var series = new GradientSeries(0, "a", List.of(), false);
        var labels = Collections.nCopies(8, new EndLabel(series, 0, "a", 20));
        assertEquals(6, EndLabel.readable(labels, 10, 70).size());
        assertEquals(8, EndLabel.readable(labels, 10, 170).size());
    }

    @Test
    void textsGetLongerWithTheRoom() {
        var points = List.of(new GradientSeries.Point(0, 3, true, 3), new GradientSeries.Point(1, 177.25, true, 0.5));
        var series = new GradientSeries(0, "a", points, true);
        assertEquals("a", EndLabel.text(series, 0));
        assertEquals("a  177.3", EndLabel.text(series, 1));
        assertEquals("a  177.3 (0.500 if zeroed)", EndLabel.text(series, 2));
    }

    private static List<Double> heights(List<Double> wanted, double bottom) {
        var series = new GradientSeries(0, "a", List.of(), false);
        var labels = wanted.stream().map(y -> new EndLabel(series, 0, "a", y)).toList();
        return EndLabel.apart(labels, 10, bottom).stream().map(EndLabel::y).toList();
    }
}
