import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// Puts the Python that the kernel runs into one folder:
/// `PythonHome.java PROGRAM FOLDER PACKAGES CPYTHON NUMPY OPENBLAS`, with the folder of this program, the folder to
/// fill, the sources of our own Python packages, and Bytedeco's jars for one platform. Run by every build, started
/// from source.
///
/// [Layout] says what of the jars is taken. Everything is compiled here: a kernel unpacks and compiles nothing when it
/// starts. A build pays for what has changed: for everything if a jar or this program did, else for the files of our
/// packages that were edited.
public final class PythonHome {
    private final Path program;
    private final Path folder;
    private final Path packages;
    private final NativesJar cpython;
    private final NativesJar numpy;
    private final NativesJar openBlas;
    private final Layout layout;
    /// The folder of the interpreter.
    private final Path bin;

    private PythonHome(List<Path> paths) throws IOException {
        program = paths.get(0);
        folder = paths.get(1);
        packages = paths.get(2);
        cpython = NativesJar.of(paths.get(3));
        numpy = NativesJar.of(paths.get(4));
        openBlas = NativesJar.of(paths.get(5));
        layout = new Layout(cpython.platform());
        bin = folder.resolveSibling("interpreter");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var home = new PythonHome(Stream.of(args)
                .map(arg -> Path.of(arg).toAbsolutePath().normalize())
                .toList());
        home.updateLibraries();
        home.updatePackages();
    }

    /// CPython with its standard library, numpy and OpenBLAS.
    private void updateLibraries() throws IOException, InterruptedException {
        // Beside the folder, which is distributed as it is.
        Path stamp = folder.resolveSibling(folder.getFileName() + ".stamp");
        String state = state();
        if (Files.exists(stamp) && Files.readString(stamp).equals(state)) {
            return;
        }
        Files.deleteIfExists(stamp);
        delete(folder);
        delete(bin);
        cpython.unpack(folder, layout::cpython);
        numpy.unpack(folder, layout::numpy);
        openBlas.unpack(folder, layout::openBlas);
        cpython.unpack(bin, layout::interpreter);
        Path licence = folder.resolve(layout.standardLibrary()).resolve("LICENSE.txt");
        if (!Files.exists(licence)) {
            // Windows' jar comes without.
            Files.copy(program.resolve("LICENSE-CPython.txt"), licence);
        }
        compile(folder, List.of("lib"));
        Files.writeString(stamp, state);
    }

    /// What decides about the libraries: the jars, and the files of this program.
    private String state() throws IOException {
        var state = new StringBuilder();
        for (NativesJar jar : List.of(cpython, numpy, openBlas)) {
            state.append("%s %d\n".formatted(jar.file().getFileName(), Files.size(jar.file())));
        }
        for (Path file : files(program)) {
            state.append("%s %x\n".formatted(file.getFileName(), Arrays.hashCode(Files.readAllBytes(file))));
        }
        return state.toString();
    }

    /// Our own packages: copies those that were edited, and removes what no longer has a source.
    private void updatePackages() throws IOException, InterruptedException {
        Path copies = Files.createDirectories(folder.resolve("backstep"));
        var current = new HashSet<Path>();
        var edited = new ArrayList<String>();
        for (Path source : files(packages)) {
            Path name = packages.relativize(source);
            if (name.toString().contains("__pycache__")) {
                continue;
            }
            Path copy = copies.resolve(name);
            Path compiled = Interpreter.compiled(copy);
            current.add(copy);
            current.add(compiled);
            if (!isCopy(copy, source)) {
                Files.createDirectories(copy.getParent());
                Files.copy(source, copy, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                // Nobody compares it with its source any more.
                Files.deleteIfExists(compiled);
            }
            if (name.toString().endsWith(".py") && !Files.exists(compiled)) {
                edited.add(name.toString());
            }
        }
        for (Path file : files(copies)) {
            if (!current.contains(file)) {
                Files.delete(file);
            }
        }
        deleteEmptyFolders(copies);
        if (!edited.isEmpty()) {
            compile(copies, edited);
        }
    }

    private void compile(Path where, List<String> names) throws IOException, InterruptedException {
        if (!layout.platform().equals(Layout.PLATFORM_HERE)) {
            System.err.println("[WARNING] A Python for %s cannot be compiled on %s: it will start slowly"
                    .formatted(layout.platform(), Layout.PLATFORM_HERE));
            return;
        }
        new Interpreter(bin.resolve(layout.interpreter()), folder).compile(where, names);
    }

    private static boolean isCopy(Path copy, Path source) throws IOException {
        return Files.exists(copy)
                && Files.size(copy) == Files.size(source)
                && Files.getLastModifiedTime(copy).equals(Files.getLastModifiedTime(source));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /// Python would take one for a package.
    private static void deleteEmptyFolders(Path folder) throws IOException {
        for (Path inner : innermostFirst(folder)) {
            if (Files.isDirectory(inner)) {
                try (var content = Files.list(inner)) {
                    if (content.findAny().isPresent()) {
                        continue;
                    }
                }
                Files.delete(inner);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path inner : innermostFirst(folder)) {
                Files.delete(inner);
            }
        }
    }

    private static List<Path> innermostFirst(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
