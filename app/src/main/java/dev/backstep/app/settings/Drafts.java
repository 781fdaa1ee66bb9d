package dev.backstep.app.settings;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Keeps a copy of the text being typed, one file a running app, so that a crash, of the app or of the machine, loses
/// at
/// most what was typed in the last second. The copy goes when the app ends in good order; one that is found at the
/// start
/// and whose app no longer runs is what a crash left behind.
public final class Drafts {
    private static final System.Logger LOG = System.getLogger(Drafts.class.getName());

    private final Path folder;
    private final Path own;
    private final long pid;
    private final @Nullable Instant started;

    /// @param home see [Home]
    public Drafts(Path home) {
        this(home, ProcessHandle.current());
    }

    Drafts(Path home, ProcessHandle process) {
        folder = home.resolve("drafts");
        pid = process.pid();
        started = process.info().startInstant().orElse(null);
        own = folder.resolve("draft-" + pid + ".json");
    }

    /// A program with changes that were not saved.
    ///
    /// @param file the file it belongs to, null if it has none
    /// @param name what it is called
    public record Draft(@Nullable Path file, String name, String text) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Entry(
            @Nullable String file,
            String name,
            String text,
            long pid,
            @Nullable String started,
            String written) {

        Draft draft() {
            return new Draft(file == null ? null : Path.of(file), name, text);
        }

        /// Process numbers are used again, but not with the same time of start.
        boolean belongsToARunningApp() {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().startInstant())
                    .filter(instant -> instant.toString().equals(started))
                    .isPresent();
        }
    }

    public void save(Draft draft) throws IOException {
        Json.replace(
                own,
                new Entry(
                        draft.file() == null ? null : draft.file().toString(),
                        draft.name(),
                        draft.text(),
                        pid,
                        started == null ? null : started.toString(),
                        Instant.now().toString()));
    }

    /// Removes this app's copy: the text is saved, or not wanted.
    public void discard() {
        delete(own);
    }

    /// The newest text that a crashed app left behind. It becomes this app's: it is kept until [#discard()].
    ///
    /// @param wanted which one; the others are left for another time
    public Optional<Draft> recover(Predicate<Draft> wanted) {
        List<Found> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "draft-*.json")) {
            for (var file : files) {
                read(file)
                        .filter(entry -> !entry.belongsToARunningApp())
                        .ifPresent(entry -> found.add(new Found(file, entry)));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "drafts cannot be listed", e);
        }
        var newest = found.stream()
                .filter(one -> wanted.test(one.entry.draft()))
                .max(Comparator.comparing(one -> one.entry.written()));
        newest.ifPresent(this::adopt);
        return newest.map(one -> one.entry.draft());
    }

    private record Found(Path file, Entry entry) {}

    private void adopt(Found one) {
        try {
            save(one.entry.draft());
            if (!one.file.equals(own)) {
                delete(one.file);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the draft stays where it is", e);
        }
    }

    private Optional<Entry> read(Path file) {
        try {
            var entry = Json.MAPPER.readValue(Files.readAllBytes(file), Entry.class);
            return entry == null || entry.text == null || entry.name == null || entry.written == null
                    ? Optional.empty()
                    : Optional.of(entry);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "unreadable draft", e);
            return Optional.empty();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a draft cannot be removed", e);
        }
    }
}
