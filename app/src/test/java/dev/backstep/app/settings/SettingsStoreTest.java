package dev.backstep.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsStoreTest {
    @TempDir
    private Path home;

    private static final Setting<String> NAME = Setting.oneOf("device", "cpu", List.of("cpu", "gpu"));
    private static final Setting<Long> SEED = Setting.whole("seed", 0, -5, 100);
    private static final Setting<Double> SIZE = Setting.number("fontSize", 13, 6, 48);
    private static final Setting<Boolean> LIVE = Setting.flag("live", true);
    private static final Setting<List<String>> FILES = Setting.texts("recentFiles");

    @Test
    void whatIsSavedIsLoaded() throws IOException {
        var store = new SettingsStore(home);
        store.set(NAME, "gpu");
        store.set(SEED, 7L);
        store.set(SIZE, 15.5);
        store.set(LIVE, false);
        store.set(FILES, List.of("/tmp/a.py", "/tmp/b.py"));
        store.write(store.snapshot());
        var loaded = new SettingsStore(home);
        assertEquals("gpu", loaded.get(NAME));
        assertEquals(7L, loaded.get(SEED));
        assertEquals(15.5, loaded.get(SIZE));
        assertEquals(false, loaded.get(LIVE));
        assertEquals(List.of("/tmp/a.py", "/tmp/b.py"), loaded.get(FILES));
        assertEquals(Optional.empty(), loaded.complaint());
    }

    @Test
    void theFirstStartHasDefaults() {
        var store = new SettingsStore(home.resolve("not").resolve("there"));
        assertEquals("cpu", store.get(NAME));
        assertEquals(List.of(), store.get(FILES));
        assertEquals(Optional.empty(), store.complaint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[1, 2]", "\u0000\u0001"})
    void aDamagedFileGivesDefaultsAndIsKept(String damage) throws IOException {
        Files.writeString(home.resolve("settings.json"), damage);
        var store = new SettingsStore(home);
        assertEquals("cpu", store.get(NAME));
        assertTrue(store.complaint().isPresent());
        assertEquals(damage, Files.readString(home.resolve("settings.json.damaged")));
        store.write(store.snapshot());
        assertEquals(Optional.empty(), new SettingsStore(home).complaint());
    }

    @Test
    void oneImpossibleValueBecomesItsDefaultAndTheOthersStay() throws IOException {
        Files.writeString(home.resolve("settings.json"), """
                {"fontSize": -3, "seed": {}, "device": "abacus", "live": false, "recentFiles": ["a.py"]}""");
        var store = new SettingsStore(home);
        assertEquals(13, store.get(SIZE));
        assertEquals(0, store.get(SEED));
        assertEquals("cpu", store.get(NAME));
        assertEquals(false, store.get(LIVE));
        assertEquals(List.of("a.py"), store.get(FILES));
    }

    @Test
    void valuesOfANewerVersionStayInTheFile() throws IOException {
        Files.writeString(home.resolve("settings.json"), "{\"somethingNewer\": [1], \"seed\": 3}");
        var store = new SettingsStore(home);
        store.set(SEED, 4L);
        store.write(store.snapshot());
        assertTrue(Files.readString(home.resolve("settings.json")).contains("somethingNewer"));
    }

    @Test
    void eachChangeIsAnnouncedOnce() {
        var changes = new AtomicInteger();
        var store = new SettingsStore(home);
        store.setListener(changes::incrementAndGet);
        assertEquals(0L, store.get(SEED));
        store.set(SEED, 5L);
        store.set(SEED, 5L);
        assertEquals(1, changes.get());
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
