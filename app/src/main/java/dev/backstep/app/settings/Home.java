package dev.backstep.app.settings;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/// The folder that belongs to this user and this app.
public final class Home {
    private Home() {}

    /// The folder named by the system property `backstep.home`, else the one where this system's apps keep their data:
    /// `%APPDATA%\Backstep`, `~/Library/Application Support/Backstep`, or `$XDG_DATA_HOME/backstep` (by default
    /// `~/.local/share/backstep`). It may not exist yet.
    public static Path find(Properties properties, Map<String, String> environment) {
        var chosen = properties.getProperty("backstep.home");
        if (chosen != null) {
            return Path.of(chosen);
        }
        var user = Path.of(properties.getProperty("user.home"));
        var system = properties.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.contains("win")) {
            var roaming = environment.get("APPDATA");
            return (roaming == null ? user : Path.of(roaming)).resolve("Backstep");
        }
        if (system.contains("mac")) {
            return user.resolve("Library").resolve("Application Support").resolve("Backstep");
        }
        var data = environment.getOrDefault("XDG_DATA_HOME", "");
        return (data.startsWith("/") ? Path.of(data) : user.resolve(".local").resolve("share")).resolve("backstep");
    }
}
