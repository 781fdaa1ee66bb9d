package dev.backstep.kernel;

import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.backend.BackendProvider;
import dev.backstep.recording.Event;
import dev.backstep.recording.protocol.Request;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs Python programs without a kernel process: what the tests of the package `torch` share. There is one interpreter
/// in a process, so all of these are one.
///
/// `main` runs files as `backstep run` does: `Programs OUTPUT_FOLDER FILE...`.
public final class Programs {
    private static @Nullable Programs shared;

    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();
    private final TorchRuntime runtime = TorchRuntime.start(new Walls());
    private Device device = Device.CPU;

    private Programs() {
        run("warm-up.py", "import torch, torchvision\n");
        runtime.python().remember();
        Session.COMMON.forEach(runtime.python()::load);
    }

    /// On the CPU.
    public static Programs shared() {
        return shared(List.of());
    }

    /// @param gpus that the programs see; they run on the first one
    public static synchronized Programs shared(List<? extends BackendProvider.Offer> gpus) {
        if (shared == null) {
            shared = new Programs();
        }
        shared.engine().devices().show(gpus);
        shared.device = gpus.isEmpty() ? Device.CPU : new Device("cuda", 0);
        shared.runtime.binding().startRun(0L, shared.device);
        return shared;
    }

    /// The interpreter that all tests of this process share, for those that arrange the rest themselves.
    static TorchRuntime runtime() {
        return shared().runtime;
    }

    public Engine engine() {
        return runtime.engine();
    }

    /// What a program prints; its error, if it ends with one, comes last.
    public String run(String name, String source) {
        out.setLength(0);
        err.setLength(0);
        var program = new Host.Program(0, null);
        var host = runtime.host();
        host.setOutput((_, stream, text) -> (stream == Event.Stream.ERR ? err : out).append(text));
        host.begin(program);
        try {
            runtime.binding().startRun(0L, device);
            runtime.python().run(new Request.Run(0, name, source, folder().toString(), 0, "cpu", false, false));
            if (program.error() != null) {
                err.append(program.error());
            }
        } finally {
            runtime.python().end();
            runtime.python().leaveFolder();
            runtime.binding().endRun();
            host.end();
        }
        return out.toString() + err;
    }

    /// What Python and Java hold of each other, so that a test can see whether a program has left something.
    ///
    /// @param held references that Java owns
    /// @param peers Python objects that stand for Java ones
    /// @param blocks of memory that Python has allocated
    public record ReferenceCounts(int held, int peers, long blocks) {}

    /// What is held now, after both collectors.
    public ReferenceCounts count() {
        return ReferenceCount.now();
    }

    /// The programs of a file of [HostileProgram]s that end by themselves, by name. Those that try the walls are for a
    /// kernel only: here are none.
    public static Map<String, String> hostile(String file) {
        if (file.equals("walls")) {
            throw new IllegalArgumentException("there are no walls in this process");
        }
        return HostileProgram.of(file).stream()
                .filter(program ->
                        Set.of("interrupt", "kill", "unfit", "dies").stream().noneMatch(program::is))
                .collect(Collectors.toMap(
                        HostileProgram::name, HostileProgram::source, (a, _) -> a, LinkedHashMap::new));
    }

    private static Path folder() {
        try {
            var found = Programs.class.getResource("binding/programs/weights.pth");
            return Path.of(Objects.requireNonNull(found).toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        Files.createDirectories(folder);
        var programs = shared();
        for (int i = 1; i < arguments.length; i++) {
            var file = Path.of(arguments[i]);
            long started = System.nanoTime();
            var name = file.getFileName().toString();
            programs.run(name, Files.readString(file));
            var stem = name.replaceAll("\\.py$", "");
            Files.writeString(folder.resolve(stem + ".out"), programs.out);
            Files.writeString(folder.resolve(stem + ".err"), programs.err);
            System.out.printf("%s %d ms%n", name, (System.nanoTime() - started) / 1_000_000);
        }
    }
}
