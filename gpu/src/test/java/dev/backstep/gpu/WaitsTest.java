package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.BackendListener;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// How often the host waits for the device to send it something: where the program reads a value, and where indices
/// that nobody has seen are to be checked, two numbers then.
class WaitsTest {
    private static final int MEAN = 1;
    private static final int IGNORED = -100;

    private final OpenClBackend backend = TestDevice.shared();
    private final Engine engine = new Engine(new CpuBackend());
    private final List<Long> transfers = new ArrayList<>();
    private final BackendListener listener = new BackendListener() {
        @Override
        public LongConsumer transferred(long bytes, Transfer direction) {
            if (direction == Transfer.TO_HOST) transfers.add(bytes);
            return null;
        }
    };

    WaitsTest() {
        engine.addBackend(backend);
        backend.addListener(listener, false);
    }

    @AfterEach
    void stop() {
        backend.removeListener(listener);
    }

    /// Sizes in bytes of what was sent to the host meanwhile.
    private List<Long> during(Executable work) {
        transfers.clear();
        try {
            work.execute();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        return List.copyOf(transfers);
    }

    private Tensor there(Tensor tensor) {
        return tensor.to(backend.device(), null, false, true);
    }

    private Tensor randn(int... sizes) {
        return there(engine.randn(sizes)).setRequiresGrad(true);
    }

    private Tensor longs(long... values) {
        return there(engine.tensor(values));
    }

    /// On the device, and unknown to the host.
    private Tensor unseen(long... values) {
        return longs(values).add(0L);
    }

    private static Tensor loss(Tensor logits, Tensor target) {
        return logits.cross_entropy_loss(target, null, MEAN, IGNORED, 0);
    }

    private interface Update {
        void apply(Tensor parameter, Tensor gradient, Tensor first, Tensor second);
    }

    private void trainsWithoutWaiting(Update update) {
        Tensor x = there(engine.randn(6, 8));
        List<Tensor> parameters = List.of(randn(16, 8), randn(16), randn(5, 16), randn(5));
        List<Tensor[]> states = new ArrayList<>();
        for (Tensor p : parameters) {
            states.add(new Tensor[] {there(engine.zeros(p.sizes())), there(engine.zeros(p.sizes()))});
        }
        for (int step = 0; step < 3; step++) {
            var last = new Tensor[1];
            assertEquals(List.of(), during(() -> {
                Tensor target = longs(3, 0, IGNORED, 4, 1, 1);
                Tensor hidden = x.linear(parameters.get(0), parameters.get(1)).relu();
                last[0] = loss(hidden.linear(parameters.get(2), parameters.get(3)), target);
                last[0].backward();
                boolean before = engine.setGradMode(false);
                for (int i = 0; i < parameters.size(); i++) {
                    Tensor p = parameters.get(i);
                    update.apply(p, p.grad(), states.get(i)[0], states.get(i)[1]);
                    p.setGrad(null);
                }
                engine.setGradMode(before);
            }));
            assertEquals(List.of(4L), during(() -> last[0].item()), "the program reads the loss");
        }
    }

    @Test
    void aStepOfAPerceptronWithStochasticGradientDescentWaitsForNothing() {
        trainsWithoutWaiting((p, g, buffer, _) -> {
            buffer.mul_(0.9).add_(g, Scalar.of(1.0));
            p.add_(buffer, Scalar.of(-0.05));
        });
    }

    @Test
    void aStepOfAPerceptronWithAdamWaitsForNothing() {
        trainsWithoutWaiting((p, g, mean, square) -> {
            mean.mul_(0.9).add_(g, Scalar.of(0.1));
            square.mul_(0.999).addcmul_(g, g, Scalar.of(0.001));
            p.addcdiv_(mean, square.sqrt().div(0.03).add_(1e-8), Scalar.of(-0.01));
        });
    }

    @Test
    void layersThatPickTheirInputWaitForNothing() {
        Tensor table = randn(7, 4);
        Tensor image = randn(2, 3, 8, 8);
        Tensor weights = there(engine.ones(new int[] {5}, null, Device.CPU));
        Tensor data = longs(0, 1, 2, 3, 4, 0, 1, 2);
        assertEquals(List.of(), during(() -> {
            Tensor rows = table.embedding(longs(1, 6, 0, 1));
            Tensor pooled = image.max_pool2d(new int[] {3}, new int[] {2}, 1);
            Tensor top = image.max(3, false)[0];
            Tensor best = image.flatten(1).topk(3)[0];
            Tensor picked = image.index(new Tensor[] {longs(-1, 0)});
            rows.sum()
                    .add(pooled.sum())
                    .add(top.sum())
                    .add(best.sum())
                    .add(picked.sum())
                    .backward();
            longs(1, 2).one_hot(3);
            Tensor logits = randn(3, 5);
            logits.cross_entropy_loss(data.index(new Tensor[] {longs(5, 7, 4)}), weights, MEAN, IGNORED, 0.1)
                    .backward();
            logits.detach().clone().fill_(logits.detach().sum());
        }));
    }

    @Test
    void indicesThatNobodySawAreCheckedByTwoNumbersOnce() {
        Tensor target = unseen(3, IGNORED, 1);
        Tensor logits = randn(3, 5);
        assertEquals(List.of(16L), during(() -> loss(logits, target).backward()));
        assertEquals(List.of(), during(() -> loss(logits, target).backward()));
        target.add_(1L).sub_(1L);
        assertEquals(List.of(16L), during(() -> loss(logits, target).backward()), "they may be others now");
    }

    @Test
    void aPartOfATensorIsKnownAsTheWhole() {
        Tensor labels = unseen(3, 0, 1, 4, 2, 2);
        Tensor logits = randn(2, 5);
        List<Long> sizes = during(() -> {
            for (int i = 0; i < 6; i += 2) loss(logits, labels.narrow(0, i, 2)).backward();
        });
        assertEquals(List.of(16L), sizes);
        Tensor padded = unseen(3, 0, 99, 99);
        // What lies beside the part does not count.
        loss(logits, padded.narrow(0, 0, 2)).backward();
    }

    @Test
    void whatIsOutOfBoundsIsRefusedInPyTorchsWords() {
        Tensor logits = randn(3, 5);
        for (Tensor target : List.of(longs(3, 5, 1), unseen(3, 5, 1))) {
            refused("Target 5 is out of bounds.", () -> loss(logits, target));
            refused("index out of range in self", () -> logits.embedding(target));
            refused("index out of range in self", () -> logits.index_select(0, target));
            refused("index 3 is out of bounds for dimension 0 with size 3", () -> logits.index(new Tensor[] {target}));
            refused("Class values must be smaller than num_classes.", () -> target.one_hot(5));
        }
        refused("Target -1 is out of bounds.", () -> loss(logits, longs(3, -1, IGNORED)));
    }

    private static void refused(String message, Executable work) {
        assertEquals(message, assertThrows(EngineException.class, work).getMessage());
    }

    @Test
    void changesAreSeenHoweverTheyAreMade() {
        Tensor logits = randn(3, 5);
        Tensor target = longs(3, 0, 1);
        target.narrow(0, 1, 1).fill_(7L);
        refused("Target 7 is out of bounds.", () -> loss(logits, target));
        Tensor other = longs(3, 0, 1);
        other.data().fill_(8L);
        refused("Target 8 is out of bounds.", () -> loss(logits, other));
        Tensor third = longs(3, 0, 1);
        Tensor taker = longs(0);
        taker.setData(third);
        taker.fill_(9L);
        refused("Target 9 is out of bounds.", () -> loss(logits, third));
        Tensor put = longs(3, 0, 1).index_put(new Tensor[] {longs(0)}, longs(6), false);
        refused("Target 6 is out of bounds.", () -> loss(logits, put));
        refused("Target 6 is out of bounds.", () -> loss(logits, longs(3, 0, 1).scatter(0, longs(2), longs(6))));
    }

    @Test
    void indicesFromTheEndAreCountedOnTheDevice() {
        Tensor x = there(engine.tensor(new float[] {0, 1, 2, 3}));
        Tensor index = longs(-1, 0, -4, 2);
        Tensor[] found = new Tensor[3];
        assertEquals(List.of(), during(() -> {
            found[0] = x.index(new Tensor[] {index});
            found[1] = x.take(index);
            found[2] = x.index_fill(0, longs(-2, 0), 9);
        }));
        assertArrayEquals(new double[] {3, 0, 0, 2}, found[0].toDoubles());
        assertArrayEquals(new double[] {3, 0, 0, 2}, found[1].toDoubles());
        assertArrayEquals(new double[] {9, 1, 9, 3}, found[2].toDoubles());
        assertArrayEquals(
                new double[] {0, 1, 0, 0, 0, 1}, longs(1, 2).one_hot(3).toDoubles());
    }

    @Test
    void probabilitiesAreCheckedByTwoNumbers() {
        Tensor p = randn(50).sigmoid();
        Tensor target = there(engine.ones(new int[] {50}, null, Device.CPU));
        assertEquals(List.of(8L), during(() -> p.binary_cross_entropy(target).backward()));
        refused(
                "all elements of input should be between 0 and 1",
                () -> p.mul(-1).binary_cross_entropy(target));
        refused(
                "all elements of input should be between 0 and 1",
                () -> p.mul(Double.NaN).binary_cross_entropy(target));
    }
}
