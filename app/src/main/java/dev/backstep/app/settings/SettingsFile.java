package dev.backstep.app.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/// Reads and writes the [Settings].
public final class SettingsFile {
    private static final System.Logger LOG = System.getLogger(SettingsFile.class.getName());

    private final Path file;

    /// @param home see [Home]
    public SettingsFile(Path home) {
        this.file = home.resolve("settings.json");
    }

    /// What was read.
    ///
    /// @param complaint why the file's settings could not be used, for the user; null if they could
    public record Loaded(Settings settings, @Nullable String complaint) {}

    /// Reads the settings. A damaged file is put aside, as `settings.json.damaged`, and never stops the app.
    public Loaded load() {
        try {
            var settings = Json.MAPPER.readValue(Files.readAllBytes(file), Settings.class);
            return settings == null ? damaged() : new Loaded(settings, null);
        } catch (NoSuchFileException first) {
            return new Loaded(Settings.DEFAULT, null);
        } catch (JsonProcessingException e) {
            LOG.log(System.Logger.Level.DEBUG, "damaged settings", e);
            return damaged();
        } catch (IOException e) {
            return new Loaded(Settings.DEFAULT, "The settings could not be read from %s.".formatted(file));
        }
    }

    private Loaded damaged() {
        var aside = file.resolveSibling("settings.json.damaged");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "damaged settings stay where they are", e);
        }
        return new Loaded(
                Settings.DEFAULT,
                "The settings were damaged, so the defaults are used. The damaged file is kept as %s."
                        .formatted(aside));
    }

    public void save(Settings settings) throws IOException {
        Json.replace(file, settings);
    }
}
