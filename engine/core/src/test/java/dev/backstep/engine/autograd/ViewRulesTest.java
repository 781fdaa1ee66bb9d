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
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Views whose base changes, inference tensors, and elements that lie in one place.
class ViewRulesTest {
    private final Engine engine = new Engine(new ReferenceBackend());

    private Tensor leaf(float... values) {
        return engine.tensor(values, values.length).setRequiresGrad(true);
    }

    private static void assertFails(String message, Executable action) {
        var problem = assertThrows(EngineException.class, action);
        assertTrue(problem.getMessage().contains(message), problem.getMessage());
    }

    @Test
    void oneOfSeveralViewsIsLostWhenItsBaseChanges() {
        Tensor base = leaf(1, 2, 3, 4).clone();
        Tensor part = base.split(2)[0];
        base.mul_(engine.wrapped(2.0));
        assertFails(
                "Output 0 of SplitBackward0 is a view and its base or another view of its base has been modified inplace.",
                part::gradFn);
    }

    @Test
    void aViewMadeWithoutRecordingIsLostWhenItsBaseChanges() {
        Tensor base = leaf(1, 2).clone();
        engine.setGradMode(false);
        Tensor view = base.narrow(0, 0, 1);
        engine.setGradMode(true);
        base.mul_(engine.wrapped(2.0));
        assertFails(
                "A view was created in no_grad mode and its base or another view of its base has been modified inplace "
                        + "with grad mode enabled.",
                view::gradFn);
    }

    @Test
    void aViewMadeInInferenceModeCannotBeChangedOutside() {
        Tensor base = leaf(1, 2).clone();
        engine.setInferenceMode(true);
        Tensor view = base.narrow(0, 0, 1);
        engine.setInferenceMode(false);
        assertFails(
                "A view was created in inference mode and is being modified inplace in normal mode.",
                () -> view.mul_(engine.wrapped(2.0)));
    }

    @Test
    void inferenceTensorsCannotBeChangedOutside() {
        engine.setInferenceMode(true);
        Tensor a = engine.ones(2);
        Tensor view = a.view(2, 1);
        a.mul_(engine.wrapped(2.0));
        engine.setInferenceMode(false);
        assertNull(view.base());
        assertTrue(a.data().isInference());
        assertTrue(a.detach().isInference());
        assertFalse(a.clone().isInference());
        assertFails("Inplace update to inference tensor outside InferenceMode is not allowed.", a::zero_);
        assertFails("Inplace update to inference tensor outside InferenceMode is not allowed.", view::zero_);
        assertFails(
                "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.",
                () -> a.setRequiresGrad(true));
        assertFails(
                "Inference tensors cannot be saved for backward.",
                () -> leaf(1, 2).mul(a));
    }

    @Test
    void inferenceModeKeepsRecordingOffThoughItIsAskedFor() {
        engine.setInferenceMode(true);
        engine.setGradMode(true);
        assertTrue(engine.gradModeAsked());
        assertFalse(leaf(1).mul(2).requiresGrad());
    }

    @Test
    void aLeafIsOneUntilItsHistoryIsAskedFor() {
        Tensor base = engine.zeros(2);
        Tensor view = base.narrow(0, 0, 1);
        base.add_(leaf(1, 2));
        assertTrue(view.requiresGrad());
        assertTrue(view.isLeaf());
        assertEquals("AsStridedBackward0", view.gradFn().name());
        assertFalse(view.isLeaf());
    }

    @Test
    void elementsThatShareOnePlaceCannotBeWritten() {
        assertFails(
                "more than one element of the written-to tensor refers to a single memory location.",
                () -> engine.ones(1).expand(3).add_(engine.wrapped(1.0)));
        assertFails(
                "more than one element of the written-to tensor refers to a single memory location.",
                () -> engine.ones(1).expand(3).copy_(engine.ones(3)));
    }

    @Test
    void elementsCannotBeWrittenOverOthersThatAreRead() {
        Tensor x = engine.arange(4.0);
        assertFails(
                "some elements of the input tensor and the written-to tensor refer to a single memory location.",
                () -> x.narrow(0, 1, 3).add_(x.narrow(0, 0, 3)));
        assertArrayEquals(new double[] {0, 1, 2, 3}, x.toDoubles());
    }

    @Test
    void aSavedResultIsSeenAsAnotherTensorOfTheSameHistory() {
        Tensor y = leaf(1).exp();
        Tensor saved = (Tensor) y.gradFn().saved("result");
        assertNotSame(y, saved);
        assertSame(y.gradFn(), saved.gradFn());
        assertTrue(y.sharesVersion(saved));
        Node history = y.gradFn();
        y.forgetHistory();
        assertSame(history, ((Tensor) history.saved("result")).gradFn());
    }

    @Test
    void aTensorMayBecomeAViewOfItself() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(2);
        InPlaceView.become(y, y.unsqueeze(0), "UnsqueezeBackward1");
        assertArrayEquals(new int[] {1, 2}, y.sizes());
        assertEquals("UnsqueezeBackward1", y.gradFn().name());
        assertEquals(1, y.version());
        y.mul(y).sum().backward();
        assertArrayEquals(new double[] {8, 16}, x.grad().toDoubles());
    }
}
