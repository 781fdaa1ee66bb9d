import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A file in which the JVM keeps the classes that a process loads, already linked, and what it learnt about its methods
/// (JEP 483, 514 and 515).
///
/// @param file where it belongs, which is where the process looks for it
/// @param launcher runs the process
record AotCache(Path file, Launcher launcher) {

    /// A way to run a process as its users do.
    @FunctionalInterface
    interface Launcher {
        /// Runs it to its end, with the cache if it is there, and returns its status.
        ///
        /// @param options for its JVM, besides those that it always has
        int run(List<String> options, Use use) throws IOException, InterruptedException;
    }

    /// Uses a process as its users do, until it ends.
    @FunctionalInterface
    interface Use {
        void of(Process process) throws IOException;
    }

    /// Whether the cache is there and the JVM accepts it: the JDK and the jars are those it was made with.
    boolean isValid() throws IOException, InterruptedException {
        return Files.exists(file) && launcher.run(List.of("-XX:AOTMode=on", "--dry-run"), process -> {}) == 0;
    }

    /// Records a use and makes the cache of it. Not in one step (`-XX:AOTCacheOutput`): that starts `bin/java`, which
    /// an app image does not have.
    ///
    /// @param options for the JVM of the recorded process
    void make(List<String> options, Use use) throws IOException, InterruptedException {
        Path recorded = file.resolveSibling(file.getFileName() + ".recorded");
        // A JVM does not write a cache while it reads one.
        Files.deleteIfExists(file);
        var common = new ArrayList<>(options);
        common.add("-XX:AOTConfiguration=" + recorded);
        try {
            var record = new ArrayList<>(common);
            record.add("-XX:AOTMode=record");
            require(launcher.run(record, use), "the recording");
            var create = new ArrayList<>(common);
            create.addAll(List.of("-XX:AOTMode=create", "-XX:AOTCache=" + file));
            require(launcher.run(create, process -> {}), "the making");
        } finally {
            Files.deleteIfExists(recorded);
        }
        if (!Files.exists(file)) {
            throw new IOException("there is no " + file + " after its making");
        }
    }

    /// Starts a process and uses it to its end.
    static int run(ProcessBuilder builder, Use use) throws IOException, InterruptedException {
        Process process = builder.start();
        use.of(process);
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        return process.waitFor();
    }

    private void require(int status, String what) throws IOException {
        if (status != 0) {
            throw new IOException("%s of %s ended with %d".formatted(what, file.getFileName(), status));
        }
    }
}
