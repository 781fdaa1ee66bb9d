package dev.backstep.gpu.bench;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;

/// What is as fast as launches are: single elements, and training steps.
final class StepRows {
    private StepRows() {}

    static void print(PrintStream out, Backend backend, TorchCuda torch, boolean small) {
        var engine = new Engine(new CpuBackend());
        engine.addBackend(backend);
        View one = View.contiguous(backend.allocate(DType.INT64, 1), 1);
        Tensor x = engine.ones(1).to(backend.device());
        Tensor y = engine.ones(1).to(backend.device());
        DeviceBenchmark.head(out, "launches of one element", "thousands a second", "PyTorch CUDA");
        DeviceBenchmark.row(
                out,
                "kernels (arange, a primitive)",
                Times.of(backend, () -> backend.arange(one, 0, 1)).thousands(1),
                "–");
        DeviceBenchmark.row(
                out,
                "operators (`x.add_(y)`; chains of them become one kernel)",
                Times.of(backend, () -> x.add_(y)).thousands(1),
                torch.figure("operators"));

        DeviceBenchmark.head(out, "training step, ms", "our CPU backend", "this device", "PyTorch CUDA");
        int samples = small ? 2 : 8;
        int image = small ? 64 : 224;
        step(out, engine, backend, "784–128–10, batch 64", torch.figure("mlp"), device -> Networks.mlp(engine, device));
        step(
                out,
                engine,
                backend,
                "resnet18, batch %d, %d²".formatted(samples, image),
                torch.figure("resnet18"),
                device -> Networks.resnet18(engine, device, samples, image));
    }

    private static void step(
            PrintStream out,
            Engine engine,
            Backend backend,
            String name,
            String torch,
            Function<Device, Runnable> network) {
        List<String> times = List.of(Device.CPU, backend.device()).stream()
                .map(device ->
                        Times.of(engine.backend(device), network.apply(device)).milliseconds())
                .toList();
        DeviceBenchmark.row(out, name, times.getFirst(), times.getLast(), torch);
    }
}
