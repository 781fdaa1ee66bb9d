package dev.backstep.kernel.walls;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The folders that a program may use. Two programs of the same reach may follow each other in one process.
///
/// @param folder the program's own, which is also the process's working folder while it runs; null if it has none
/// @param writes whether it may write in its folder
/// @param libraries where Python, its library and its packages are; read only
public record Reach(@Nullable Path folder, boolean writes, List<Path> libraries) {
    /// Makes all paths real, so that a path that leads through a link can be compared with them.
    public Reach {
        folder = folder == null ? null : real(folder);
        libraries = libraries.stream().map(Reach::real).toList();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
