package dev.backstep.app.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExampleTest {
    @Test
    void everyExampleIsThereAndFitsOnAScreen() {
        for (var example : Example.all()) {
            var lines = example.text().lines().toList();
            assertTrue(lines.size() <= 45, example.file());
            assertTrue(lines.stream().allMatch(line -> line.length() <= 90), example.file());
            assertTrue(lines.getFirst().startsWith("# "), "tells what it shows: " + example.file());
        }
    }

    /// In a window of 1280 pixels the editor shows 50 columns beside the numbers of the lines.
    @Test
    void noCommentIsCutByTheEditorsDefaultWidth() {
        for (var example : Example.all()) {
            example.text()
                    .lines()
                    .filter(line -> line.contains("#"))
                    .forEach(line -> assertTrue(line.length() <= 50, example.file() + ": " + line));
        }
    }

    @Test
    void titlesAreDifferent() {
        var titles = Example.all().stream().map(Example::title).collect(Collectors.toSet());
        assertEquals(Example.all().size(), titles.size());
    }
}
