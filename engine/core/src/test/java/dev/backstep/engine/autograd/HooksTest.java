package dev.backstep.engine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// In which order hooks run, and where they stay when tensors are changed in place.
class HooksTest {
    private final Engine engine = new Engine(new ReferenceBackend());
    private final List<String> log = new ArrayList<>();

    private Tensor leaf(float... values) {
        return engine.tensor(values, values.length).setRequiresGrad(true);
    }

    private TensorHook logged(String name) {
        return gradient -> {
            log.add(name);
            return null;
        };
    }

    private NodeHook before(String name) {
        return (in, out) -> {
            log.add(name);
            return null;
        };
    }

    @Test
    void groupsRunInTheOrderOfTheirFirstHook() {
        Tensor y = leaf(1).mul(2);
        y.gradFn().addPreHook(before("node 1"));
        y.registerHook(logged("tensor 1"));
        y.gradFn().addPreHook(before("node 2"));
        y.registerHook(logged("tensor 2"));
        y.backward();
        assertEquals(List.of("node 1", "node 2", "tensor 1", "tensor 2"), log);
    }

    @Test
    void hooksOfALeafRunInsideItsNode() {
        Tensor x = leaf(1);
        Tensor y = x.mul(2);
        x.registerHook(logged("leaf"));
        y.gradFn().next()[0].node().addPreHook(before("node"));
        y.backward();
        assertEquals(List.of("node", "leaf"), log);
    }

    @Test
    void aRetainedGradientSeesTheHooksOfTensorsThatCameFirst() {
        Tensor y = leaf(1).mul(2);
        y.registerHook(g -> g.mul(10));
        y.retain_grad();
        y.registerHook(g -> g.mul(10));
        y.backward();
        assertArrayEquals(new double[] {100}, y.grad().toDoubles());
    }

    @Test
    void aRetainedGradientMovesAlongWhenTheTensorIsChanged() {
        Tensor y = leaf(1).mul(2);
        y.retain_grad();
        y.mul_(engine.wrapped(5.0));
        y.backward();
        assertArrayEquals(new double[] {1}, y.grad().toDoubles());
    }

    @Test
    void aRetainedGradientOfABaseStaysThatOfBeforeAChangeThroughAView() {
        Tensor b = leaf(1, 2).mul(1);
        b.retain_grad();
        b.narrow(0, 0, 1).mul_(engine.wrapped(4.0));
        b.sum().backward();
        assertArrayEquals(new double[] {4, 1}, b.grad().toDoubles());
    }

    @Test
    void hooksStayWithTheHistoryThatTheTensorHadAtItsFirstHook() {
        Tensor y = leaf(1).mul(2);
        var seen = new ArrayList<Double>();
        y.registerHook(g -> {
            seen.add(g.toDoubles()[0]);
            return null;
        });
        y.mul_(engine.wrapped(3.0));
        y.registerHook(g -> {
            seen.add(-g.toDoubles()[0]);
            return null;
        });
        y.mul(5).backward();
        assertEquals(List.of(15.0, -15.0), seen);
    }

    @Test
    void hooksOfALeafOutliveItsHistory() {
        Tensor x = leaf(1, 2);
        x.registerHook(g -> g.mul(2));
        x.setData(engine.ones(2));
        x.sum().backward();
        assertArrayEquals(new double[] {2, 2}, x.grad().toDoubles());
    }

    @Test
    void hooksOfANonLeafSeeThatNoGradientCame() {
        Tensor[] parts = leaf(1, 2).split(1);
        var seen = new ArrayList<Tensor>();
        parts[1].registerHook(g -> {
            seen.add(g);
            return null;
        });
        parts[0].backward();
        assertEquals(1, seen.size());
        assertNull(seen.getFirst());
    }

    @Test
    void aHookMayNotReplaceAGradientThatDidNotCome() {
        Tensor[] parts = leaf(1, 2).split(1);
        parts[1].registerHook(g -> engine.ones(1));
        var problem = assertThrows(EngineException.class, () -> parts[0].backward());
        assertEquals("can't replace a None gradient with a non-None value", problem.getMessage());
    }

    @Test
    void whatNodeHooksGiveIsCheckedLikeWhatTensorHooksGive() {
        Tensor y = leaf(1, 2).mul(2);
        y.gradFn().addPreHook((in, out) -> new Tensor[] {engine.ones(3)});
        var problem = assertThrows(EngineException.class, () -> y.sum().backward());
        assertEquals("hook 'hook' has changed the size of value", problem.getMessage());
        Tensor z = leaf(1, 2).mul(leaf(1, 2));
        z.gradFn().addPostHook((in, out) -> new Tensor[] {in[0]});
        problem = assertThrows(EngineException.class, () -> z.sum().backward());
        assertEquals(
                "hook 'hook' has returned an incorrect number of values (got 1, but expected 2)", problem.getMessage());
    }

    @Test
    void removedHooksDoNotRun() {
        Tensor y = leaf(1).mul(2);
        Runnable first = y.registerHook(logged("a"));
        y.registerHook(logged("b"));
        first.run();
        first.run();
        y.backward();
        assertEquals(List.of("b"), log);
    }
}
