package dev.backstep.gpu.bench;

import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.BackendProvider;
import dev.backstep.engine.backend.BackendProvider.Found;
import dev.backstep.gpu.OpenClProvider;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;

/// Prints the table of `gpu/README.md` for the device it finds.
///
///     mvn -Pbench -pl engine/core,gpu -am test-compile exec:exec [-Dbench.arguments="--small --any-device"]
///
/// `--small` for devices that are slow, as PoCL; `--any-device` for CPUs too; `--device N` for another than
/// the first. A figure is the median, with the quartiles behind it.
public final class DeviceBenchmark {
    private DeviceBenchmark() {}

    public static void main(String[] arguments) {
        List<String> options = List.of(arguments);
        if (options.contains("--any-device")) {
            System.setProperty(OpenClProvider.ANY_DEVICE, "true");
        }
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Found found = ServiceLoader.load(BackendProvider.class)
                .findFirst()
                .orElseThrow()
                .find();
        if (found.offers().isEmpty()) {
            out.println("No device: " + found.reason());
            return;
        }
        int which = options.indexOf("--device");
        int index = which < 0 ? 0 : Integer.parseInt(options.get(which + 1));
        BackendProvider.Offer offer = found.offers().get(index);
        boolean small = options.contains("--small");
        out.println("## " + offer.name());
        Backend backend = offer.open(0);
        TorchCuda torch = TorchCuda.run(small);
        out.println("PyTorch CUDA: " + torch.about());
        MemoryRows.print(out, backend, torch, small);
        ProductRows.print(out, backend, offer.name(), torch, small);
        StepRows.print(out, backend, torch, small);
        out.println();
        out.println("Computed on the CPU for want of a kernel: " + backend.cpuFallbacks());
    }

    /// A row of a Markdown table.
    static void row(PrintStream out, Object... cells) {
        var line = new StringBuilder("|");
        for (Object cell : cells) {
            line.append(' ').append(cell).append(" |");
        }
        out.println(line);
    }

    /// A table's head.
    static void head(PrintStream out, Object... cells) {
        out.println();
        row(out, cells);
        out.println("|---".repeat(cells.length) + "|");
    }
}
