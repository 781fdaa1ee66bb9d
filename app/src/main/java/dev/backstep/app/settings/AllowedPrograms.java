package dev.backstep.app.settings;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The programs that a person allowed to write files in their folders, by the programs' own files.
///
/// They have a file of their own that is written at each change, and not with the settings when the window closes:
/// neither a crash nor a second window may bring back what was taken back. A file that cannot be read allows nothing.
public final class AllowedPrograms {
    private static final System.Logger LOG = System.getLogger(AllowedPrograms.class.getName());

    private final Path file;
    private Set<String> programs = Set.of();

    /// @param home see [Home]
    public AllowedPrograms(Path home) {
        file = home.resolve("allowed-programs.json");
        read();
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Content(@Nullable List<@Nullable String> mayWriteFiles) {}

    /// Whether a program may write. It is the path that counts, so a copy has to be allowed by itself.
    public boolean contains(Path program) {
        return programs.contains(key(program));
    }

    /// Reads the file again: another window may have changed it.
    public void read() {
        programs = stored();
    }

    /// Allows a program to write.
    ///
    /// @throws IOException if that cannot be kept; the program is then not allowed
    public void add(Path program) throws IOException {
        var next = new TreeSet<>(stored());
        next.add(key(program));
        Json.replace(file, new Content(List.copyOf(next)));
        programs = next;
    }

    /// Takes back what was allowed, at once.
    ///
    /// @throws IOException if that cannot be kept; the program is then allowed again after the next start
    public void remove(Path program) throws IOException {
        var next = new TreeSet<>(stored());
        next.remove(key(program));
        programs = next;
        Json.replace(file, new Content(List.copyOf(next)));
    }

    private Set<String> stored() {
        var found = new TreeSet<String>();
        try {
            var content = Json.MAPPER.readValue(Files.readAllBytes(file), Content.class);
            if (content != null && content.mayWriteFiles != null) {
                content.mayWriteFiles.stream().filter(one -> one != null).forEach(found::add);
            }
        } catch (NoSuchFileException nobody) {
            // Nothing was ever allowed.
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "unreadable list of allowed programs", e);
        }
        return found;
    }

    private static String key(Path program) {
        return program.toAbsolutePath().normalize().toString();
    }
}
