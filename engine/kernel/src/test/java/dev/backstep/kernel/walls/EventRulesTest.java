package dev.backstep.kernel.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EventRulesTest {
    private static final Path GUIDE = Path.of("../../docs/security.md");
    private static final Pattern CODE = Pattern.compile("`([A-Za-z_][\\w./]*)`");

    /// The table of CPython 3.14's documentation, and the names in its programs and libraries that the table lacks.
    private static Set<String> ofPython() throws IOException {
        try (var in = EventRulesTest.class.getResourceAsStream("audit-events-3.14.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void everyEventOfPythonIsDecided() throws IOException {
        var undecided = ofPython();
        undecided.removeAll(EventRules.known());
        assertEquals(Set.of(), undecided);
    }

    @Test
    void everyDecisionIsInTheGuide() throws IOException {
        var text = Files.readString(GUIDE);
        var table = text.substring(text.indexOf("## Audit events"));
        var told = CODE.matcher(table).results().map(match -> match.group(1)).collect(Collectors.toSet());
        var untold = new TreeSet<>(EventRules.known());
        untold.removeAll(told);
        assertEquals(Set.of(), untold);
    }

    @Test
    void everyGuardIsInTheGuide() throws IOException {
        var text = Files.readString(GUIDE);
        for (var guard : Guard.ALL) {
            for (var function : guard.functions().split(" ")) {
                assertTrue(text.contains("`" + function + "`"), guard.module() + "." + function);
            }
        }
    }
}
