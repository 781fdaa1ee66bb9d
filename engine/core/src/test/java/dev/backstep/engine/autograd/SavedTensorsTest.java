package dev.backstep.engine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Saved tensors: hooks for them, what is said when they were changed, and anomaly detection.
class SavedTensorsTest {
    private final Engine engine = new Engine(new ReferenceBackend());

    private Tensor leaf(float... values) {
        return engine.tensor(values, values.length).setRequiresGrad(true);
    }

    private record Through(UnaryOperator<Tensor> pack, UnaryOperator<Tensor> unpack) implements SavedTensorHooks {
        @Override
        public Object pack(Tensor tensor) {
            return pack.apply(tensor);
        }

        @Override
        public Tensor unpack(@Nullable Object packed) {
            return unpack.apply((Tensor) packed);
        }
    }

    @Test
    void anUnpackedTensorHasItsHistoryAgain() {
        engine.setSavedTensorHooks(new Through(Tensor::detach, t -> t));
        Tensor x = leaf(2);
        Tensor y = x.mul(x);
        engine.setSavedTensorHooks(null);
        Tensor gradient = Autograd.grad(
                engine, List.of(y), List.of(x), java.util.Collections.singletonList(null), true, true, false)[0];
        assertTrue(gradient.requiresGrad());
        assertArrayEquals(new double[] {4}, gradient.toDoubles());
    }

    @Test
    void packingIsNotRecordedAndMayNotChangeTheTensor() {
        var recording = new ArrayList<Boolean>();
        engine.setSavedTensorHooks(new Through(
                t -> {
                    recording.add(engine.gradMode());
                    return t;
                },
                t -> t));
        leaf(2).exp();
        assertEquals(List.of(false), recording);
        engine.setSavedTensorHooks(new Through(t -> t.mul_(engine.wrapped(2.0)), t -> t));
        var problem = assertThrows(EngineException.class, () -> leaf(2).mul(engine.ones(1)));
        assertTrue(problem.getMessage().startsWith("A saved tensor pack hook is modifying its input in place."));
    }

    @Test
    void oneSavedTensorMayHaveHooksOfItsOwn() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(x);
        var hooks = new Through(t -> t, t -> t.mul(10));
        y.gradFn().registerSavedTensorHooks("self", hooks);
        assertArrayEquals(new double[] {10, 20}, ((Tensor) y.gradFn().saved("self")).toDoubles());
        assertArrayEquals(new double[] {1, 2}, ((Tensor) y.gradFn().saved("other")).toDoubles());
        var again = assertThrows(EngineException.class, () -> y.gradFn().registerSavedTensorHooks("self", hooks));
        assertTrue(again.getMessage().contains("whose hooks have already been set"), again.getMessage());
        y.sum().backward();
        var freed = assertThrows(EngineException.class, () -> y.gradFn().registerSavedTensorHooks("other", hooks));
        assertTrue(freed.getMessage().contains("after it has been freed"), freed.getMessage());
    }

    @Test
    void aConflictKnowsWhoChangedWhatAndWhoHadSavedIt() {
        var line = new int[] {1};
        engine.setLines(() -> line[0]);
        Tensor h = leaf(1, 2).mul(1);
        line[0] = 2;
        Tensor product = h.mul(h);
        line[0] = 3;
        h.narrow(0, 0, 1).add_(engine.wrapped(1.0));
        line[0] = 4;
        h.mul_(engine.wrapped(2.0));
        var conflict = assertThrows(EngineException.class, () -> product.sum().backward())
                .conflict();
        assertNotNull(conflict);
        assertSame(h, conflict.tensor());
        assertEquals("MulBackward0", conflict.saver().name());
        assertEquals(2, conflict.saver().line());
        assertEquals("add_", conflict.change().operator().name());
        assertEquals(3, conflict.change().line());
    }

    @Test
    void aConflictNamesTheFirstChangeThatMatters() {
        var line = new int[1];
        engine.setLines(() -> line[0]);
        Tensor h = leaf(1, 2).mul(1);
        var kept = new ArrayList<Tensor>();
        for (int i = 1; i <= 3; i++) {
            line[0] = i;
            h.add_(engine.wrapped(1.0));
            kept.add(h.mul(h));
        }
        var conflict = assertThrows(
                        EngineException.class, () -> kept.get(1).sum().backward())
                .conflict();
        assertEquals(3, conflict.change().line());
        assertEquals(2, conflict.saver().line());
    }

    @Test
    void otherErrorsHaveNoConflict() {
        var problem = assertThrows(EngineException.class, () -> engine.ones(2).backward());
        assertEquals(null, problem.conflict());
    }

    /// Notes what it is told.
    private static final class Watch implements AnomalyMode {
        private final List<String> made = new ArrayList<>();
        private final List<String> failed = new ArrayList<>();

        @Override
        public void created(Node node, @Nullable Node parent) {
            made.add(node.name() + (parent == null ? "" : " in " + parent.name()));
        }

        @Override
        public void failed(Node node, RuntimeException problem) {
            failed.add(node.name());
        }

        @Override
        public boolean checksForNan() {
            return true;
        }
    }

    @Test
    void anomalyDetectionLearnsWhereNodesComeFromAndWhichFails() {
        var watch = new Watch();
        engine.setAnomalyMode(watch);
        Tensor x = leaf(-1);
        Tensor y = x.sqrt().mul(engine.zeros(1));
        var problem = assertThrows(EngineException.class, () -> y.sum().backward());
        assertEquals("Function 'SqrtBackward0' returned nan values in its 0th output.", problem.getMessage());
        assertEquals(List.of("SqrtBackward0"), watch.failed);
        assertTrue(watch.made.contains("SqrtBackward0"), watch.made.toString());
    }

    @Test
    void anomalyDetectionKnowsTheParentOfANodeThatAPassMade() {
        Tensor x = leaf(2);
        Tensor y = x.pow(3);
        var watch = new Watch();
        engine.setAnomalyMode(watch);
        Autograd.grad(engine, List.of(y), List.of(x), java.util.Collections.singletonList(null), true, true, false);
        assertFalse(watch.made.isEmpty());
        assertTrue(watch.made.stream().allMatch(name -> name.endsWith(" in PowBackward0")), watch.made.toString());
    }
}
