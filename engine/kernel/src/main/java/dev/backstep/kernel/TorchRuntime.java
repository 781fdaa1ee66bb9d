package dev.backstep.kernel;

import dev.backstep.engine.Engine;
import dev.backstep.engine.backend.cpu.CpuBackend;
import dev.backstep.kernel.binding.TorchBinding;

/// What runs programs: the engine, the interpreter, and what connects them. One in a process.
///
/// @param host what Python may ask of the kernel
record TorchRuntime(Engine engine, TorchBinding binding, Host host, Python python, Walls walls) {
    /// Starts the interpreter, on the thread that is to run programs.
    ///
    /// @param walls what programs may do
    static TorchRuntime start(Walls walls) {
        var engine = new Engine(new CpuBackend());
        var host = new Host();
        var binding = new TorchBinding[1];
        var python = new Python(host, walls, () -> binding[0] = new TorchBinding(engine));
        return new TorchRuntime(engine, binding[0], host, python, walls);
    }
}
