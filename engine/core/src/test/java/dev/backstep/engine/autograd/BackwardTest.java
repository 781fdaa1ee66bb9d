package dev.backstep.engine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// The rules of backward passes. Texts of errors are those of PyTorch 1.13.
class BackwardTest {
    private final Engine engine = new Engine(new ReferenceBackend());

    private Tensor leaf(float... values) {
        return engine.tensor(values, values.length).setRequiresGrad(true);
    }

    private static void assertGrad(Tensor leaf, double... expected) {
        assertArrayEquals(expected, leaf.grad().toDoubles(), 1e-5);
    }

    private static void assertFails(String message, Executable action) {
        var problem = assertThrows(EngineException.class, action);
        assertEquals("RuntimeError", problem.pythonType());
        assertTrue(problem.getMessage().startsWith(message), problem.getMessage());
    }

    @Test
    void gradientsReachLeaves() {
        Tensor x = leaf(1, 1, 1, 1);
        Tensor y = x.add(2);
        y.mul(y).mul(3).mean().backward();
        assertGrad(x, 4.5, 4.5, 4.5, 4.5);
    }

    @Test
    void gradientsOfSeveralPassesAddUp() {
        Tensor x = leaf(2);
        x.mul(3).sum().backward();
        Tensor first = x.grad();
        x.mul(4).sum().backward();
        assertGrad(x, 7);
        assertSame(first, x.grad(), "added in place");
    }

    @Test
    void aRecordedPassDoesNotChangeAnEarlierGradientInPlace() {
        Tensor x = leaf(2);
        x.mul(3).sum().backward();
        Tensor first = x.grad();
        x.pow(2).sum().backward(null, null, true);
        assertArrayEquals(new double[] {3}, first.toDoubles());
        assertNotSame(first, x.grad());
        assertGrad(x, 7);
        assertTrue(x.grad().requiresGrad());
    }

    @Test
    void leavesThatShareAGradientDoNotShareItsMemory() {
        Tensor x = leaf(1);
        Tensor y = leaf(1);
        x.add(y).sum().backward();
        x.mul(5).sum().backward();
        assertGrad(x, 6);
        assertGrad(y, 1);
    }

    @Test
    void theGradientThatIsPassedInIsNotTakenOver() {
        Tensor x = leaf(1, 1);
        Tensor gradient = engine.tensor(new float[] {1, 2}, 2);
        x.view(2).backward(gradient, null, false);
        x.mul(1).sum().backward();
        assertArrayEquals(new double[] {1, 2}, gradient.toDoubles());
        assertGrad(x, 2, 3);
    }

