package dev.backstep.engine.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.NativeMemory;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.Reuse;
import dev.backstep.engine.backend.cpu.CpuBackend;
import dev.backstep.engine.backend.cpu.SharingBackend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SharingTest {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Engine engine = new Engine(new CpuBackend());

    private static float at(NativeMemory memory, int index) {
        return memory.segment().getAtIndex(FLOAT, index);
    }

    @Test
    void aChangeOnEitherSideIsSeenOnTheOther() {
        Tensor x = engine.tensor(new float[] {1, 2, 3, 4}, 4);
        NativeMemory numpy = engine.sharing().share(x);
        assertEquals(3, at(numpy, 2));
        numpy.segment().setAtIndex(FLOAT, 2, 30);
        assertArrayEquals(new double[] {1, 2, 30, 4}, x.toDoubles());
        assertArrayEquals(new double[] {2, 4, 60, 8}, x.mul(2).toDoubles());
        int version = x.version();
        x.add_(engine.tensor(new float[] {1, 1, 1, 1}, 4));
        assertEquals(version + 1, x.version());
        assertEquals(31, at(numpy, 2));
    }

    /// Those of the change alone: numpy's thread may be at work with the others.
    @Test
    void aViewChangesItsOwnElements() {
        Tensor x = engine.zeros(3, 4);
        Tensor column = x.t().select(0, 1).narrow(0, 1, 2);
        NativeMemory numpy = engine.sharing().share(x);
        for (int i = 0; i < 12; i++) {
            numpy.segment().setAtIndex(FLOAT, i, i);
        }
        column.mul_(engine.wrapped(10));
        var expected = new float[] {0, 1, 2, 3, 4, 50, 6, 7, 8, 90, 10, 11};
        assertArrayEquals(expected, numpy.segment().toArray(ValueLayout.JAVA_FLOAT));
        assertArrayEquals(new double[] {50, 90}, column.toDoubles());
        assertArrayEquals(
                new double[] {100, 180}, column.expand(3, 2).mul(2).select(0, 2).toDoubles());
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyDtypeIsShared(DType dtype) {
        Tensor x = engine.arange(Scalar.of(6)).to(dtype).view(2, 3);
        var before = x.toDoubles();
        NativeMemory numpy = engine.sharing().share(x);
        assertArrayEquals(before, x.toDoubles());
        assertEquals(6L * dtype.bytes(), numpy.segment().byteSize());
        // The second row over the first.
        MemorySegment.copy(numpy.segment(), 3L * dtype.bytes(), numpy.segment(), 0, 3L * dtype.bytes());
        assertArrayEquals(
                new double[] {before[3], before[4], before[5], before[3], before[4], before[5]}, x.toDoubles());
        x.zero_();
        for (byte b : numpy.segment().toArray(ValueLayout.JAVA_BYTE)) {
            assertEquals(0, b);
        }
        x.t().copy_(engine.ones(3, 2));
        assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1}, x.toDoubles());
    }

    /// As in PyTorch, which cannot know either.
    @Test
    void aBackwardPassReadsWhatNumpyWroteIntoASavedTensor() {
        Tensor x = engine.tensor(new float[] {1, 2, 3}, 3);
        Tensor w = engine.tensor(new float[] {1, 1, 1}, 3).setRequiresGrad(true);
        Tensor y = x.mul(w).sum();
        engine.sharing().share(x).segment().setAtIndex(FLOAT, 1, 20);
        y.backward();
        assertArrayEquals(new double[] {1, 20, 3}, w.grad().toDoubles());
    }

    @Test
    void parametersMayBeShared() {
        Tensor w = engine.ones(2, 2).setRequiresGrad(true);
        NativeMemory numpy = engine.sharing().share(w.detach());
        w.matmul(w).sum().backward();
        assertArrayEquals(new double[] {4, 4, 4, 4}, w.grad().toDoubles());
        engine.setGradMode(false);
        w.sub_(w.grad());
        engine.setGradMode(true);
        assertEquals(-3, at(numpy, 3));
        NativeMemory gradient = engine.sharing().share(w.grad());
        w.mul(2).sum().backward();
        assertEquals(6, at(gradient, 0));
    }

    @Test
    void foreignMemoryBecomesATensor() {
        var numpy = Arena.ofAuto().allocate(24, 8);
        for (int i = 0; i < 6; i++) {
            numpy.setAtIndex(ValueLayout.JAVA_INT, i, i);
        }
        Tensor x = engine.sharing().over(numpy, DType.INT32, new int[] {3, 2}, new int[] {1, 3}, () -> {});
        assertArrayEquals(new long[] {0, 3, 1, 4, 2, 5}, x.toLongs());
        x.select(1, 1).fill_(9);
        assertEquals(1, numpy.getAtIndex(ValueLayout.JAVA_INT, 1));
        assertEquals(9, numpy.getAtIndex(ValueLayout.JAVA_INT, 4));
        assertArrayEquals(new long[] {3, 27}, x.sum(0).toLongs());
    }

    @Test
    void foreignMemoryIsLetGoOfWithItsLastTensor() {
        engine.memory().start(Reuse.POOL);
        var python = new FakePython(engine, true);
        var released = new AtomicInteger();
        var x = python.tensor(() -> engine.sharing()
                .over(
                        Arena.ofAuto().allocate(16),
                        DType.FLOAT32,
                        new int[] {4},
                        new int[] {1},
                        released::incrementAndGet));
        var view = python.tensor(() -> x.tensor().narrow(0, 1, 2));
        python.decrease(x);
        python.call(() -> null);
        assertEquals(0, released.get());
        python.decrease(view);
        python.call(() -> null);
        assertEquals(1, released.get());
    }

    @Test
    void elementsGoBackToTheHeapWhenNobodyLooksAtTheirAddress() {
        Tensor x = engine.ones(3);
        var storage = (Storage.Host) x.storage();
        engine.sharing().share(x);
        engine.sharing().share(x).segment().setAtIndex(FLOAT, 0, 5);
        engine.sharing().unshare(storage);
        engine.memory().enter();
        engine.memory().leave();
        assertTrue(storage.isShared());
        engine.sharing().unshare(storage);
        engine.memory().enter();
        engine.memory().leave();
        assertFalse(storage.isShared());
        assertArrayEquals(new float[] {5, 1, 1}, storage.floats());
        assertTrue(engine.cpu() instanceof SharingBackend);
        engine.memory().clear();
        assertTrue(engine.cpu() instanceof CpuBackend);
    }
}
