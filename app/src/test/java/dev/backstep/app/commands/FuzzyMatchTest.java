package dev.backstep.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FuzzyMatchTest {
    private static final List<String> TITLES =
            List.of("Save", "Save As…", "Step Back", "Go to Line…", "Restart Kernel", "Show Console", "Select All");

    @Test
    void someLettersInTheirOrderFindATitle() {
        assertEquals(List.of("Save As…"), find("sas"));
        assertEquals(List.of("Restart Kernel"), find("rker"));
        assertEquals(List.of("Go to Line…"), find("gtl"));
        assertEquals(List.of(), find("xyz"));
        assertEquals(List.of(), find("enil"));
    }

    @Test
    void startsOfWordsAndLettersInARowCountMore() {
        assertEquals("Step Back", find("sb").getFirst());
        assertEquals("Save", find("save").getFirst());
        assertEquals("Show Console", find("con").getFirst());
    }

    @Test
    void spacesAndCapitalsDoNotMatter() {
        assertEquals("Step Back", find("STEP b").getFirst());
    }

    private static List<String> find(String query) {
        return FuzzyMatch.find(TITLES, query, Function.identity());
    }
}
