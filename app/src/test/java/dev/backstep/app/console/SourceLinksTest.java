package dev.backstep.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SourceLinksTest {
    @Test
    void aFrameOfATracebackLeadsToItsLine() {
        var line = "  File \"net.py\", line 12, in forward";
        var links = SourceLinks.in(line, "net.py"::equals);
        assertEquals(List.of(new SourceLinks.Link(17, 24, 12)), links);
        assertEquals("line 12", line.substring(17, 24));
    }

    @Test
    void aFrameInALibraryLeadsNowhere() {
        assertEquals(List.of(), SourceLinks.in("  File \"torch/nn/module.py\", line 12, in f", "net.py"::equals));
    }

    @Test
    void aWarningLeadsToItsLine() {
        assertEquals(
                List.of(new SourceLinks.Link(0, 8, 7)),
                SourceLinks.in("net.py:7: UserWarning: grad of a non-leaf", "net.py"::equals));
    }

    @Test
    void ordinaryTextHasNoLinks() {
        assertEquals(
                List.of(),
                SourceLinks.in("at line 7: 12:30: noon", file -> true).stream()
                        .filter(link -> link.line() == 7)
                        .toList());
        assertEquals(List.of(), SourceLinks.in("RuntimeError: see line 3", file -> true));
    }
}
