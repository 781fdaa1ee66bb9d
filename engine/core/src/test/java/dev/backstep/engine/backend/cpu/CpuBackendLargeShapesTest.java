package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.LargeShapesContract;

class CpuBackendLargeShapesTest extends LargeShapesContract {
    CpuBackendLargeShapesTest() {
        super(CpuBackend.plain());
    }
}
