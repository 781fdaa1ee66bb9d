package dev.backstep.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.settings.Settings.ThemeChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    private Path home;

    @Test
    void whatIsSavedIsLoaded() throws IOException {
        var settings = new Settings(
                ThemeChoice.DARK,
                new Settings.Window(10, 20, 1280, 800, false),
                new Settings.Panels(0.3, 0.7, 0.6, true, false, true),
                "/tmp/a.py",
                List.of("/tmp/a.py", "/tmp/b.py"),
                false,
                "gpu",
                "a card",
                7L,
                15.0,
                5,
                120,
                2048);
        new SettingsFile(home).save(settings);
        assertEquals(new SettingsFile.Loaded(settings, null), new SettingsFile(home).load());
    }

    @Test
    void theFirstStartHasDefaults() {
        var loaded = new SettingsFile(home.resolve("not").resolve("there")).load();
        assertEquals(Settings.DEFAULT, loaded.settings());
        assertNull(loaded.complaint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[1, 2]", "{\"theme\": \"PINK\"}", "{\"seed\": {}}", "\u0000\u0001"})
    void aDamagedFileGivesDefaultsAndIsKept(String damage) throws IOException {
        Files.writeString(home.resolve("settings.json"), damage);
        var loaded = new SettingsFile(home).load();
        assertEquals(Settings.DEFAULT, loaded.settings());
        assertNotNull(loaded.complaint());
        assertEquals(damage, Files.readString(home.resolve("settings.json.damaged")));
        new SettingsFile(home).save(loaded.settings());
        assertNull(new SettingsFile(home).load().complaint());
    }

    @Test
    void impossibleValuesBecomeDefaultsAndUnknownOnesAreIgnored() throws IOException {
        Files.writeString(home.resolve("settings.json"), """
                {"fontSize": -3, "panels": {"editor": 9}, "window": {"width": 1}, "liveLimitSeconds": 0,
                 "device": "abacus", "somethingNewer": [1], "recentFiles": [null, "a.py"], "theme": "DARK"}""");
        var settings = new SettingsFile(home).load().settings();
        assertEquals(Settings.DEFAULT_FONT_SIZE, settings.fontSize());
        assertEquals(Settings.Panels.DEFAULT.editor(), settings.panels().editor());
        assertNull(settings.window());
        assertEquals(10, settings.liveLimitSeconds());
        assertEquals("cpu", settings.device());
        assertEquals(List.of("a.py"), settings.recentFiles());
        assertEquals(ThemeChoice.DARK, settings.theme());
    }

    @Test
    void theFolderIsThatOfTheSystem() {
        assertEquals(Path.of("/home/ada/.local/share/backstep"), home("Linux", Map.of()));
        assertEquals(Path.of("/data/backstep"), home("Linux", Map.of("XDG_DATA_HOME", "/data")));
        assertTrue(home("Mac OS X", Map.of()).endsWith(Path.of("Library", "Application Support", "Backstep")));
        assertEquals(Path.of("/roaming", "Backstep"), home("Windows 11", Map.of("APPDATA", "/roaming")));
    }

    private static Path home(String system, Map<String, String> environment) {
        var properties = new Properties();
        properties.put("user.home", "/home/ada");
        properties.put("os.name", system);
        return Home.find(properties, environment);
    }
}
