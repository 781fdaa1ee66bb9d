package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.View;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CpuFallbackTest {
    private static final long LIMIT = 1 << 24;

    private static View longs(OpenClBackend backend, long... values) {
        return View.contiguous(backend.upload(new Storage.Host(DType.INT64, values, values.length)), values.length);
    }

    @Test
    void whatHasNoKernelIsComputedAndCountedByName() {
        OpenClBackend backend = TestDevice.open(LIMIT);
        View sums = longs(backend, 0, 0, 0);
        View index = longs(backend, 2, 0, 2);
        View values = longs(backend, 3, 1, 4);
        backend.put(sums, index, values, true);
        backend.put(sums, index, values, true);
        assertArrayEquals(new long[] {2, 0, 14}, backend.readLongs(sums));
        assertEquals(Map.of("put", 2L), backend.cpuFallbacks());
    }

    @Test
    void longLinesAreSortedOnTheCpu() {
        OpenClBackend backend = TestDevice.open(LIMIT);
        long[] falling = LongStream.range(0, 3000).map(i -> 3000 - i).toArray();
        View values = longs(backend, falling);
        View indices = longs(backend, new long[3000]);
        backend.sort(values, indices, values, 0, false);
        assertArrayEquals(LongStream.rangeClosed(1, 3000).toArray(), backend.readLongs(values));
        assertArrayEquals(LongStream.range(0, 3000).map(i -> 2999 - i).toArray(), backend.readLongs(indices));
        assertEquals(Map.of("sort", 1L), backend.cpuFallbacks());
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
