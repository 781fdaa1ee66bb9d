package dev.backstep.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The release.
public final class Version {
    private Version() {}

    /// Such as `0.1.0`.
    public static String current() {
        try (var file = Version.class.getResourceAsStream("version.properties")) {
            var properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
