package dev.backstep.app.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;

class HeatScaleTest {
    private final HeatColors colors = new HeatColors(Color.BLUE, Color.WHITE, Color.ORANGE, Color.MAGENTA);

    @Test
    void numbersOnBothSidesOfZeroDivergeFromIt() {
        var scale = HeatScale.of(new double[] {-1, 0, 4});
        assertEquals(new HeatScale(-4, 4), scale);
        assertTrue(scale.diverges());
        assertEquals(0, scale.share(0));
        assertEquals(1, scale.share(4));
        assertEquals(-0.25, scale.share(-1));
    }

    @Test
    void numbersNearOneAreToldApartByTheirRange() {
        var scale = HeatScale.of(new double[] {0.99, 1, 1.01});
        assertFalse(scale.diverges());
        assertEquals(0, scale.share(0.99));
        assertEquals(0.5, scale.share(1), 1e-9);
        assertEquals(1, scale.share(1.01));
        assertNotEquals(colors.of(0.99, scale), colors.of(1.01, scale));
    }

    @Test
    void negativeNumbersStayOnTheNegativeSide() {
        var scale = HeatScale.of(new double[] {-3, -1});
        assertEquals(-1, scale.share(-3));
        assertEquals(0, scale.share(-1));
    }

    @Test
    void equalNumbersHaveTheColourOfTheirSign() {
        assertEquals(1, HeatScale.of(new double[] {7, 7}).share(7));
        assertEquals(0, HeatScale.of(new double[] {0, 0}).share(0));
        assertEquals(-1, HeatScale.of(new double[] {-2}).share(-2));
    }

    @Test
    void whatIsNoNumberHasItsOwnColourAndScalesNothing() {
        var scale = HeatScale.of(new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1, 2});
        assertEquals(new HeatScale(1, 2), scale);
        assertEquals(Color.MAGENTA, colors.of(Double.NaN, scale));
        assertEquals(Double.POSITIVE_INFINITY, scale.salience(Double.NaN));
    }
}
