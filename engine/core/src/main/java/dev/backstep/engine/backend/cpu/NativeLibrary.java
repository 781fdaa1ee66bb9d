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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds OpenBLAS and loads it.
///
/// Where the system property `dev.backstep.natives` names a folder, it is there. Else it is in the
/// `org.bytedeco:openblas` jar of this platform, from which it is unpacked once into the user's cache folder: for those
/// who use the engine as a library.
final class NativeLibrary {
    private static final String FOLDER = "dev.backstep.natives";

    private static final String OPENBLAS = "libopenblas";

    /// What OpenBLAS needs; not on every platform. Each comes after those that it needs itself.
    private static final List<String> NEEDED = List.of("libgcc_s", "libquadmath", "libgfortran");

    private NativeLibrary() {}

    /// The library, or null if there is none for this platform or it cannot be loaded.
    static @Nullable SymbolLookup load() {
        try {
            var files = files();
            for (String library : NEEDED) {
                files.stream().filter(file -> isOf(library, file)).forEach(NativeLibrary::tryLoad);
            }
            var openBlas = files.stream()
                    .filter(file -> isOf(OPENBLAS, file))
                    .findFirst()
                    .orElse(null);
            return openBlas == null ? null : SymbolLookup.libraryLookup(openBlas, Arena.global());
        } catch (IOException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    /// OpenBLAS's file and perhaps others.
    private static List<Path> files() throws IOException {
        String folder = System.getProperty(FOLDER);
        if (folder != null) {
            try (var files = Files.list(Path.of(folder).toAbsolutePath())) {
                return files.toList();
            }
        }
        URL inJar = NativeLibrary.class.getResource("/org/bytedeco/openblas/" + platform() + "/");
        return inJar == null ? List.of() : unpack((JarURLConnection) inJar.openConnection());
    }

    /// Whether a file is a library's, by its name: `libgfortran.so.5` is libgfortran's, so is `libgfortran-5.dll`.
    private static boolean isOf(String library, Path file) {
        return file.getFileName().toString().matches(library + "[.-].*");
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
                if (isUsed(name)) {
                    files.add(unpack(jar, entry, target.resolve(name)));
                }
            }
        }
        return files;
    }

    /// Not JavaCPP's own libraries, which are as large.
    private static boolean isUsed(String name) {
        return !name.contains("/")
                && Stream.concat(NEEDED.stream(), Stream.of(OPENBLAS))
                        .anyMatch(library -> isOf(library, Path.of(name)));
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
