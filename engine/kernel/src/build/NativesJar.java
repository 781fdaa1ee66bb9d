import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/// A jar of Bytedeco's with the files of one library for one platform.
///
/// @param file the jar
/// @param folder where its files are: `org/bytedeco/numpy/linux-x86_64/`
record NativesJar(Path file, String folder) {

    static NativesJar of(Path file) throws IOException {
        try (var jar = new JarFile(file.toFile(), false)) {
            return jar.stream()
                    .map(entry -> entry.getName().split("/"))
                    .filter(name -> name.length > 4 && name[1].equals("bytedeco"))
                    .map(name -> new NativesJar(file, String.join("/", name[0], name[1], name[2], name[3], "")))
                    .findFirst()
                    .orElseThrow(() -> new IOException(file + " holds no library of Bytedeco's"));
        }
    }

    /// Bytedeco's name of it: `linux-x86_64`.
    String platform() {
        return folder.split("/")[3];
    }

    /// Unpacks the files that have a place.
    ///
    /// @param places where in the target a file of the jar belongs, by its name there
    void unpack(Path target, Function<String, Optional<String>> places) throws IOException {
        try (var jar = new JarFile(file.toFile(), false)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (!entry.isDirectory() && name.startsWith(folder)) {
                    var place = places.apply(name.substring(folder.length()));
                    if (place.isPresent()) {
                        Path copy = target.resolve(place.get());
                        Files.createDirectories(copy.getParent());
                        try (var content = jar.getInputStream(entry)) {
                            Files.copy(content, copy);
                        }
                    }
                }
            }
        }
    }
}
