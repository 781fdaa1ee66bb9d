package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.engine.backend.LargeShapesContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/// Long lines and many dimensions on the OpenCL device against the reference backend.
class OpenClLargeShapesTest extends LargeShapesContract {
    OpenClLargeShapesTest() {
        super(FromTheHost.of(TestDevice.shared()));
    }

    /// So that the contract is not passed by the CPU.
    @AfterAll
    static void nothingWasComputedOnTheCpu() {
        assertEquals(Map.of(), TestDevice.shared().cpuFallbacks());
    }
}
