package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// The engine, its operators and its derivatives on the device, against the same on the CPU.
class TrainingOnDeviceTest {
    private static final double TOLERANCE = 1e-4;

    private final Engine engine = new Engine(new CpuBackend());

    @Test
    void aResidualNetworkTrainsAsOnTheCpuAndWithoutIt() {
        compare(
                List.of(
                        randn(2, 3, 12, 12),
                        randn(4, 3, 3, 3),
                        randn(4),
                        randn(4),
                        randn(4, 4, 3, 3),
                        randn(4),
                        randn(4),
                        randn(5, 4),
                        randn(5)),
                (p, target) -> {
                    Tensor x = p.get(0).conv2d(p.get(1), null, new int[] {2}, 1);
                    x = x.batch_norm(p.get(2), p.get(3), null, null, true, 0.1, 1e-5, false)
                            .relu();
                    x = x.max_pool2d(new int[] {3}, new int[] {2}, 1);
                    Tensor inner = x.conv2d(p.get(4), null, new int[] {1}, 1);
                    x = inner.batch_norm(p.get(5), p.get(6), null, null, true, 0.1, 1e-5, false)
                            .add(x)
                            .relu();
                    return x.adaptive_avg_pool2d(1)
                            .flatten(1)
                            .linear(p.get(7), p.get(8))
                            .cross_entropy_loss(target);
                });
    }

    @Test
    void aTransformersPartsTrainAsOnTheCpuAndWithoutIt() {
        compare(List.of(randn(2, 4, 8), randn(8), randn(8), randn(24, 8), randn(5, 8), randn(5)), (p, target) -> {
            Tensor x = p.get(0).layer_norm(new int[] {8}, p.get(1), p.get(2));
            Tensor qkv = x.linear(p.get(3));
            Tensor q = qkv.narrow(2, 0, 8);
            Tensor k = qkv.narrow(2, 8, 8);
            Tensor v = qkv.narrow(2, 16, 8);
            Tensor y = q.matmul(k.transpose(1, 2))
                    .div(3.0)
                    .softmax(-1)
                    .matmul(v)
                    .gelu()
                    .add(x);
            return y.mean(1).linear(p.get(4), p.get(5)).cross_entropy_loss(target);
        });
    }

    private Tensor randn(int... sizes) {
        return engine.randn(sizes);
    }

    private void compare(List<Tensor> parameters, BiFunction<List<Tensor>, Tensor, Tensor> loss) {
        OpenClBackend backend = TestDevice.open(1L << 28);
        engine.addBackend(backend);
        List<double[]> expected = train(parameters, Device.CPU, loss);
        List<double[]> actual = train(parameters, backend.device(), loss);
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), TOLERANCE, "result " + i);
        }
        assertEquals(Map.of(), backend.cpuFallbacks());
    }

    /// The loss, then each parameter's gradient.
    private List<double[]> train(
            List<Tensor> parameters, Device device, BiFunction<List<Tensor>, Tensor, Tensor> loss) {
        List<Tensor> here = new ArrayList<>();
        for (Tensor parameter : parameters) {
            here.add(parameter.to(device, null, false, true).setRequiresGrad(true));
        }
        Tensor result = loss.apply(here, engine.tensor(new long[] {3, 1}).to(device));
        assertEquals(device, result.device());
        result.backward();
        List<double[]> numbers = new ArrayList<>();
        numbers.add(result.toDoubles());
        for (Tensor parameter : here) {
            numbers.add(parameter.grad().toDoubles());
        }
        return numbers;
    }
}
