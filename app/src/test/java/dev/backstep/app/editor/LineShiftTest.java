package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LineShiftTest {
    private static final Map<Integer, String> BESIDE = Map.of(1, "a", 3, "b", 5, "c");

    @Test
    void insertedLinesPushDownWhatIsBelow() {
        assertEquals(Map.of(1, "a", 3, "b", 7, "c"), new LineShift(3, 0, 2).apply(BESIDE, true));
    }

    @Test
    void removedLinesTakeWhatIsBesideThemAlong() {
        assertEquals(Map.of(1, "a", 3, "c"), new LineShift(2, 2, 0).apply(BESIDE, true));
    }

    @Test
    void theEditedLineMayLoseWhatIsBesideIt() {
        assertEquals(Map.of(1, "a", 5, "c"), new LineShift(3, 0, 0).apply(BESIDE, false));
    }
}
