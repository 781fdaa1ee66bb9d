package dev.backstep.kernel.walls;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which files a program may read and write.
///
/// A path is judged by where it really leads: every link is followed. A program that may write could exchange a folder
/// for a link between this question and its answer's use; the second wall is there for that.
final class FileRules {
    static final String HOW_TO_ALLOW = "Run ▸ Allow Files…, or --allow-files on the command line";

    private static final String ONLY_READ = "Backstep programs can read only their own folder and Python's library";
    private static final String NO_FOLDER =
            "This program belongs to no folder yet, so it can read only Python's library; save it first";
    private static final String NOT_ALLOWED =
            "Backstep programs cannot write files unless you allow it: " + HOW_TO_ALLOW;
    private static final String OUTSIDE = "Backstep programs cannot write outside their own folder";
    private static final String DESCRIPTOR =
            "Backstep programs cannot use the descriptors 0, 1 and 2: they belong to Backstep";
    private static final String FOLDER = "Backstep programs cannot open a folder as if it were a file";
    private static final String NO_TEXT = "Backstep programs name a file by a str or bytes; use os.fspath(path)";
    private static final String NO_PATH = "Backstep cannot tell which file this is";
    private static final String RELATIVE_TO =
            "Backstep programs cannot name a file relative to an open folder (dir_fd)";

    /// Devices without a content of their own, what tells the time zone, and the table of MIME types.
    private static final Set<String> HARMLESS =
            Set.of("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/etc/localtime", "/etc/mime.types");

    private static final List<String> TIME_ZONES =
            List.of("/usr/share/zoneinfo/", "/usr/lib/zoneinfo/", "/usr/share/lib/zoneinfo/", "/etc/zoneinfo/");

    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final Reach reach;
    private final List<String> libraryPrefixes = new ArrayList<>();

    FileRules(Reach reach) {
        this.reach = reach;
        for (var library : reach.libraries()) {
            libraryPrefixes.add(library + File.separator);
        }
    }

    Reach reach() {
        return reach;
    }

    @Nullable
    Refusal reading(@Nullable String name) {
        if (name == null) {
            return Refusal.of(NO_TEXT);
        }
        if (isLibraries(name) || isHarmless(name)) {
            return null;
        }
        if (reach.folder() == null && !isAbsolute(name)) {
            return Refusal.of(NO_FOLDER, name);
        }
        var path = find(name);
        if (path == null) {
            return Refusal.of(NO_PATH, name);
        }
        return isIn(reach.folder(), path) || isInLibraries(path)
                ? null
                : Refusal.of(reach.folder() == null ? NO_FOLDER : ONLY_READ, name);
    }

    @Nullable
    Refusal writing(@Nullable String name) {
        if (name == null) {
            return Refusal.of(NO_TEXT);
        }
        if (isNullDevice(name)) {
            return null;
        }
        if (!reach.writes()) {
            return Refusal.of(NOT_ALLOWED, name);
        }
        if (reach.folder() == null) {
            return Refusal.of(OUTSIDE, name);
        }
        var path = find(name);
        if (path == null) {
            return Refusal.of(NO_PATH, name);
        }
        // Somebody's folder may hold Python itself.
        return isIn(reach.folder(), path) && !isInLibraries(path) ? null : Refusal.of(OUTSIDE, name);
    }

    /// Writing what an argument names.
    ///
    /// @param folderIndex of the argument that holds the open folder to which it is relative; -1 for none
    @Nullable
    Refusal writing(Arguments arguments, int index, int folderIndex) {
        if (arguments.isNumber(folderIndex) && arguments.number(folderIndex) != -1) {
            return Refusal.of(RELATIVE_TO);
        }
        // A descriptor instead of a path is refused as no text: nobody knows here what it was opened for.
        return writing(arguments.text(index));
    }

    /// The event `open` of a path, or of a descriptor.
    ///
    /// The event does not tell what a path is relative to. Only an open folder is possible, so none can be opened.
    @Nullable
    Refusal opening(Arguments arguments) {
        if (arguments.isNumber(0)) {
            return descriptor(arguments.number(0));
        }
        var name = arguments.text(0);
        boolean writes = OpenFlags.writes(arguments.text(1), arguments.isNumber(2) ? arguments.number(2) : 0);
        var refusal = writes ? writing(name) : reading(name);
        if (refusal != null || name == null || isHarmless(name)) {
            return refusal;
        }
        // By `open` alone, which passes a mode, a folder cannot be opened anyway.
        return arguments.text(1) == null && Files.isDirectory(resolve(name)) ? Refusal.of(FOLDER, name) : null;
    }

    /// What a program may do with something that is open. What it opened itself was judged then.
    @Nullable
    Refusal descriptor(long number) {
        return number >= 0 && number <= 2 ? Refusal.of(DESCRIPTOR) : null;
    }

    /// Whether a compiled module may be loaded from a file.
    boolean isLibrary(String name) {
        if (isLibraries(name)) {
            return true;
        }
        var path = isAbsolute(name) ? find(name) : null;
        return path != null && isInLibraries(path);
    }

    /// Whether it names the program's own folder.
    boolean isFolder(String name) {
        var path = reach.folder() == null ? null : find(name);
        return path != null && path.equals(reach.folder());
    }

    /// Decided by the text alone, for most files that Python opens are its own. Its library has no links to elsewhere.
    private boolean isLibraries(String name) {
        for (var prefix : libraryPrefixes) {
            if (name.startsWith(prefix)) {
                return !climbs(name);
            }
        }
        return false;
    }

    private static boolean climbs(String name) {
        return name.contains("..");
    }

    private static boolean isHarmless(String name) {
        return isNullDevice(name)
                || !WINDOWS
                        && (HARMLESS.contains(name) || TIME_ZONES.stream().anyMatch(name::startsWith) && !climbs(name));
    }

    private static boolean isNullDevice(String name) {
        return WINDOWS ? name.equalsIgnoreCase("nul") : name.equals("/dev/null");
    }

    private static boolean isAbsolute(String name) {
        try {
            return Path.of(name).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isIn(@Nullable Path folder, Path path) {
        return folder != null && path.startsWith(folder);
    }

    private boolean isInLibraries(Path path) {
        return reach.libraries().stream().anyMatch(path::startsWith);
    }

    private Path resolve(String name) {
        var path = Path.of(name);
        return reach.folder() == null ? path : reach.folder().resolve(path);
    }

    /// Where a path leads, which need not exist; null if that is not known.
    private @Nullable Path find(String name) {
        try {
            var path = resolve(name);
            // On Windows, a look at another root may already open a connection.
            return isOnKnownRoot(path) ? find(path) : null;
        } catch (InvalidPathException | IOException e) {
            return null;
        }
    }

    private boolean isOnKnownRoot(Path path) {
        if (!WINDOWS) {
            return path.isAbsolute();
        }
        var root = path.getRoot();
        var folder = reach.folder();
        return root != null
                && path.isAbsolute()
                && (folder != null && root.equals(folder.getRoot())
                        || reach.libraries().stream().anyMatch(library -> root.equals(library.getRoot())));
    }

    private static @Nullable Path find(Path path) throws IOException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            var parent = path.getParent();
            var last = path.getFileName();
            // A link to nothing: opening it for writing would make what it names.
            if (parent == null || last == null || Files.isSymbolicLink(path) || isStep(last)) {
                return null;
            }
            var found = find(parent);
            return found == null ? null : found.resolve(last);
        } catch (FileSystemLoopException e) {
            return null;
        }
    }

    private static boolean isStep(Path name) {
        var text = name.toString();
        return text.equals(".") || text.equals("..");
    }
}
