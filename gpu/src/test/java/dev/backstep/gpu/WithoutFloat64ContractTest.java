package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.BackendContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/// Every primitive on a device without float64, for dtypes of every kind that it has.
class WithoutFloat64ContractTest extends BackendContract {
    WithoutFloat64ContractTest() {
        super(FromTheHost.of(TestDevice.sharedWithoutFloat64()), DType.FLOAT32, DType.FLOAT16, DType.INT64, DType.BOOL);
    }

    @AfterAll
    static void nothingWasComputedOnTheCpu() {
        assertEquals(Map.of(), TestDevice.sharedWithoutFloat64().cpuFallbacks());
    }
}
