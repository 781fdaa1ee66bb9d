package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextComparisonTest {
    @Test
    void equalTextsHaveOnlyLinesOfBoth() {
        assertEquals(" a\n b\n ", compared("a\nb\n", "a\nb\n"));
    }

    @Test
    void whatOneVersionHasAloneIsToldApartAndTheRestStays() {
        assertEquals(" a\n+b\n-x\n c\n-d\n e", compared("a\nb\nc\ne", "a\nx\nc\nd\ne"));
    }

    @Test
    void hugeDifferencesStandOneBehindTheOther() {
        var mine = "m\n".repeat(3000);
        var theirs = "t\n".repeat(3000);
        var lines = TextComparison.of("a\n" + mine, "a\n" + theirs);
        assertEquals(1 + 3000 + 3000 + 1, lines.size());
        assertEquals(TextComparison.In.MINE, lines.get(3000).in());
        assertEquals(TextComparison.In.THEIRS, lines.get(3001).in());
    }

    private static String compared(String mine, String theirs) {
        return TextComparison.of(mine, theirs).stream()
                .map(line -> switch (line.in()) {
                            case BOTH -> " ";
                            case MINE -> "+";
                            case THEIRS -> "-";
                        }
                        + line.text())
                .collect(Collectors.joining("\n"));
    }
}
