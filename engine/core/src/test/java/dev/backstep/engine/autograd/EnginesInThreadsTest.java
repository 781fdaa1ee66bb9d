package dev.backstep.engine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Two engines in one JVM do not touch each other.
class EnginesInThreadsTest {
    @Test
    void modesOfOneEngineAreNotThoseOfAnother() {
        var one = new Engine(new CpuBackend());
        var other = new Engine(new CpuBackend());
        one.setGradMode(false);
        one.setInferenceMode(true);
        one.setDefaultDtype(DType.FLOAT64);
        one.generator().manualSeed(7);
        one.setLines(() -> 3);
        one.setSavedTensorHooks(new SavedTensorHooks() {
            @Override
            public Object pack(Tensor tensor) {
                throw new IllegalStateException("of another engine");
            }

            @Override
            public Tensor unpack(Object packed) {
                throw new IllegalStateException("of another engine");
            }
        });
        assertTrue(other.gradMode());
        assertFalse(other.inferenceMode());
        assertEquals(DType.FLOAT32, other.defaultDtype());
        assertEquals(0, other.line());
        assertNull(other.savedTensorHooks());
        assertNull(other.anomalyMode());
        Tensor x = other.tensor(new float[] {2}, 1).setRequiresGrad(true);
        x.mul(x).backward();
        assertArrayEquals(new double[] {4}, x.grad().toDoubles());
    }

    @Test
    void enginesInTwoThreadsComputeWhatTheyComputeAlone() throws Exception {
        double[] alone = train(new Engine(new CpuBackend()), null);
        var barrier = new CyclicBarrier(2);
        try (var pool = Executors.newFixedThreadPool(2)) {
            Callable<double[]> task = () -> train(new Engine(new CpuBackend()), barrier);
            var first = pool.submit(task);
            var second = pool.submit(task);
            assertArrayEquals(alone, first.get());
            assertArrayEquals(alone, second.get());
        }
    }

    /// Steps of training with random numbers, in-place changes and a switch of modes, in step with the other thread.
    private static double[] train(Engine engine, CyclicBarrier barrier) throws Exception {
        engine.generator().manualSeed(3);
        Tensor w = engine.randn(4, 4).setRequiresGrad(true);
        for (int i = 0; i < 50; i++) {
            if (barrier != null) barrier.await();
            Tensor x = engine.randn(4, 4);
            w.matmul(x).tanh().sum().backward();
            engine.setGradMode(false);
            w.sub_(w.grad().mul(0.01));
            w.grad().zero_();
            engine.setGradMode(true);
        }
        return w.toDoubles();
    }
}
