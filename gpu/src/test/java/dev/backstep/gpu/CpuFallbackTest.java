package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.View;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuFallbackTest {
    private static final long LIMIT = 1 << 24;

    private static View longs(OpenClBackend backend, long... values) {
        return View.contiguous(backend.upload(new Storage.Host(DType.INT64, values, values.length)), values.length);
    }

    /// Windows over five dimensions, which no operator of PyTorch has.
    @Test
    void whatHasNoKernelIsComputedAndCountedByName() {
        OpenClBackend backend = TestDevice.open(LIMIT);
        View in = View.contiguous(longs(backend, 1, 2, 3, 4).storage(), 1, 1, 1, 1, 1, 2, 2);
        View out = View.contiguous(longs(backend, 0, 0, 0, 0).storage(), 1, 1, 4);
        int[] ones = {1, 1, 1, 1, 1};
        var window = new Window(ones, ones, new int[5], ones, new int[] {1, 1, 1, 2, 2});
        backend.unfold(out, in, window);
        backend.unfold(out, in, window);
        assertArrayEquals(new long[] {1, 2, 3, 4}, backend.readLongs(out));
        assertEquals(Map.of("unfold", 2L), backend.cpuFallbacks());
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
        assertArrayEquals(new long[] {3, 1, 2}, backend.readLongs(a));
        assertEquals(Map.of(), backend.cpuFallbacks());
    }
}
