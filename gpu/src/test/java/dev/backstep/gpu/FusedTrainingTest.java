package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Training steps with kernels of whole chains and without: the same numbers.
class FusedTrainingTest {
    private static final int STEPS = 7;
    private static final int REPETITIONS = 3;

    /// Changes a parameter by its gradient, with state of the parameter's sizes.
    private interface Optimizer {
        void update(Tensor parameter, Tensor gradient, Tensor first, Tensor second);
    }

    @Test
    void stochasticGradientDescentWithMomentum() {
        compare((p, g, buffer, _) -> {
            buffer.mul_(0.9).add_(g, Scalar.of(1.0));
            p.add_(buffer, Scalar.of(-0.05));
        });
    }

    @Test
    void adam() {
        compare((p, g, mean, square) -> {
            mean.mul_(0.9).add_(g, Scalar.of(0.1));
            square.mul_(0.999).addcmul_(g, g, Scalar.of(0.001));
            Tensor denominator = square.sqrt().div(0.03).add_(1e-8);
            p.addcdiv_(mean, denominator, Scalar.of(-0.01));
        });
    }

    private void compare(Optimizer optimizer) {
        OpenClBackend single = TestDevice.open(1L << 28, new Pointwise.Fusion(Integer.MAX_VALUE, 1 << 16));
        OpenClBackend fused = TestDevice.open(1L << 28, new Pointwise.Fusion(REPETITIONS, 1 << 16));
        List<float[]> expected = train(single, false, optimizer);
        List<float[]> actual = train(fused, true, optimizer);
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), "numbers " + i);
        }
    }

    /// The losses, then the parameters. Asserts that chains were done by one kernel in backward and in the update.
    private static List<float[]> train(OpenClBackend backend, boolean fuses, Optimizer optimizer) {
        var engine = new Engine(new CpuBackend());
        engine.addBackend(backend);
        var random = new Random(3);
        List<Tensor> parameters = new ArrayList<>();
        List<Tensor[]> states = new ArrayList<>();
        for (int[] sizes : new int[][] {{16, 8}, {16}, {16}, {16}, {4, 16}}) {
            parameters.add(tensor(engine, backend.device(), random, sizes).setRequiresGrad(true));
            states.add(new Tensor[] {
                engine.zeros(sizes).to(backend.device(), null, false, true),
                engine.zeros(sizes).to(backend.device(), null, false, true)
            });
        }
        Tensor x = tensor(engine, backend.device(), random, 6, 8);
        List<float[]> numbers = new ArrayList<>();
        long inBackward = 0;
        long inUpdate = 0;
        for (int step = 0; step < STEPS; step++) {
            Tensor hidden = x.linear(parameters.get(0), parameters.get(1));
            hidden = hidden.layer_norm(new int[] {16}, parameters.get(2), parameters.get(3));
            Tensor gate = hidden.sigmoid();
            Tensor loss =
                    hidden.mul(gate).tanh().linear(parameters.get(4)).square().sum();
            numbers.add(floats(loss));
            for (Tensor parameter : parameters) {
                parameter.setGrad(null);
            }
            backend.synchronize();
            long start = backend.fusedCalls().calls();
            loss.backward();
            backend.synchronize();
            long middle = backend.fusedCalls().calls();
            boolean before = engine.setGradMode(false);
            for (int i = 0; i < parameters.size(); i++) {
                Tensor parameter = parameters.get(i);
                optimizer.update(parameter, parameter.grad(), states.get(i)[0], states.get(i)[1]);
            }
            engine.setGradMode(before);
            backend.synchronize();
            inBackward += middle - start;
            inUpdate += backend.fusedCalls().calls() - middle;
        }
        if (fuses) {
            assertTrue(inBackward >= 2 * (STEPS - REPETITIONS - 1), inBackward + " calls in backward");
            // At least the three calls of the simpler update, for each parameter.
            assertTrue(inUpdate >= 3L * parameters.size() * (STEPS - REPETITIONS - 1), inUpdate + " calls in updates");
        } else {
            assertEquals(0, inBackward + inUpdate);
        }
        for (Tensor parameter : parameters) {
            numbers.add(floats(parameter));
        }
        return numbers;
    }

    private static Tensor tensor(Engine engine, Device device, Random random, int... sizes) {
        int n = 1;
        for (int size : sizes) {
            n *= size;
        }
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian() / 2;
        }
        return engine.tensor(values, sizes).to(device);
    }

    private static float[] floats(Tensor tensor) {
        double[] doubles = tensor.toDoubles();
        var floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        return floats;
    }
}
