package dev.backstep.app.graph.paint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.paint.Apart.Pill;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApartTest {
    @Test
    void pillsThatStartAtOnePlaceStandSideBySide() {
        var put = Apart.put(List.of(new Pill(100, 50, 60, 20), new Pill(100, 50, 40, 20), new Pill(101, 55, 80, 20)));
        for (int i = 0; i < put.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertTrue(
                        Math.abs(put.get(i).x() - put.get(j).x())
                                >= (put.get(i).width() + put.get(j).width()) / 2,
                        put::toString);
            }
        }
        assertEquals(100, put.stream().mapToDouble(Pill::x).average().orElse(0), 1, "around where they started");
    }

    @Test
    void whatStandsApartStaysWhereItIs() {
        var pills = List.of(new Pill(0, 0, 60, 20), new Pill(0, 30, 60, 20), new Pill(90, 0, 60, 20));
        assertEquals(pills, Apart.put(pills));
    }
}
