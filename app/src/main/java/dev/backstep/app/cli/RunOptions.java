package dev.backstep.app.cli;

import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Option;

/// How programs are run; shared by the commands that run some.
final class RunOptions {
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
            paramLabel = "cpu|gpu",
            defaultValue = "cpu",
            description = "The default device (default: ${DEFAULT-VALUE}).")
    Device device = Device.CPU;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            description = "Stop each program after S seconds (default: no limit).")
    Double timeout;

    enum Device {
        CPU,
        GPU;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
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
