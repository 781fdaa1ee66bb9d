package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.View;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void memoryThatIsFullSaysHowMuchWasWantedAndUsed() {
        OpenClBackend backend = TestDevice.open(8L * MEBIBYTE);
        List<Storage> held = new ArrayList<>();
        held.add(backend.allocate(DType.UINT8, 5 * MEBIBYTE));
        var error = assertThrows(EngineException.class, () -> held.add(backend.allocate(DType.UINT8, 4 * MEBIBYTE)));
        assertEquals("RuntimeError", error.pythonType());
        assertTrue(error.getMessage().startsWith("out of device memory: "), error.getMessage());
        assertTrue(
                error.getMessage().endsWith(" has no 4 MiB left for a tensor (5 MiB in use, limit 8 MiB)"),
                error.getMessage());
        // What fits still does.
        held.add(backend.allocate(DType.UINT8, 3 * MEBIBYTE));
        assertEquals(8L * MEBIBYTE, backend.memoryAllocated());
    }

    /// Sixteen times what there is, none of it held.
    @Test
    void whatNobodyHoldsIsUsedAgain() {
        OpenClBackend backend = TestDevice.open(8L * MEBIBYTE);
        for (int i = 0; i < 32; i++) {
            Storage storage = backend.allocate(DType.FLOAT32, MEBIBYTE);
            backend.fill(View.contiguous(storage, MEBIBYTE), i, 0);
        }
        assertTrue(backend.memoryReserved() <= 8L * MEBIBYTE);
    }

    @Test
    void anUploadedArrayMayBeChangedAtOnce() {
        OpenClBackend backend = TestDevice.shared();
        var host = new Storage.Host(DType.FLOAT32, new float[] {1, 2, 3}, 3);
        Storage storage = backend.upload(host);
        host.floats()[1] = 7;
        assertArrayEquals(new double[] {1, 2, 3}, backend.readDoubles(View.contiguous(storage, 3)));
        assertEquals("cuda:0", storage.device().toString());
    }
}
