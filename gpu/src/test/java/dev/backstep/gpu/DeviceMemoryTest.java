package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.BackendListener;
import dev.backstep.engine.backend.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void memoryThatIsFullSaysHowMuchWasWantedAndUsed() {
        OpenClBackend backend = TestDevice.open(8L * MEBIBYTE);
        List<Storage> held = new ArrayList<>();
        held.add(backend.allocate(DType.UINT8, 5 * MEBIBYTE));
        var error = assertThrows(EngineException.class, () -> held.add(backend.allocate(DType.UINT8, 4 * MEBIBYTE)));
        assertEquals("OutOfMemoryError", error.pythonType());
        String name = TestDevice.device().name();
        assertTrue(
                error.getMessage().startsWith("CUDA out of memory. Tried to allocate 4.00 MiB (GPU 0: " + name + "; "),
                error.getMessage());
        assertTrue(
                error.getMessage()
                        .endsWith(" total capacity; 5.00 MiB already allocated; 3.00 MiB free; 8.00 MiB allowed; "
                                + "5.00 MiB reserved in total by Backstep)"),
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

    /// Other programs may want the memory that only garbage would fill.
    @Test
    void garbageIsCollectedBeforeItFillsTheDevice() {
        OpenClBackend backend = TestDevice.open(64L * MEBIBYTE);
        Storage held = backend.allocate(DType.UINT8, 4 * MEBIBYTE);
        for (int i = 0; i < 100; i++) {
            backend.allocate(DType.UINT8, 4 * MEBIBYTE);
        }
        assertTrue(backend.maxMemoryReserved() <= 32L * MEBIBYTE, () -> backend.maxMemoryReserved() + " bytes");
        assertEquals(4 * MEBIBYTE, held.length());
    }

    @Test
    void whoAsksHowMuchIsHeldIsToldOfNoGarbage() {
        OpenClBackend backend = TestDevice.open(64L * MEBIBYTE);
        Storage held = backend.allocate(DType.UINT8, 4 * MEBIBYTE);
        backend.fill(View.contiguous(backend.allocate(DType.UINT8, 2 * MEBIBYTE), 2 * MEBIBYTE), 1, 0);
        assertEquals(4L * MEBIBYTE, backend.memoryAllocated());
        backend.allocate(DType.UINT8, 8 * MEBIBYTE);
        backend.resetPeakMemory();
        assertEquals(4L * MEBIBYTE, backend.maxMemoryAllocated());
        backend.emptyCache();
        assertEquals(4L * MEBIBYTE, backend.memoryReserved());
        assertEquals(4 * MEBIBYTE, held.length());
    }

    @Test
    void aBlockServesWhatIsALittleSmaller() {
        OpenClBackend backend = TestDevice.open(64L * MEBIBYTE);
        for (int i = 0; i < 40; i++) {
            backend.allocate(DType.UINT8, (8 - i % 2) * MEBIBYTE);
        }
        long reserved = backend.memoryReserved();
        assertTrue(reserved <= 32L * MEBIBYTE, () -> reserved + " bytes");
    }

    /// More than is sent at once, and from and to the middle of what is pinned.
    @Test
    void longArraysGoThereAndBack() {
        OpenClBackend backend = TestDevice.open(1L << 28);
        var random = new Random(5);
        for (int length : new int[] {1, 77, 3 * MEBIBYTE + 5, 12, 5 * MEBIBYTE, MEBIBYTE, 4 * MEBIBYTE}) {
            var numbers = new int[length];
            for (int i = 0; i < length; i++) {
                numbers[i] = random.nextInt();
            }
            int[] expected = numbers.clone();
            Storage storage = backend.upload(new Storage.Host(DType.INT32, numbers, length));
            Storage again = backend.upload(new Storage.Host(DType.INT32, numbers, length));
            Arrays.fill(numbers, 0);
            assertArrayEquals(expected, backend.download(storage).ints());
            assertArrayEquals(expected, backend.download(again).ints());
        }
    }

    /// The sum of the parts.
    @Test
    void aLongTransferHasOneTime() {
        OpenClBackend backend = TestDevice.open(1L << 28);
        List<Long> times = new ArrayList<>();
        backend.addListener(
                new BackendListener() {
                    @Override
                    public LongConsumer transferred(long bytes, Transfer direction) {
                        return times::add;
                    }
                },
                true);
        Storage storage = backend.upload(Storage.Host.allocate(DType.UINT8, 13 * MEBIBYTE));
        backend.download(storage);
        backend.synchronize();
        assertEquals(2, times.size());
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
