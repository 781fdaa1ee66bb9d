package dev.backstep.kernel;

import dev.backstep.engine.Engine;
import dev.backstep.engine.backend.cpu.CpuBackend;
import dev.backstep.kernel.binding.TorchBinding;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What runs programs: the engine, the interpreter, and what connects them. One in a process.
///
/// @param host what Python may ask of the kernel
record TorchRuntime(Engine engine, TorchBinding binding, Host host, Python python, Walls walls) {
    /// Starts the interpreter, on the thread that is to run programs.
    ///
    /// @param walls what programs may do
    static TorchRuntime start(Walls walls) {
        var vectors = new Vectors();
        var host = new Host();
        var made = new Object() {
            private @Nullable Engine engine;
            private @Nullable TorchBinding binding;
        };
        var python = new Python(host, walls, () -> {
            vectors.await();
            made.engine = new Engine(new CpuBackend());
            made.binding = new TorchBinding(made.engine);
            host.setThreadsStart(made.engine::startThreads);
        });
        return new TorchRuntime(
                Objects.requireNonNull(made.engine), Objects.requireNonNull(made.binding), host, python, walls);
    }
}
