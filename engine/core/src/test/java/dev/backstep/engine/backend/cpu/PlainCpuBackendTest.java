package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.BackendContract;

/// The CPU backend with nothing but plain loops.
class PlainCpuBackendTest extends BackendContract {
    PlainCpuBackendTest() {
        super(CpuBackend.plain());
    }
}
