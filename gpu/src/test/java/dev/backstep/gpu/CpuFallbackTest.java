package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.View;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuFallbackTest {
    private static final long LIMIT = 1 << 24;

    private static View longs(OpenClBackend backend, long... values) {
        return View.contiguous(backend.upload(new Storage.Host(DType.INT64, values, values.length)), values.length);
    }

    @Test
    void whatHasNoKernelIsComputedAndCountedByName() {
        OpenClBackend backend = TestDevice.open(LIMIT);
        View in = longs(backend, 3, 1, 2);
        View values = longs(backend, 0, 0, 0);
        View indices = longs(backend, 0, 0, 0);
        backend.sort(values, indices, in, 0, false);
        backend.sort(values, indices, in, 0, true);
        assertArrayEquals(new long[] {3, 2, 1}, backend.readLongs(values));
        assertArrayEquals(new long[] {0, 2, 1}, backend.readLongs(indices));
        assertEquals(Map.of("sort", 2L), backend.cpuFallbacks());
    }

    @Test
    void whatHasAKernelIsNotCounted() {
        OpenClBackend backend = TestDevice.open(LIMIT);
        View a = longs(backend, 3, 1, 2);
        backend.pointwise(ScalarFunction.ADD, a, a, a, null, 0, 0);
        assertArrayEquals(new long[] {6, 2, 4}, backend.readLongs(a));
        assertEquals(Map.of(), backend.cpuFallbacks());
    }

    @Test
    void integersDividedByZeroRaisePyTorchsError() {
        OpenClBackend backend = TestDevice.open(LIMIT);
        View a = longs(backend, 3, 1, 2);
        View zeros = longs(backend, 1, 0, 1);
        var error = assertThrows(
                ArithmeticException.class, () -> backend.pointwise(ScalarFunction.FLOOR_DIV, a, a, zeros, null, 0, 0));
        assertEquals("ZeroDivisionError", error.getMessage());
        assertEquals(Map.of("pointwise FLOOR_DIV", 1L), backend.cpuFallbacks());
    }
}
