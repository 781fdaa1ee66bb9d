package dev.backstep.kernel.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The profile as a text; whether macOS accepts it can only be seen there.
class MacSandboxTest {
    private static final Path FOLDER = Path.of("/Users/ada/pro\"gram");

    private static String profile(boolean writes, boolean all) {
        var reach = new Reach(FOLDER, writes, List.of(Path.of("/Applications/Backstep/python")));
        return MacSandbox.profile(reach, List.of(Path.of("/Applications/Backstep/jre")), all);
    }

    @Test
    void bracketsAndQuotesMatch() {
        var text = profile(true, true);
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
            assertTrue(depth >= 0);
        }
        assertEquals(0, depth);
        assertFalse(quoted);
    }

    @Test
    void whatIsAllowedComesAfterWhatIsRefused() {
        var text = profile(true, true);
        assertTrue(text.indexOf("(deny file-write*)") < text.indexOf("(allow file-write* (subpath"));
        assertTrue(text.indexOf("(deny file-read-data") < text.indexOf("(allow file-read-data"));
        assertTrue(text.contains("(subpath \"/Users/ada/pro\\\"gram\")"), text);
    }

    @Test
    void theFolderIsWrittenWherePermittedOnly() {
        assertFalse(profile(false, true).contains("(allow file-write* (subpath"));
        assertTrue(profile(true, true).contains("(allow file-write* (subpath \"/Users/ada"));
    }

    @Test
    void theSecondTryLeavesOutWhatMayBeUnknown() {
        assertTrue(profile(false, true).contains("lsopen"));
        assertFalse(profile(false, false).contains("lsopen"));
    }
}
