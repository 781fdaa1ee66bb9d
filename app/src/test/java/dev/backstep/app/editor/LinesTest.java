package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.recording.Span;
import org.junit.jupiter.api.Test;

class LinesTest {
    private final Lines lines = Lines.of("ab\n\n    cd  \ne");

    @Test
    void offsetsAndLinesBelongTogether() {
        assertEquals(4, lines.count());
        assertEquals(1, lines.lineAt(2));
        assertEquals(2, lines.lineAt(3));
        assertEquals(4, lines.lineAt(99));
        assertEquals("    cd  ", lines.line(3));
        assertEquals(13, lines.start(99));
    }

    @Test
    void aSpanBecomesItsOffsets() {
        assertEquals(new Lines.Range(8, 10), lines.range(new Span(3, 5, 3, 7)));
        assertEquals(new Lines.Range(0, 10), lines.range(new Span(1, 1, 3, 7)));
    }

    @Test
    void aWholeLineLeavesOutItsIndent() {
        assertEquals(new Lines.Range(8, 12), lines.range(Span.line(3)));
    }

    @Test
    void aPlaceBehindTheTextMarksItsLastCharacter() {
        assertEquals(new Lines.Range(1, 2), lines.range(new Span(1, 3, 1, 3)));
        assertEquals(new Lines.Range(9, 10), lines.range(new Span(3, 20, 3, 21)));
        assertEquals(new Lines.Range(13, 14), lines.range(new Span(40, 1, 40, 1)));
    }

    @Test
    void anEmptyLineHasNothingToMark() {
        assertEquals(new Lines.Range(3, 3), lines.range(Span.line(2)));
    }
}
