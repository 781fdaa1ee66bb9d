package dev.backstep.engine.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Observer;
import dev.backstep.engine.backend.Reuse;
import dev.backstep.engine.backend.cpu.CpuBackend;
import dev.backstep.engine.backend.reference.ArrayPool;
import dev.backstep.engine.memory.FakePython.Ref;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final int LENGTH = 1 << 14;

    private final CpuBackend cpu = new CpuBackend();
    private final Engine engine = new Engine(cpu);
    private final FakePython python = new FakePython(engine, true);

    @BeforeEach
    void start() {
        engine.memory().start(Reuse.POOL);
    }

    private Ref ones() {
        return python.tensor(() -> engine.ones(LENGTH));
    }

    private static float[] array(Tensor tensor) {
        return ((Storage.Host) tensor.storage()).floats();
    }

    private long returned() {
        python.call(() -> null);
        return engine.memory().returned();
    }

    @Test
    void theNextTensorGetsTheArrayOfTheOneThatPythonLetGoOf() {
        Ref x = ones();
        float[] array = array(x.tensor());
        python.decrease(x);
        Ref y = python.tensor(() -> engine.zeros(LENGTH - 100));
        assertSame(array, array(y.tensor()));
        assertEquals(0, y.tensor().sum().item().value());
        assertEquals(1, cpu.pool().hits());
    }

    @Test
    void whatIsLetGoOfDuringACallStaysUntilTheNext() {
        Ref x = ones();
        python.call(() -> {
            Tensor tensor = x.tensor();
            python.decrease(x);
            python.call(() -> null);
            assertEquals(LENGTH, tensor.sum().item().value());
            return null;
        });
        assertEquals(1, returned());
    }

    @Test
    void whoLooksAtReturnedMemoryFails() {
        Ref x = ones();
        Tensor tensor = x.tensor();
        python.decrease(x);
        assertEquals(1, returned());
        assertThrows(ClassCastException.class, tensor::toDoubles);
        assertThrows(IllegalStateException.class, tensor::taken);
    }

    @Test
    void aTensorThatIsKeptStays() {
        Ref x = ones();
        Tensor tensor = x.tensor();
        tensor.keep();
        python.decrease(x);
        assertEquals(0, returned());
        assertEquals(LENGTH, tensor.sum().item().value());
    }

    @Test
    void aBaseStaysForItsViews() {
        Ref x = ones();
        Ref view = python.tensor(() -> x.tensor().view(128, -1));
        python.decrease(x);
        Ref base = python.tensor(() -> view.tensor().base());
        assertEquals(0, returned());
        python.decrease(base);
        assertEquals(0, returned());
        python.decrease(view);
        assertEquals(1, returned());
    }

    /// Results of operators inside of composite ones, which Python never sees.
    @Test
    void temporariesOfACallComeBackAfterIt() {
        Ref x = python.tensor(() -> engine.ones(LENGTH).add(1).mul(2));
        assertEquals(2, returned());
        assertEquals(4 * LENGTH, x.tensor().sum().item().value());
    }

    @Test
    void aSavedTensorComesBackWhenItsNodeHasReleasedIt() {
        Ref x = ones();
        python.call(() -> x.tensor().setRequiresGrad(true));
        Ref y = python.tensor(() -> x.tensor().exp());
        Ref sum = python.tensor(() -> y.tensor().sum());
        python.decrease(y);
        assertEquals(0, returned());
        python.call(() -> {
            sum.tensor().backward();
            return null;
        });
        // And the gradient of the sum.
        assertTrue(returned() >= 1);
        assertEquals(Math.E * LENGTH, x.tensor().grad().sum().item().value(), 1);
    }

    @Test
    void aGradientComesBackWhenItIsSetToNone() {
        Ref x = ones();
        python.call(() -> x.tensor().setRequiresGrad(true));
        Ref sum = python.tensor(() -> x.tensor().mul(3).sum());
        python.call(() -> {
            sum.tensor().backward();
            return null;
        });
        python.decrease(sum);
        long before = returned();
        python.call(() -> {
            x.tensor().setGrad(null);
            return null;
        });
        assertEquals(before + 1, returned());
    }

    /// Fifty results are saved, and fifty gradients computed: the pass finds room for them as it goes.
    @Test
    void aBackwardPassReturnsMemoryBetweenItsSteps() {
        Ref x = ones();
        python.call(() -> x.tensor().setRequiresGrad(true));
        Ref sum = python.tensor(() -> {
            Tensor y = x.tensor();
            for (int i = 0; i < 50; i++) {
                y = y.sin();
            }
            return y.sum();
        });
        long before = cpu.pool().misses();
        python.call(() -> {
            sum.tensor().backward();
            return null;
        });
        assertTrue(cpu.pool().misses() - before < 8, () -> cpu.pool().misses() - before + " new arrays");
    }

    @Test
    void anObserverThatKeepsTensorsEndsIt() {
        Ref x = ones();
        engine.setObserver(new Observer() {});
        python.decrease(x);
        assertEquals(0, returned());
        engine.setObserver(null);
        Ref y = ones();
        python.decrease(y);
        assertEquals(0, returned());
    }

    @Test
    void aRunsEndLeavesNoMemory() {
        python.decrease(ones());
        python.decrease(ones());
        engine.memory().clear();
        assertEquals(0, cpu.pool().held());
    }

    @Test
    void aJavaProgramNeedsNotKnow() {
        var plain = new Engine(new CpuBackend());
        Tensor x = plain.ones(LENGTH).setRequiresGrad(true);
        Tensor y = x.exp();
        y.sum().backward();
        assertEquals(LENGTH * Math.E, y.sum().item().value(), 1);
        assertEquals(0, plain.memory().returned());
    }

    @Test
    void whatJavaMakesOutsideOfCallsStays() {
        Tensor own = engine.ones(LENGTH);
        Ref x = ones();
        Tensor view = x.tensor().view(-1);
        python.decrease(x);
        python.decrease(python.wrap(own));
        assertEquals(0, returned());
        assertEquals(2 * LENGTH, own.add(view).sum().item().value());
    }

    @Test
    void testsFillMemoryWithWhatIsNoResult() {
        engine.memory().start(Reuse.CHECK);
        Ref x = python.tensor(() -> engine.allocate(DType.FLOAT32, Device.CPU, 3));
        assertArrayEquals(
                new double[] {Double.NaN, Double.NaN, Double.NaN}, x.tensor().toDoubles());
        Ref full = python.tensor(() -> engine.ones(3));
        float[] array = array(full.tensor());
        python.decrease(full);
        python.call(() -> null);
        assertArrayEquals(new float[] {Float.NaN, Float.NaN, Float.NaN}, array);
        Ref y = python.tensor(() -> engine.ones(3));
        assertNotSame(array, array(y.tensor()));
    }

    @Test
    void aPoolThrowsAwayFirstWhatIsOutOfUseForLongest() {
        var pool = new ArrayPool(Reuse.POOL, 100_000);
        var old = pool.allocate(DType.FLOAT32, 10_000);
        var other = pool.allocate(DType.INT64, 5_000);
        var latest = pool.allocate(DType.FLOAT32, 6_000);
        Object oldArray = old.array();
        Object otherArray = other.array();
        pool.release(old);
        pool.release(other);
        assertEquals(80_000, pool.held());
        pool.release(latest);
        assertEquals(64_000, pool.held());
        assertSame(otherArray, pool.allocate(DType.INT64, 4_900).array());
        assertNotSame(oldArray, pool.allocate(DType.FLOAT32, 10_000).array());
        // Too short, and far too long.
        assertEquals(0, pool.allocate(DType.FLOAT32, 7_000).length() - 7_000);
        assertEquals(24_000, pool.held());
        assertEquals(5_000, pool.allocate(DType.FLOAT32, 5_000).length());
        assertEquals(24_000, pool.held());
        assertEquals(1, pool.hits());
    }
}
