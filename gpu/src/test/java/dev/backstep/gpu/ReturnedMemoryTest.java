package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.Reuse;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Memory that an embedding's `del x` gives back.
class ReturnedMemoryTest {
    private static final int MEBIBYTE = 1 << 20;

    private final OpenClBackend gpu = TestDevice.open(64L * MEBIBYTE);
    private final Engine engine = new Engine(new CpuBackend());

    private void start(Reuse reuse) {
        engine.addBackend(gpu);
        engine.memory().start(reuse);
    }

    private Tensor call(Supplier<Tensor> body) {
        engine.memory().enter();
        try {
            Tensor result = body.get();
            if (result != null) {
                result.taken();
            }
            return result;
        } finally {
            engine.memory().leave();
        }
    }

    private Tensor ones() {
        return call(() -> engine.ones(new int[] {MEBIBYTE / 4}, DType.FLOAT32, gpu.device()));
    }

    @Test
    void itIsThereForTheNextTensor() {
        start(Reuse.POOL);
        Tensor x = ones();
        for (int i = 0; i < 100; i++) {
            Tensor before = x;
            x = call(() -> before.add(1).tanh());
            before.letGo();
        }
        assertEquals(x.toDoubles()[0], x.toDoubles()[MEBIBYTE / 4 - 1]);
        // The chain of pointwise calls that waits may hold a dozen.
        assertTrue(gpu.maxMemoryReserved() <= 24L * MEBIBYTE, () -> gpu.maxMemoryReserved() + " bytes");
    }

    @Test
    void pointwiseCallsThatWaitAreNotDisturbed() {
        start(Reuse.POOL);
        Tensor x = ones();
        Tensor sum = x;
        for (int i = 0; i < 200; i++) {
            Tensor before = sum;
            Tensor term = call(() -> x.mul(3));
            sum = call(() -> before.add(term));
            term.letGo();
            if (before != x) {
                before.letGo();
            }
        }
        Tensor result = sum;
        assertEquals(601, call(() -> result.max()).item().value());
        assertEquals(601, call(() -> result.min()).item().value());
    }

    @Test
    void itCountsNoMoreAtOnce() {
        start(Reuse.POOL);
        Tensor x = ones();
        Tensor y = call(() -> x.add(x));
        assertEquals(2L * MEBIBYTE, gpu.memoryAllocated());
        y.letGo();
        call(() -> null);
        assertEquals(1L * MEBIBYTE, gpu.memoryAllocated());
        assertThrows(IllegalStateException.class, y::toDoubles);
        assertEquals(1, x.toDoubles()[5]);
    }

    @Test
    void testsFillIt() {
        start(Reuse.CHECK);
        Tensor x = call(() -> engine.allocate(DType.FLOAT32, gpu.device(), 2));
        assertArrayEquals(new double[] {Double.NaN, Double.NaN}, x.toDoubles());
        Tensor y = call(() -> engine.ones(new int[] {2}, DType.FLOAT32, gpu.device()));
        var aliases = new Tensor[1];
        call(() -> {
            aliases[0] = y.sameView();
            return null;
        });
        y.letGo();
        call(() -> null);
        assertArrayEquals(new double[] {Double.NaN, Double.NaN}, aliases[0].toDoubles());
    }
}
