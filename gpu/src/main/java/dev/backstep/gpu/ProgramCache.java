package dev.backstep.gpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.lwjgl.system.Platform;

/// Compiled programs on disk, by device, driver, text and options, and what else is found out about a
/// device. That a file cannot be read or written is no error: the work is done again.
final class ProgramCache {
    private final @Nullable Path folder;

    /// @param folder null for no cache
    ProgramCache(@Nullable Path folder) {
        this.folder = folder;
    }

    /// In the user's folder for caches.
    static ProgramCache ofUser() {
        String home = System.getProperty("user.home");
        Path caches = switch (Platform.get()) {
            case WINDOWS -> variable("LOCALAPPDATA", home, "AppData", "Local");
            case MACOSX -> Path.of(home, "Library", "Caches");
            default -> variable("XDG_CACHE_HOME", home, ".cache");
        };
        return new ProgramCache(caches.resolve("backstep").resolve("opencl"));
    }

    private static Path variable(String name, String home, String... otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? Path.of(home, otherwise) : Path.of(value);
    }

    byte @Nullable [] read(ClDevice device, Cl.Source source) {
        return read(device, source.options(), source.text());
    }

    void write(ClDevice device, Cl.Source source, byte[] binary) {
        write(device, binary, source.options(), source.text());
    }

    /// What was kept for a device and its driver under these words, or null.
    byte @Nullable [] read(ClDevice device, String... words) {
        try {
            return folder == null ? null : Files.readAllBytes(file(folder, device, words));
        } catch (IOException e) {
            return null;
        }
    }

    void write(ClDevice device, byte[] content, String... words) {
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            // Another process may be reading or writing the same.
            Path part = Files.createTempFile(folder, "new", null);
            Files.write(part, content);
            Files.move(part, file(folder, device, words), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // The next run does the work again.
        }
    }

    private static Path file(Path folder, ClDevice device, String... words) {
        String key = String.join("\0", device.name(), device.driver(), String.join("\0", words));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(digest) + ".bin");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
