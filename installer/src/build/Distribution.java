import dev.backstep.app.kernel.KernelCommand;
import dev.backstep.app.kernel.KernelSettings;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Finishes the runnable distribution so that it starts fast: `Distribution.java INSTALLER_FOLDER`. Run by every
/// `mvn package`, started from source; see docs/decisions/0005.
///
/// A cache that still fits is left alone, so that a build pays only for what it changed.
public final class Distribution {
    /// Files that say that a jar is signed.
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

    private final Path root;
    private final Path log;
    private final Path program;

    private Distribution(Path installer) {
        root = installer.resolve("target/backstep");
        log = installer.resolve("target/caches.log");
        program = installer.resolve("src/package/training.py");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var distribution = new Distribution(Path.of(args[0]).toAbsolutePath().normalize());
        distribution.removeSignatures();
        distribution.makeCaches();
    }

    /// The JVM keeps no classes of signed jars in its caches, and ELK and EMF are signed: their five
    /// hundred classes are most of the wait for the first layout.
    private void removeSignatures() throws IOException {
        List<Path> jars;
        try (var files = Files.list(root.resolve("lib/app"))) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path jar : jars) {
            if (isSigned(jar)) {
                removeSignature(jar);
            }
        }
    }

    private static boolean isSigned(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile(), false)) {
            return file.stream().anyMatch(Distribution::isSignature);
        }
    }

    private static boolean isSignature(ZipEntry entry) {
        return SIGNATURE.matcher(entry.getName()).matches();
    }

    private static void removeSignature(Path jar) throws IOException {
        Path copy = jar.resolveSibling(jar.getFileName() + ".unsigned");
        try (var from = new JarFile(jar.toFile(), false);
                var to = new ZipOutputStream(Files.newOutputStream(copy))) {
            for (var entry : Collections.list(from.entries())) {
                if (!isSignature(entry)) {
                    var next = new ZipEntry(entry.getName());
                    next.setTime(entry.getTime());
                    to.putNextEntry(next);
                    try (InputStream content = from.getInputStream(entry)) {
                        content.transferTo(to);
                    }
                    to.closeEntry();
                }
            }
        }
        // The time stays: caches know a jar by it.
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(jar));
        Files.move(copy, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /// All at once: recording waits a lot.
    private void makeCaches() throws IOException, InterruptedException {
        Files.deleteIfExists(log);
        Path scratch = Files.createTempDirectory("backstep-training");
        var training = Training.of(program.getParent(), scratch);
        try (var threads = Executors.newCachedThreadPool()) {
            var made = List.of(
                    threads.submit(() -> make(cache("kernel", this::runKernel), training::kernel)),
                    threads.submit(() -> make(
                            cache("window", (options, use) -> runScript(options, use, program.toString())),
                            training::window)),
                    threads.submit(() -> make(
                            cache("command", (options, use) -> runScript(options, use, export(scratch))),
                            training::command)));
            for (var one : made) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            Folders.delete(scratch);
        }
    }

    private AotCache cache(String name, AotCache.Launcher launcher) {
        return new AotCache(root.resolve("lib").resolve(name + ".aot"), launcher);
    }

    private interface Maker {
        void make(AotCache cache) throws IOException, InterruptedException;
    }

    /// Without a cache everything works, only slower; so a JDK that makes none is no reason not to build.
    private Void make(AotCache cache, Maker maker) throws InterruptedException {
        try {
            if (!cache.isValid()) {
                maker.make(cache);
            }
        } catch (IOException e) {
            System.err.println("[WARNING] Backstep will start slowly: " + e.getMessage() + "; see " + log);
        }
        return null;
    }

    private String[] export(Path scratch) {
        return new String[] {
            "export", program.toString(), "-o", scratch.resolve("graph.svg").toString()
        };
    }

    private int runScript(List<String> options, AotCache.Use use, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(
                root.resolve(windows() ? "bin/backstep.bat" : "bin/backstep").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("BACKSTEP_JAVA_OPTIONS", String.join(" ", options));
        return run(builder, use);
    }

    private int runKernel(List<String> options, AotCache.Use use) throws IOException, InterruptedException {
        var properties = new Properties();
        Path lib = root.resolve("lib");
        properties.setProperty("java.home", System.getProperty("java.home"));
        properties.setProperty(
                "backstep.kernel.classpath",
                lib.resolve("kernel") + "/*" + File.pathSeparator + lib.resolve("shared") + "/*");
        properties.setProperty("backstep.kernel.python", lib.resolve("python").toString());
        properties.setProperty("backstep.kernel.aot", lib.resolve("kernel.aot").toString());
        var command = new ArrayList<>(
                KernelCommand.find(properties, KernelSettings.defaultHeap()).command());
        command.addAll(1, options);
        return run(new ProcessBuilder(command), use);
    }

    private int run(ProcessBuilder builder, AotCache.Use use) throws IOException, InterruptedException {
        return AotCache.run(builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())), use);
    }

    private static boolean windows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
