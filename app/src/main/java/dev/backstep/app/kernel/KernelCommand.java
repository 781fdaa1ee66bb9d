package dev.backstep.app.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.SequencedSet;

/// How the kernel process is started. Where it is depends on how the app itself was started, which tells it by system
/// properties:
///
/// - `backstep.kernel.launcher`: an executable that starts the kernel (in an installed app, whose Java runtime has no
///   `java` command);
/// - `backstep.kernel.classpath`: else the kernel's class path, in which `@FILE` stands for the class path in that file
///   and `FOLDER/*` for the jars of a folder, in the order of their names;
/// - `backstep.kernel.python`: the folder with the kernel's Python (see `PythonHome.java` of the kernel's build);
/// - `backstep.kernel.aot`: a file with an ahead-of-time cache (`-XX:AOTCache`), used if it is there; it halves the
///   time to the first run.
///
/// @param command the executable and its arguments
public record KernelCommand(List<String> command) {
    /// The kernel's main class, named and not referred to: the app does not depend on the kernel.
    static final String MAIN = "dev.backstep.kernel.KernelMain";

    /// Tells the kernel to count CPU drivers of OpenCL as GPUs: for tests. Handed on from the app's own properties.
    static final String ANY_DEVICE = "dev.backstep.gpu.any-device";

    /// How much later, or earlier, than others some methods are compiled. What makes the classes of method handles
    /// runs at the start only: optimised, it would take the compiler a quarter of a second that programs wait for.
    /// Loops of vectors are hopeless until they are optimised (see `Warmth.java` of the engine).
    private static final List<String> COMPILE_THRESHOLDS = List.of(
            "jdk.internal.classfile.impl.*::*,5.0",
            "dev.backstep.engine.backend.cpu.FloatVectorLoop*::run,0.02",
            "dev.backstep.engine.backend.cpu.DoubleVectorLoop*::run,0.02",
            "dev.backstep.engine.backend.cpu.IncubatorVectorLoops::*,0.02",
            "dev.backstep.engine.backend.cpu.VectorProduct::*,0.02");

    /// On Linux and macOS.
    private static final Path NICE = Path.of("/usr/bin/nice");

    /// @param heapMegabytes the most heap the kernel may use
    /// @throws IOException with a sentence for the user, if the app was not told where its kernel is
    public static KernelCommand find(Properties properties, int heapMegabytes) throws IOException {
        var launcher = properties.getProperty("backstep.kernel.launcher");
        if (launcher != null) {
            if (!Files.isExecutable(Path.of(launcher))) {
                throw new IOException(
                        "The kernel's launcher %s is missing. Please install Backstep again.".formatted(launcher));
            }
            return new KernelCommand(List.of(launcher));
        }
        var classpath = properties.getProperty("backstep.kernel.classpath");
        if (classpath == null) {
            throw new IOException(
                    "Backstep does not know where its kernel is: start it with bin/backstep or with mvn.");
        }
        var command = new ArrayList<String>();
        command.add(java(properties).toString());
        command.addAll(options(heapMegabytes));
        if (properties.getProperty(ANY_DEVICE) != null) {
            command.add("-D%s=%s".formatted(ANY_DEVICE, properties.getProperty(ANY_DEVICE)));
        }
        var python = properties.getProperty("backstep.kernel.python");
        if (python != null) {
            command.addAll(pythonOptions(python));
        }
        var cache = properties.getProperty("backstep.kernel.aot");
        if (cache != null && Files.isReadable(Path.of(cache))) {
            command.addAll(cacheOptions(cache));
        }
        command.add("-classpath");
        command.add(String.join(File.pathSeparator, expand(classpath)));
        command.add(MAIN);
        return new KernelCommand(List.copyOf(command));
    }

    /// The same process, which lets others go first: while a kernel warms, or a program computes, the window answers.
    public KernelCommand yielding() {
        if (!Files.isExecutable(NICE)) {
            return this;
        }
        var polite = new ArrayList<>(List.of(NICE.toString(), "-n", "5"));
        polite.addAll(command);
        return new KernelCommand(List.copyOf(polite));
    }

    /// The same process for one program only, which does not wait for it to be warm.
    public KernelCommand forOneProgram() {
        var longer = new ArrayList<>(command);
        longer.add("one-program");
        return new KernelCommand(List.copyOf(longer));
    }

    /// What the JVM of every kernel is given, however it is started; the installer writes it into the launcher.
    public static List<String> options(int heapMegabytes) {
        var options = new ArrayList<>(List.of(
                "-Xmx" + heapMegabytes + "m",
                // What a warm kernel needs. By default it would be a 64th of the machine's memory, all of which is
                // touched before the first collection.
                "-Xms" + Math.min(112, heapMegabytes) + "m",
                "-XX:NewSize=" + Math.min(48, heapMegabytes / 4) + "m",
                // Room from the start: where class space or code cache outgrow their first size, a full collection
                // stops the program for a tenth of a second.
                "-XX:MetaspaceSize=128m",
                "-XX:ReservedCodeCacheSize=240m",
                // The smallest footprint, and the machine's other cores are the user's.
                "-XX:+UseSerialGC",
                // An allocation that fails after the kernel's own guard did not end the program in time.
                "-XX:+ExitOnOutOfMemoryError",
                // Standard output is for frames only.
                "-XX:+DisplayVMOutputToStderr",
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8",
                // The kernel loads the module with the engine's vectors by itself: named here, it would
                // make half of the ahead-of-time cache useless.
                "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:CompileCommand=quiet"));
        for (var scaling : COMPILE_THRESHOLDS) {
            options.add("-XX:CompileCommand=CompileThresholdScaling," + scaling);
        }
        return List.copyOf(options);
    }

    /// What tells a kernel where its Python is, and its engine where the native libraries are.
    public static List<String> pythonOptions(String folder) {
        return List.of("-Dbackstep.python=" + folder, "-Ddev.backstep.natives=" + folder + "/lib");
    }

    /// What makes a JVM use an ahead-of-time cache, and say nothing if it cannot: another JDK made it, or jars changed.
    public static List<String> cacheOptions(String file) {
        return List.of("-XX:AOTCache=" + file, "-Xlog:aot*=off,cds*=off");
    }

    private static Path java(Properties properties) {
        var bin = Path.of(properties.getProperty("java.home"), "bin");
        var windows = bin.resolve("java.exe");
        return Files.exists(windows) ? windows : bin.resolve("java");
    }

    private static SequencedSet<String> expand(String classpath) throws IOException {
        var entries = new LinkedHashSet<String>();
        for (var entry : classpath.split(File.pathSeparator)) {
            if (entry.startsWith("@")) {
                try {
                    entries.addAll(
                            expand(Files.readString(Path.of(entry.substring(1))).strip()));
                } catch (IOException e) {
                    throw new IOException(
                            "The kernel's class path cannot be read from %s.".formatted(entry.substring(1)), e);
                }
            } else if (entry.endsWith("*")) {
                entries.addAll(jars(Path.of(entry.substring(0, entry.length() - 1))));
            } else if (!entry.isEmpty()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /// Not left to `java`, which takes them as they lie on the disk: a cache is valid for one order only.
    private static List<String> jars(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IOException("The kernel's jars are missing from %s.".formatted(folder), e);
        }
    }
}
