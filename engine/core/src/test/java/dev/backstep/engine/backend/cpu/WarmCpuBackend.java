package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.BackendContract;

/// The CPU backend whose vector loops count as compiled, so that they and not their stand-ins are tested.
/// [AcceleratedCpuBackendTest] runs it.
class WarmCpuBackend extends BackendContract {
    WarmCpuBackend() {
        super(CpuBackend.warm());
    }
}
