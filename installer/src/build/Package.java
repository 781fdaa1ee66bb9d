import dev.backstep.app.kernel.KernelCommand;
import dev.backstep.app.kernel.KernelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;

/// Makes an app image with its own Java runtime, and this system's native package of it, from the runnable
/// distribution:
/// `Package.java VERSION INSTALLER_FOLDER`. Run by the profile `installer`, started from source.
///
/// jpackage puts every jar it is given on every launcher's class path; here each launcher is left those it needs, since
/// the window and the kernel are two processes that must not see each other's jars. Then both get an ahead-of-time
/// cache, which halves their start.
public final class Package {
    /// What the window's libraries and JavaFX need, and the kernel's vectors.
    private static final String MODULES = "java.se,jdk.unsupported,jdk.zipfs,jdk.crypto.ec,"
            + "jdk.management,jdk.charsets,jdk.localedata,jdk.incubator.vector,javafx.controls";

    /// The time of all packed files, in whole seconds and in the past.
    private static final Instant TIME = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);

    private final String version;
    private final Path sources;
    private final Path distribution;
    private final Path target;

    private Package(String version, Path installer) {
        this.version = version;
        this.sources = installer.resolve("src/package");
        this.target = installer.resolve("target");
        this.distribution = target.resolve("backstep");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var build = new Package(args[0], Path.of(args[1]).toAbsolutePath().normalize());
        Path image = build.image();
        build.fixTimes(image);
        build.makeCaches(image);
        build.nativePackage(image);
    }

    private Path image() throws IOException {
        Path input = target.resolve("image-input");
        Path images = target.resolve("image");
        Folders.delete(input);
        Folders.delete(images);
        for (String folder : List.of("app", "shared", "kernel", "python")) {
            Folders.copy(distribution.resolve("lib").resolve(folder), input.resolve(folder));
        }
        Files.copy(distribution.resolve("LICENSE"), input.resolve("LICENSE"));
        Files.copy(distribution.resolve("NOTICE"), input.resolve("NOTICE"));
        Path kernel = target.resolve("kernel.properties");
        Files.writeString(kernel, """
            main-jar=kernel/backstep-kernel-%s.jar
            main-class=dev.backstep.kernel.KernelMain
            java-options=%s
            """.formatted(version, String.join(" ", kernelOptions())));

        var command = new ArrayList<>(List.of(
                "--type",
                "app-image",
                "--name",
                "backstep",
                "--app-version",
                version,
                "--vendor",
                "The Backstep authors",
                "--description",
                "A desktop debugger for the backward pass",
                "--input",
                input.toString(),
                "--dest",
                images.toString(),
                "--main-jar",
                "app/backstep-app-" + version + ".jar",
                "--main-class",
                "dev.backstep.app.Main",
                "--module-path",
                distribution.resolve("lib/javafx").toString(),
                "--add-modules",
                MODULES,
                "--add-launcher",
                "backstep-kernel=" + kernel,
                "--icon",
                icon().toString()));
        for (String option : windowOptions()) {
            command.add("--java-options");
            command.add(option);
        }
        run("jpackage", command);
        Path image = images.resolve("backstep");
        keepClassPath(image, "backstep", entry -> !entry.startsWith("kernel/"));
        keepClassPath(image, "backstep-kernel", entry -> !entry.startsWith("app/"));
        hideKernel(image);
        return image;
    }

    private List<String> windowOptions() throws IOException {
        var options = new ArrayList<>(Files.readAllLines(distribution.resolve("bin/window.args")));
        options.removeIf(line -> line.startsWith("#"));
        options.add("-Dbackstep.kernel.launcher=$APPDIR/"
                + (windows() ? "../backstep-kernel.exe" : "../../bin/backstep-kernel"));
        options.addAll(KernelCommand.cacheOptions("$APPDIR/window.aot"));
        return options;
    }

    private static List<String> kernelOptions() {
        var options = new ArrayList<>(KernelCommand.options(KernelSettings.defaultHeap()));
        options.addAll(KernelCommand.pythonOptions("$APPDIR/python"));
        options.addAll(KernelCommand.cacheOptions("$APPDIR/kernel.aot"));
        return options;
    }

    private Path icon() {
        String name = windows() ? "backstep.ico" : mac() ? "backstep.icns" : "backstep.png";
        return sources.resolve(name);
    }

    /// Leaves a launcher the jars whose path below the app folder is accepted.
    private static void keepClassPath(Path image, String launcher, Predicate<String> accepted) throws IOException {
        Path file = appFolder(image).resolve(launcher + ".cfg");
        String prefix = "app.classpath=$APPDIR/";
        List<String> kept = Files.readAllLines(file).stream()
                .map(line -> line.replace('\\', '/'))
                .filter(line -> !line.startsWith(prefix) || accepted.test(line.substring(prefix.length())))
                .toList();
        Files.write(file, kept);
    }

    /// Packages offer every launcher that they know of in the menus; the kernel's is for the window only.
    private static void hideKernel(Path image) throws IOException {
        Path file = appFolder(image).resolve(".jpackage.xml");
        String state = Files.readString(file);
        String hidden = state.replaceAll("(?s)<add-launcher .*?</add-launcher>", "");
        if (hidden.equals(state)) {
            throw new IOException("jpackage no longer says in " + file + " which launchers there are");
        }
        Files.writeString(file, hidden);
    }

    /// Gives all files one time. An ahead-of-time cache is refused when a jar's time is not that which it had, and the
    /// packers copy the image once more; dpkg-deb brings files back to [#TIME] (`SOURCE_DATE_EPOCH`).
    private void fixTimes(Path image) throws IOException {
        try (var files = Files.walk(image)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.setLastModifiedTime(file, FileTime.from(TIME));
            }
        }
    }

    private void makeCaches(Path image) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("backstep-training");
        try {
            var training = Training.of(sources, scratch);
            training.kernel(cache(image, "kernel.aot", "backstep-kernel"));
            training.window(
                    cache(image, "window.aot", "backstep", training.program().toString()));
        } finally {
            Folders.delete(scratch);
        }
    }

    private static AotCache cache(Path image, String name, String launcher, String... arguments) {
        Path file = appFolder(image).resolve(name);
        return new AotCache(file, (options, use) -> run(image, launcher, file, options, use, arguments));
    }

    /// Options go into the launcher's own file, since the window would pass an environment on to its kernel.
    private static int run(
            Path image, String launcher, Path cache, List<String> options, AotCache.Use use, String... arguments)
            throws IOException, InterruptedException {
        Path configuration = appFolder(image).resolve(launcher + ".cfg");
        String asShipped = Files.readString(configuration);
        var lines = new ArrayList<>(asShipped.lines().toList());
        if (!Files.exists(cache)) {
            lines.removeIf(line -> line.startsWith("java-options=-XX:AOTCache="));
        }
        options.forEach(option -> lines.add("java-options=" + option));
        var command = new ArrayList<String>();
        command.add(launcher(image, launcher).toString());
        command.addAll(List.of(arguments));
        Path log = image.resolveSibling(launcher + ".log");
        Files.write(configuration, lines);
        try {
            return AotCache.run(
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())), use);
        } finally {
            Files.writeString(configuration, asShipped);
        }
    }

    private void nativePackage(Path image) throws IOException, InterruptedException {
        Path packages = target.resolve("packages");
        Folders.delete(packages);
        var command = new ArrayList<>(List.of(
                "--app-image", image.toString(),
                "--name", "backstep",
                "--app-version", version,
                "--vendor", "The Backstep authors",
                "--description", "A desktop debugger for the backward pass",
                "--license-file", distribution.resolve("LICENSE").toString(),
                "--dest", packages.toString(),
                "--file-associations",
                        sources.resolve("backstep.association.properties").toString(),
                "--resource-dir",
                        sources.resolve(mac() ? "mac" : windows() ? "windows" : "linux")
                                .toString()));
        if (windows()) {
            command.addAll(List.of("--win-menu", "--win-shortcut", "--win-dir-chooser"));
        } else if (!mac()) {
            command.addAll(List.of(
                    "--linux-shortcut",
                    "--linux-menu-group",
                    "Development",
                    "--linux-app-category",
                    "devel",
                    "--linux-package-deps",
                    "libgtk-3-0 | libgtk-3-0t64"));
        }
        command.addFirst(
                Path.of(System.getProperty("java.home"), "bin", "jpackage").toString());
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("SOURCE_DATE_EPOCH", Long.toString(TIME.getEpochSecond()));
        if (!windows() && !mac()) {
            // jpackage asks the system whose each needed library is. Those of Python's folder are not the system's.
            builder.environment()
                    .put(
                            "LD_LIBRARY_PATH",
                            appFolder(image).resolve("python/lib").toString());
        }
        int status = builder.start().waitFor();
        if (status != 0) {
            throw new IOException("jpackage ended with " + status);
        }
    }

    private static Path appFolder(Path image) {
        return windows() ? image.resolve("app") : mac() ? image.resolve("Contents/app") : image.resolve("lib/app");
    }

    private static Path launcher(Path image, String name) {
        return windows() ? image.resolve(name + ".exe") : image.resolve("bin").resolve(name);
    }

    private static boolean windows() {
        return os().startsWith("windows");
    }

    private static boolean mac() {
        return os().startsWith("mac");
    }

    private static String os() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT);
    }

    private static void run(String tool, List<String> arguments) throws IOException {
        int status = ToolProvider.findFirst(tool)
                .orElseThrow(() -> new IOException("this JDK has no " + tool))
                .run(System.out, System.err, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IOException(tool + " ended with " + status);
        }
    }
}