    @Test
    void backwardTwiceNeedsRetainGraph() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(x).sum();
        y.backward(null, true, false);
        y.backward();
        assertGrad(x, 4, 8);
        assertFails("Trying to backward through the graph a second time (or directly access saved", y::backward);
    }

    @Test
    void nodesThatSaveNothingMayRunAgain() {
        Tensor x = leaf(1, 2);
        Tensor y = x.add(x).sum();
        y.backward();
        y.backward();
        assertGrad(x, 4, 4);
    }

    @Test
    void onlyScalarsHaveAnImplicitGradient() {
        Tensor y = leaf(1, 2).mul(2);
        assertFails("grad can be implicitly created only for scalar outputs", y::backward);
        assertFails(
                "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of "
                        + "torch.Size([2]).",
                () -> y.backward(engine.ones(3), null, false));
    }

    @Test
    void aRootMustRequireGrad() {
        assertFails(
                "element 0 of tensors does not require grad and does not have a grad_fn",
                () -> engine.ones(2).sum().backward());
    }

    @Test
    void gradLeavesLeavesAlone() {
        Tensor x = leaf(2, 3);
        Tensor[] result = grad(x.pow(Scalar.of(3L)).sum(), x, false);
        assertArrayEquals(new double[] {12, 27}, result[0].toDoubles(), 1e-5);
        assertNull(x.grad());
    }

    private Tensor[] grad(Tensor output, Tensor input, boolean createGraph) {
        return Autograd.grad(
                engine,
                List.of(output),
                List.of(input),
                Collections.singletonList(null),
                createGraph,
                createGraph,
                false);
    }

    @Test
    void gradEvaluatesOnlyWhatLeadsToItsInputs() {
        Tensor x = leaf(1);
        Tensor y = leaf(1);
        var evaluated = new ArrayList<String>();
        Tensor other = y.exp();
        other.gradFn().addPreHook((in, out) -> {
            evaluated.add("exp");
            return null;
        });
        Tensor sum = x.sin().add(other).sum();
        grad(sum, x, false);
        assertEquals(List.of(), evaluated);
    }

    @Test
    void unusedInputsAreReportedOrNull() {
        Tensor x = leaf(1);
        Tensor unused = leaf(1);
        assertFails(
                "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if "
                        + "this is the desired behavior.",
                () -> grad(x.mul(2).sum(), unused, false));
        Tensor[] result = Autograd.grad(
                engine,
                List.of(x.mul(2).sum()),
                List.of(x, unused),
                Collections.singletonList(null),
                false,
                false,
                true);
        assertNull(result[1]);
        assertFails(
                "One of the differentiated Tensors does not require grad",
                () -> grad(x.mul(2).sum(), engine.ones(1), false));
    }

    @Test
    void gradientsOfIntermediateTensorsCanBeAskedFor() {
        Tensor x = leaf(3);
        Tensor y = x.mul(2);
        assertArrayEquals(new double[] {12}, grad(y.mul(y).sum(), y, false)[0].toDoubles());
    }

    @Test
    void higherDerivativesComeFromRecordedPasses() {
        Tensor x = leaf(2);
        Tensor first = grad(x.pow(Scalar.of(4L)).sum(), x, true)[0];
        Tensor second = grad(first.sum(), x, true)[0];
        Tensor third = grad(second.sum(), x, false)[0];
        assertEquals(32, first.item().value(), 1e-4);
        assertEquals(48, second.item().value(), 1e-4);
        assertEquals(48, third.item().value(), 1e-4);
    }

    @Test
    void backwardForChosenInputsLeavesOthersAlone() {
        Tensor x = leaf(2);
        Tensor y = leaf(3);
        Autograd.backward(engine, List.of(x.mul(y).sum()), Collections.singletonList(null), false, false, List.of(x));
        assertGrad(x, 3);
        assertNull(y.grad());
    }

    @Test
    void severalRootsGiveTheGradientOfTheirSum() {
        Tensor x = leaf(2);
        Autograd.backward(
                engine, List.of(x.mul(3).sum(), x.pow(2).sum()), Arrays.asList(null, null), false, false, List.of());
        assertGrad(x, 7);
    }

    @Test
    void aLeafCanBeTheRoot() {
        Tensor x = leaf(2);
        x.backward();
        assertGrad(x, 1);
    }

    @Test
    void broadcastInputsGetSums() {
        Tensor x = leaf(1, 2, 3);
        Tensor y = engine.ones(2, 3).setRequiresGrad(true);
        y.mul(x).sum().backward();
        assertGrad(x, 2, 2, 2);
        assertGrad(y, 1, 2, 3, 1, 2, 3);
    }

    @Test
    void gradientsHaveTheDtypeOfTheirTensor() {
        Tensor x = leaf(1, 2);
        x.mul(engine.tensor(new double[] {3, 4}, 2)).sum().backward();
        assertEquals(dev.backstep.engine.DType.FLOAT32, x.grad().dtype());
    }

    @Test
    void nonLeavesKeepTheirGradientOnRequest() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(2);
        y.retain_grad();
        y.pow(2).sum().backward();
        assertGrad(y, 4, 8);
        assertTrue(y.retainsGrad());
        assertFails(
                "can't retain_grad on Tensor that has requires_grad=False",
                () -> engine.ones(2).retain_grad());
    }

    @Test
    void hooksSeeAndReplaceGradients() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(2);
        var seen = new ArrayList<Tensor>();
        y.registerHook(g -> {
            seen.add(g);
            return null;
        });
        Runnable removal = x.registerHook(g -> g.mul(10));
        y.sum().backward();
        assertArrayEquals(new double[] {1, 1}, seen.getFirst().toDoubles());
        assertGrad(x, 20, 20);
        removal.run();
        x.setGrad(null);
        x.mul(3).sum().backward();
        assertGrad(x, 3, 3);
    }

    @Test
    void hooksOfNodesSeeBothSides() {
        Tensor a = leaf(2);
        Tensor b = leaf(3);
        Tensor c = a.mul(b);
        var seen = new ArrayList<Double>();
        c.gradFn().addPostHook((in, out) -> {
            for (Tensor g : in) seen.add(g.item().value());
            seen.add(out[0].item().value());
            return null;
        });
        c.backward();
        assertEquals(List.of(3.0, 2.0, 1.0), seen);
    }

    @Test
    void aPassInsideAPassDoesNotDisturbIt() {
        Tensor x = leaf(2);
        Tensor square = x.mul(x);
        Tensor top = square.mul(3);
        // When this hook runs the outer pass waits for the nodes that the inner one goes through.
        top.registerHook(g -> {
            Autograd.grad(engine, List.of(square), List.of(x), Collections.singletonList(null), true, false, false);
            return null;
        });
        top.backward(null, true, false);
        assertGrad(x, 12);
    }

    @Test
    void laterNodesRunFirst() {
        Tensor x = leaf(1);
        Tensor a = x.sin();
        Tensor b = x.cos();
        var order = new ArrayList<String>();
        engine.setObserver(new Observer() {
            @Override
            public void stepDone(Node node, Tensor[] in, Tensor[] out, List<Node> ready, long nanos) {
                order.add(node.name());
            }
        });
        a.add(b).backward();
        assertEquals(List.of("AddBackward0", "CosBackward0", "SinBackward0", "AccumulateGrad"), order);
    }

    @Test
    void anErrorLeavesTheGraphUsable() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(x);
        Runnable removal = y.registerHook(g -> {
            throw new IllegalStateException("from the hook");
        });
        Tensor z = y.sum();
        assertThrows(IllegalStateException.class, () -> z.backward(null, true, false));
        removal.run();
        z.backward();
        assertGrad(x, 2, 4);
        assertTrue(engine.gradMode());
        assertEquals(0, engine.passDepth());
    }

    @Test
    void aChainOfAMillionNodesRunsBackward() {
        Tensor x = leaf(1);
        Tensor y = x;
        for (int i = 0; i < 1_000_000; i++) y = y.neg();
        y.backward();
        assertGrad(x, 1);
    }

    @Test
    void savedTensorsAreReleasedAsThePassGoes() {
        Tensor x = leaf(2);
        Tensor y = x.mul(x);
        assertSame(x, y.gradFn().saved("self"));
        y.backward();
        assertFails(
                "Trying to backward through the graph a second time",
                () -> y.gradFn().saved("self"));
    }

    @Test
    void onlyWhatAFormulaNeedsIsSaved() {
        Tensor x = leaf(2);
        Tensor constant = engine.tensor(new float[] {3}, 1);
        Node node = x.mul(constant).gradFn();
        assertNull(node.saved("self"), "the gradient by the constant is not wanted");
        assertSame(constant, node.saved("other"));
        assertNull(node.next()[1]);
    }

    @Test
    void nothingIsRecordedWithoutGradMode() {
        Tensor x = leaf(2);
        engine.setGradMode(false);
        Tensor y = x.mul(3);
        engine.setGradMode(true);
        assertFalse(y.requiresGrad());
        assertTrue(y.isLeaf());
    }

    @Test
    void detachedTensorsShareElementsAndVersion() {
        Tensor x = engine.ones(3).setRequiresGrad(true);
        Tensor y = x.mul(1);
        Tensor d = y.detach();
        d.select(0, 0).fill_(9);
        assertEquals(9, y.toDoubles()[0]);
        assertEquals(1, y.version());
        assertFalse(d.requiresGrad());
    }

    @Test
    void integersCannotRequireGrad() {
        assertFails(
                "only Tensors of floating point dtype can require gradients",
                () -> engine.arange(3).setRequiresGrad(true));
    }

    @Test
    void onlyLeavesChangeWhetherTheyRequireGrad() {
        assertFails(
                "you can only change requires_grad flags of leaf variables.",
                () -> leaf(1).mul(2).setRequiresGrad(false));
    }
}
