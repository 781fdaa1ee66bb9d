package dev.backstep.app.window;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.backstep.app.settings.Drafts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;

/// What an app that was killed leaves in the user's folder.
record CrashedApp(Path home) {
    void leaves(Drafts.Draft draft) throws Exception {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("file", draft.file() == null ? null : draft.file().toString());
        entry.put("name", draft.name());
        entry.put("text", draft.text());
        // No process of this number was started then.
        entry.put("pid", 1);
        entry.put("started", "1970-01-01T00:00:00Z");
        entry.put("written", "2026-01-01T00:00:00Z");
        var folder = Files.createDirectories(home.resolve("drafts"));
        Files.write(folder.resolve("draft-1.json"), JsonMapper.builder().build().writeValueAsBytes(entry));
    }
}
