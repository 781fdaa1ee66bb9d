import dev.backstep.recording.protocol.Frames;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/// Makes an app image with its own Java runtime, and this system's native package of it, from the runnable
/// distribution:
/// `Package.java VERSION INSTALLER_FOLDER`. Run by the profile `installer`, started from source.
///
/// jpackage puts every jar it is given on every launcher's class path; here each launcher is left those it needs, since
/// the window and the kernel are two processes that must not see each other's jars. Then both get an ahead-of-time
/// cache, which halves their start.
public final class Package {
    /// All of Java SE for Python's standard library, and what GraalPy, JavaFX and the vector loops need beyond it.
    private static final String MODULES = "java.se,jdk.unsupported,jdk.incubator.vector,jdk.zipfs,jdk.crypto.ec,"
            + "jdk.management,jdk.charsets,jdk.localedata,javafx.controls";

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
        build.cache(image);
        build.nativePackage(image);
    }

    private Path image() throws IOException {
        Path input = target.resolve("image-input");
        Path images = target.resolve("image");
        delete(input);
        delete(images);
        for (String folder : List.of("app", "shared", "kernel")) {
            copy(distribution.resolve("lib").resolve(folder), input.resolve(folder));
        }
        Files.copy(distribution.resolve("LICENSE"), input.resolve("LICENSE"));
        Files.copy(distribution.resolve("NOTICE"), input.resolve("NOTICE"));
        Path kernel = target.resolve("kernel.properties");
        Files.writeString(kernel, """
            main-jar=kernel/backstep-kernel-%s.jar
            main-class=dev.backstep.kernel.KernelMain
            java-options=%s
            linux-shortcut=false
            win-menu=false
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
        return image;
    }

    private static List<String> windowOptions() {
        return List.of(
                "--enable-native-access=javafx.graphics",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-XX:MetaspaceSize=128m",
                "-Dbackstep.kernel.launcher=$APPDIR/"
                        + (windows() ? "../backstep-kernel.exe" : "../../bin/backstep-kernel"),
                "-XX:AOTCache=$APPDIR/window.aot",
                "-Xlog:aot=off,cds=off");
    }

    private static List<String> kernelOptions() {
        return List.of(
                "-Xmx1g",
                "-XX:MetaspaceSize=128m",
                "-XX:ReservedCodeCacheSize=240m",
                "-XX:+UseSerialGC",
                "-XX:+DisplayVMOutputToStderr",
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:AOTCache=$APPDIR/kernel.aot",
                "-Xlog:aot=off,cds=off");
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

    /// Gives all files one time. An ahead-of-time cache is refused when a jar's time is not that which it had, and the
    /// packers copy the image once more; dpkg-deb brings files back to [#TIME] (`SOURCE_DATE_EPOCH`).
    private void fixTimes(Path image) throws IOException {
        try (var files = Files.walk(image)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.setLastModifiedTime(file, FileTime.from(TIME));
            }
        }
    }

    /// Starts both launchers once so that the JVM writes down what it loaded and compiled.
    private void cache(Path image) throws IOException, InterruptedException {
        String program = Files.readString(sources.resolve("training.py"));
        train(image, "backstep-kernel", "kernel.aot", List.of(), kernel -> {
            Frames.write(kernel.getOutputStream(), new Request.Run(1, "training.py", program, "", 0, "cpu", true));
            Reply reply;
            do {
                reply = Frames.readReply(kernel.getInputStream());
            } while (reply != null && !(reply instanceof Reply.Finished));
            Frames.write(kernel.getOutputStream(), new Request.Shutdown());
        });
        // The window ends by itself when the first graph is there and has been changed a few times.
        Path report = Files.createTempFile("backstep", ".json");
        List<String> options = List.of(
                "-Dglass.platform=Headless",
                "-Dprism.order=sw",
                "-Dbackstep.startup.edits=5",
                "-Dbackstep.startup.report=" + report);
        train(
                image,
                "backstep",
                "window.aot",
                options,
                window -> window.getOutputStream().close());
        Files.deleteIfExists(report);
    }

    /// Uses a launcher as its users will.
    private interface Training {
        void talkTo(Process process) throws IOException;
    }

    /// Records a run, then makes the cache of it. Not in one step (`-XX:AOTCacheOutput`): that starts `bin/java`, which
    /// the image does not have. The options go into the launcher's own file, since the window would pass an
    /// environment on to its kernel.
    private static void train(Path image, String launcher, String cache, List<String> options, Training training)
            throws IOException, InterruptedException {
        Path configuration = appFolder(image).resolve(launcher + ".cfg");
        Path recorded = appFolder(image).resolve(cache + ".recorded");
        Path home = Files.createTempDirectory("backstep-home");
        String asShipped = Files.readString(configuration);
        // A JVM does not write a cache while it reads one.
        String common = asShipped.replaceAll("(?m)^java-options=-XX:AOTCache=.*\\R", "")
                + option("-Dbackstep.home=" + home)
                + option("-XX:AOTConfiguration=" + recorded)
                + options.stream().map(Package::option).collect(Collectors.joining());
        try {
            Files.writeString(configuration, common + option("-XX:AOTMode=record"));
            start(image, launcher, training);
            Path written = appFolder(image).resolve(cache);
            Files.writeString(configuration, common + option("-XX:AOTMode=create") + option("-XX:AOTCache=" + written));
            start(image, launcher, process -> {});
        } finally {
            Files.writeString(configuration, asShipped);
            Files.deleteIfExists(recorded);
            delete(home);
        }
        if (!Files.exists(appFolder(image).resolve(cache))) {
            throw new IOException(launcher + " left no " + cache);
        }
    }

    private static String option(String text) {
        return "java-options=" + text + System.lineSeparator();
    }

    private static void start(Path image, String launcher, Training training) throws IOException, InterruptedException {
        Path log = image.resolveSibling(launcher + ".log");
        Process process = new ProcessBuilder(launcher(image, launcher).toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        training.talkTo(process);
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(launcher + " ended with " + status + "; see " + log);
        }
    }

    private void nativePackage(Path image) throws IOException, InterruptedException {
        Path packages = target.resolve("packages");
        delete(packages);
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

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path copy = to.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException error) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
