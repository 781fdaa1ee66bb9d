package dev.backstep.engine.backend.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/// Finds OpenBLAS in the `org.bytedeco:openblas` jar of this platform, unpacks it once into the user's cache folder and
/// loads it.
final class NativeLibrary {
    private NativeLibrary() {}

    /// The library, or null if there is none for this platform or it cannot be loaded.
    static @Nullable SymbolLookup load() {
        URL folder = NativeLibrary.class.getResource("/org/bytedeco/openblas/" + platform() + "/");
        if (folder == null) {
            return null;
        }
        try {
            List<Path> files = unpack((JarURLConnection) folder.openConnection());
            Path openblas = null;
            // The others are what it needs itself; those that need each other succeed on the second round.
            for (int round = 0; round < 2; round++) {
                for (Path file : files) {
                    if (file.getFileName().toString().contains("openblas")) {
                        openblas = file;
                    } else {
                        tryLoad(file);
                    }
                }
            }
            return openblas == null ? null : SymbolLookup.libraryLookup(openblas, Arena.global());
        } catch (IOException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    private static void tryLoad(Path file) {
        try {
            System.load(file.toString());
        } catch (UnsatisfiedLinkError e) {
            // Not fatal: the system may have it, and if not, OpenBLAS will say so.
        }
    }

    private static List<Path> unpack(JarURLConnection connection) throws IOException {
        List<Path> files = new ArrayList<>();
        try (JarFile jar = connection.getJarFile()) {
            String prefix = connection.getEntryName();
            String version = Path.of(jar.getName()).getFileName().toString().replace(".jar", "");
            Path target = folder(version);
            for (JarEntry entry : jar.stream().toList()) {
                String name =
                        entry.getName().startsWith(prefix) ? entry.getName().substring(prefix.length()) : "";
                if (isLibrary(name)) {
                    files.add(unpack(jar, entry, target.resolve(name)));
                }
            }
        }
        return files;
    }

    /// Shared libraries of the folder itself, without JavaCPP's own.
    private static boolean isLibrary(String name) {
        return !name.contains("/")
                && !name.contains("jni")
                && (name.contains(".so") || name.endsWith(".dll") || name.endsWith(".dylib"));
    }

    private static Path unpack(JarFile jar, JarEntry entry, Path target) throws IOException {
        if (Files.exists(target) && Files.size(target) == entry.getSize()) {
            return target;
        }
        // Another process may do the same right now: appear whole or not at all.
        Path part = Files.createTempFile(target.getParent(), "unpacking", ".tmp");
        try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return target;
    }

    private static Path folder(String version) throws IOException {
        try {
            return Files.createDirectories(userCache().resolve("backstep").resolve(version));
        } catch (IOException | RuntimeException e) {
            // No writable home: a folder of this process alone.
            return Files.createTempDirectory("backstep");
        }
    }

    private static Path userCache() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        Path home = Path.of(System.getProperty("user.home"));
        String local = System.getenv("LOCALAPPDATA");
        String xdg = System.getenv("XDG_CACHE_HOME");
        if (os.startsWith("windows") && local != null) {
            return Path.of(local);
        }
        if (os.startsWith("mac")) {
            return home.resolve("Library/Caches");
        }
        return xdg != null && !xdg.isEmpty() ? Path.of(xdg) : home.resolve(".cache");
    }

    /// JavaCPP's name of this platform: `linux-x86_64`.
    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macosx" : "linux";
        String arch = System.getProperty("os.arch");
        return system + "-"
                + switch (arch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm64";
                    default -> arch;
                };
    }
}
