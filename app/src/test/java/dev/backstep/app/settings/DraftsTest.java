package dev.backstep.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.settings.Drafts.Draft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftsTest {
    private static final Draft DRAFT = new Draft(Path.of("/tmp/a.py"), "a.py", "import torch\nx = 1\n");

    @TempDir
    private Path home;

    @Test
    void aRunningAppsDraftIsNotRecoveredByAnother() throws IOException {
        new Drafts(home).save(DRAFT);
        assertEquals(Optional.empty(), new Drafts(home).recover(any -> true));
    }

    @Test
    void aCrashedAppsDraftIsRecoveredAndKeptUntilItIsDiscarded() throws Exception {
        crashedApp().save(DRAFT);
        var drafts = new Drafts(home);
        assertEquals(Optional.of(DRAFT), drafts.recover(any -> true));
        try (var files = Files.list(home.resolve("drafts"))) {
            assertEquals(1, files.count(), "it has become this app's draft");
        }
        drafts.discard();
        try (var files = Files.list(home.resolve("drafts"))) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void onlyTheWantedDraftIsRecovered() throws Exception {
        crashedApp().save(DRAFT);
        assertEquals(
                Optional.empty(),
                new Drafts(home).recover(draft -> Path.of("/tmp/other.py").equals(draft.file())));
        assertTrue(new Drafts(home).recover(any -> true).isPresent());
    }

    @Test
    void aDamagedDraftIsLeftAlone() throws Exception {
        crashedApp().save(DRAFT);
        Files.writeString(home.resolve("drafts").resolve("draft-1.json"), "{\"text\": ");
        Files.writeString(home.resolve("drafts").resolve("draft-2.json"), "{}");
        assertEquals(Optional.of(DRAFT), new Drafts(home).recover(any -> true));
        assertTrue(Files.exists(home.resolve("drafts").resolve("draft-1.json")));
    }

    @Test
    void aTextWithoutAFileIsKeptToo() throws Exception {
        var draft = new Draft(null, "untitled.py", "½ ≤ λ 😀\n");
        crashedApp().save(draft);
        assertEquals(Optional.of(draft), new Drafts(home).recover(any -> true));
    }

    /// An app whose process has ended.
    private Drafts crashedApp() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process =
                new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
        var drafts = new Drafts(home, process.toHandle());
        process.getInputStream().readAllBytes();
        process.waitFor();
        return drafts;
    }
}
