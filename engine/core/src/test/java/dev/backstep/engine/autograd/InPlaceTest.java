package dev.backstep.engine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Tensors that are changed in place, and views of them.
class InPlaceTest {
    private final Engine engine = new Engine(new ReferenceBackend());

    private Tensor leaf(float... values) {
        return engine.tensor(values, values.length).setRequiresGrad(true);
    }

    private static void assertFails(String message, Executable action) {
        var problem = assertThrows(EngineException.class, action);
        assertTrue(problem.getMessage().startsWith(message), problem.getMessage());
    }

    @Test
    void leavesThatRequireGradCannotBeChanged() {
        Tensor x = leaf(1, 2);
        assertFails("a leaf Variable that requires grad is being used in an in-place operation.", () -> x.add_(1));
        assertFails(
                "a view of a leaf Variable that requires grad is being used in an in-place operation.",
                () -> x.select(0, 0).fill_(5));
        assertEquals(0, x.version());
    }

    @Test
    void leavesCanBeChangedWithoutRecording() {
        Tensor x = leaf(1, 2);
        engine.setGradMode(false);
        x.sub_(0.5);
        engine.setGradMode(true);
        assertArrayEquals(new double[] {0.5, 1.5}, x.toDoubles());
        assertEquals(1, x.version());
        assertTrue(x.isLeaf());
    }

    @Test
    void aChangeBecomesTheHistory() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(2);
        assertSame(y, y.mul_(3));
        assertEquals("MulBackward1", y.gradFn().name());
        y.sum().backward();
        assertArrayEquals(new double[] {6, 6}, x.grad().toDoubles());
    }

    @Test
    void theOldValueIsKeptForTheDerivative() {
        Tensor x = leaf(2, 3);
        Tensor y = x.clone();
        y.pow_(2);
        y.sum().backward();
        assertArrayEquals(new double[] {4, 6}, x.grad().toDoubles());
    }

    @Test
    void savedTensorsNoticeChanges() {
        Tensor b = leaf(1, 2).exp();
        Tensor c = b.mul(b);
        b.add_(engine.ones(2));
        assertFails(
                "one of the variables needed for gradient computation has been modified by an inplace operation: "
                        + "[torch.FloatTensor [2]], which is output 0 of AddBackward0, is at version 1; expected version 0 "
                        + "instead. Hint: enable anomaly detection to find the operation that failed to compute its "
                        + "gradient, with torch.autograd.set_detect_anomaly(True).",
                () -> c.sum().backward());
    }

    @Test
    void savedResultsNoticeChangesThroughViews() {
        Tensor v = leaf(1, 2, 3).sigmoid();
        v.select(0, 1).fill_(0);
        assertEquals("CopySlices", v.gradFn().name());
        assertFails(
                "one of the variables needed for gradient computation has been modified by an inplace operation: "
                        + "[torch.FloatTensor [3]], which is output 0 of SigmoidBackward0, is at version 1; expected "
                        + "version 0 instead.",
                () -> v.sum().backward());
    }

    @Test
    void aChangeThroughAViewIsAChangeOfItsBase() {
        Tensor a = engine.arange(6.0).setRequiresGrad(true);
        Tensor b = a.clone();
        Tensor row = b.view(2, 3).select(0, 0);
        row.mul_(10);
        assertEquals("CopySlices", b.gradFn().name());
        assertEquals("AsStridedBackward0", row.gradFn().name());
        assertSame(b, row.base());
        b.sum().backward();
        assertArrayEquals(new double[] {10, 10, 10, 1, 1, 1}, a.grad().toDoubles());
    }

    @Test
    void aChangeOfABaseIsAChangeOfItsViews() {
        Tensor a = leaf(1, 2, 3);
        Tensor b = a.clone();
        Tensor part = b.narrow(0, 0, 2);
        b.mul_(engine.wrapped(5.0));
        part.sum().backward();
        assertArrayEquals(new double[] {5, 5, 0}, a.grad().toDoubles());
    }

    @Test
    void partsCanBeReplacedByOtherParts() {
        Tensor x = engine.ones(2, 2).setRequiresGrad(true);
        Tensor y = x.mul(1);
        y.select(0, 0).copy_(y.select(0, 1).mul(5));
        y.sum().backward();
        assertArrayEquals(new double[] {0, 0, 6, 6}, x.grad().toDoubles());
    }

    @Test
    void aConstantBecomesPartOfTheGraphWhenAPartIsReplaced() {
        Tensor x = leaf(4);
        Tensor w = engine.zeros(3);
        w.select(0, 1).copy_(x.mul(2).select(0, 0));
        assertTrue(w.requiresGrad());
        w.sum().backward();
        assertArrayEquals(new double[] {2}, x.grad().toDoubles());
    }

    @Test
    void viewsOfSeveralOutputsCannotBeChanged() {
        Tensor part = engine.ones(4).setRequiresGrad(true).split(2)[0];
        assertFails(
                "Output 0 of SplitBackward0 is a view and is being modified inplace. This view is the output of a function "
                        + "that returns multiple views. Such functions do not allow the output views to be modified "
                        + "inplace. You should replace the inplace operation by an out-of-place one.",
                () -> part.mul_(2));
    }

    @Test
    void viewsMadeWithoutRecordingCannotBeChangedWithIt() {
        Tensor base = leaf(1, 2).clone();
        engine.setGradMode(false);
        Tensor view = base.narrow(0, 0, 1);
        engine.setGradMode(true);
        assertFails(
                "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that",
                () -> view.mul_(2));
    }

    @Test
    void resultsMustFitIntoTheTensorThatIsChanged() {
        assertFails(
                "result type Float can't be cast to the desired output type Long",
                () -> engine.arange(3).add_(engine.ones(3)));
        assertFails(
                "output with shape [3] doesn't match the broadcast shape [2, 3]",
                () -> engine.ones(3).add_(engine.ones(2, 3)));
    }

    @Test
    void overlappingOperandsAreReadBeforeTheyAreWritten() {
        Tensor x = engine.arange(6.0).to(dev.backstep.engine.DType.FLOAT32).view(2, 3);
        Tensor square = x.narrow(1, 0, 2);
        square.add_(square.t());
        assertArrayEquals(new double[] {0, 4, 2, 4, 8, 5}, x.toDoubles());
    }

    @Test
    void gradientsOfInPlaceOperationsHaveGradients() {
        Tensor a = engine.tensor(new float[] {0.5f, 2}, 2).setRequiresGrad(true);
        Tensor square = a.clone().mul_(a);
        Tensor gradient = Autograd.grad(
                engine, List.of(square.sum()), List.of(a), Collections.singletonList(null), true, true, false)[0];
        gradient.sum().backward();
        assertArrayEquals(new double[] {2, 2}, a.grad().toDoubles());
    }
}
