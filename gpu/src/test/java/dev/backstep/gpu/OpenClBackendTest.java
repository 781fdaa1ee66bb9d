package dev.backstep.gpu;

import dev.backstep.engine.backend.BackendContract;

/// Every primitive on the OpenCL device against the reference backend.
class OpenClBackendTest extends BackendContract {
    OpenClBackendTest() {
        super(FromTheHost.of(TestDevice.shared()));
    }
}
