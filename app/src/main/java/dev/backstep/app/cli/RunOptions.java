package dev.backstep.app.cli;

import dev.backstep.app.kernel.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// How programs are run; shared by the commands that run some.
final class RunOptions {
    private static final String CPU = "cpu";

    /// No limit, in effect: ten years.
    private static final Duration UNLIMITED = Duration.ofDays(3650);

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "torch.manual_seed(N) before each program (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--device",
            paramLabel = "cpu|gpu|gpu:N",
            defaultValue = "cpu",
            converter = DeviceName.class,
            completionCandidates = DeviceNames.class,
            description = {
                "Where programs run (default: ${DEFAULT-VALUE}). With gpu, or gpu:N for the N-th of several, counted"
                        + " from 0, torch.cuda is available and new tensors are made there."
            })
    String device = CPU;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            description = "Stop each program after S seconds (default: no limit).")
    Double timeout;

    @Option(
            names = "--allow-files",
            description = {
                "Let each program read and write files in its own folder and the folders in it. Without this it may"
                        + " only read there."
            })
    boolean allowFiles;

    static final class DeviceName implements CommandLine.ITypeConverter<String> {
        private static final Pattern GPU = Pattern.compile("gpu(:\\d{1,3})?");

        @Override
        public String convert(String value) {
            if (!value.equals(CPU) && !GPU.matcher(value).matches()) {
                throw new CommandLine.TypeConversionException(
                        "expected cpu, gpu or gpu:N with the number of a GPU, but was '%s'".formatted(value));
            }
            return value;
        }
    }

    /// For completion in a shell.
    static final class DeviceNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(CPU, "gpu", "gpu:0", "gpu:1").iterator();
        }
    }

    /// @param file of the program
    Program read(Path file) throws RefusedException {
        return new Program(
                file.getFileName().toString(),
                FileChecks.text(file),
                file.toAbsolutePath().normalize().getParent(),
                allowFiles);
    }

    boolean onGpu() {
        return !device.equals(CPU);
    }

    Duration limit() throws RefusedException {
        if (timeout == null) {
            return UNLIMITED;
        }
        if (!(timeout > 0) || timeout > UNLIMITED.toSeconds()) {
            throw new RefusedException("--timeout needs a positive number of seconds.");
        }
        return Duration.ofNanos(Math.round(timeout * 1e9));
    }
}
