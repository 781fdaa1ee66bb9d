package dev.backstep.app.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/// All that the app remembers, by [Setting]. Values in the file that no feature declares, such as those of a newer
/// version, stay there. Belongs to the JavaFX application thread, except [#write(Snapshot)].
public final class SettingsStore {
    private static final System.Logger LOG = System.getLogger(SettingsStore.class.getName());

    private final Path file;
    private final ObjectNode values;
    private final Map<String, ObjectProperty<?>> properties = new HashMap<>();
    private final @Nullable String complaint;
    private Runnable listener = () -> {};

    /// Reads the settings. A damaged file is put aside, as `settings.json.damaged`, and never stops the app.
    ///
    /// @param home see [Home]
    public SettingsStore(Path home) {
        file = home.resolve("settings.json");
        var read = Json.MAPPER.createObjectNode();
        String problem = null;
        try {
            if (Json.MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode object) {
                read = object;
            } else {
                problem = putAside();
            }
        } catch (NoSuchFileException first) {
            LOG.log(System.Logger.Level.DEBUG, "no settings yet");
        } catch (JsonProcessingException e) {
            LOG.log(System.Logger.Level.DEBUG, "damaged settings", e);
            problem = putAside();
        } catch (IOException e) {
            problem = "The settings could not be read from %s.".formatted(file);
        }
        values = read;
        complaint = problem;
    }

    private String putAside() {
        var aside = file.resolveSibling("settings.json.damaged");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "damaged settings stay where they are", e);
        }
        return "The settings were damaged, so the defaults are used. The damaged file is kept as %s.".formatted(aside);
    }

    /// Why the file's settings could not be used, for the user.
    public Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    /// Called after each change.
    public void setListener(Runnable whenChanged) {
        listener = whenChanged;
    }

    public <T> T get(Setting<T> setting) {
        return property(setting).get();
    }

    public <T> void set(Setting<T> setting, T value) {
        property(setting).set(value);
    }

    /// The value, which views may bind to.
    ///
    /// @throws ClassCastException if another setting of this name has another type
    @SuppressWarnings("unchecked")
    public <T> ObjectProperty<T> property(Setting<T> setting) {
        return (ObjectProperty<T>) properties.computeIfAbsent(setting.name(), name -> {
            var property = new SimpleObjectProperty<>(this, name, setting.read(values.get(name)));
            property.subscribe((before, now) -> {
                var node = setting.write(now);
                if (!Objects.equals(node, values.get(name))) {
                    values.set(name, node);
                    listener.run();
                }
            });
            return property;
        });
    }

    /// All values as they are now.
    public Snapshot snapshot() {
        return new Snapshot(values.deepCopy());
    }

    /// Values to be written.
    public static final class Snapshot {
        private final ObjectNode values;

        private Snapshot(ObjectNode values) {
            this.values = values;
        }
    }

    /// Writes values to the file, all or nothing. May be called in the background.
    public void write(Snapshot snapshot) throws IOException {
        Json.replace(file, snapshot.values);
    }
}
