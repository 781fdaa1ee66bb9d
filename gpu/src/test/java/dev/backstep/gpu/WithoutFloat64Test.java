package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// The engine on a device that does not compute in float64: all of it but float64 itself.
class WithoutFloat64Test {
    private final OpenClBackend backend = TestDevice.openWithoutFloat64(1L << 28);
    private final Engine engine = new Engine(new CpuBackend());

    WithoutFloat64Test() {
        engine.addBackend(backend);
    }

    private Tensor onDevice(Tensor tensor) {
        return tensor.to(backend.device(), null, false, true);
    }

    @Test
    void float64SaysAsPyTorchOfMpsThatThereIsNone() {
        String words = "Cannot convert a cuda:0 Tensor to float64 dtype as "
                + TestDevice.device().name() + " doesn't support float64. Please use float32 instead.";
        Tensor x = onDevice(engine.randn(2));
        Tensor wide = engine.randn(2).to(DType.FLOAT64);
        for (Executable call :
                List.<Executable>of(() -> x.to(DType.FLOAT64), () -> onDevice(wide), () -> x.sum(DType.FLOAT64))) {
            var error = assertThrows(EngineException.class, call);
            assertEquals("TypeError", error.pythonType());
            assertEquals(words, error.getMessage());
        }
        assertFalse(backend.has(DType.FLOAT64));
        // On its way to the CPU it may become one.
        assertEquals(
                DType.FLOAT64, x.to(Device.CPU, DType.FLOAT64, false, false).dtype());
    }

    /// A step of Adam by its formula, after which the loss is computed again.
    @Test
    void aStepOfTrainingIsThatOfTheCpu() {
        List<Tensor> parameters = List.of(
                engine.randn(4, 3, 3, 3), engine.randn(4), engine.randn(4), engine.randn(10, 6), engine.randn(4, 6));
        Tensor image = engine.randn(2, 3, 8, 8);
        Tensor mask = engine.randn(2, 4).gt(0).to(DType.FLOAT32);
        List<double[]> results = new ArrayList<>();
        for (Device device : List.of(Device.CPU, backend.device())) {
            List<Tensor> here = new ArrayList<>();
            for (Tensor parameter : parameters) {
                here.add(parameter.to(device, null, false, true).setRequiresGrad(true));
            }
            Tensor mean = engine.tensor(new float[4]).to(device, null, false, true);
            Tensor variance = engine.tensor(new float[] {1, 1, 1, 1}).to(device, null, false, true);
            for (int step = 1; step <= 2; step++) {
                Tensor loss = loss(here, image.to(device), mask.to(device), mean, variance);
                loss.backward();
                results.add(loss.toDoubles());
                for (Tensor parameter : here) {
                    Tensor grad = parameter.grad();
                    Tensor first = grad.mul(0.1).div(1 - 0.9);
                    Tensor second = grad.mul(grad).mul(0.001).div(1 - 0.999);
                    boolean mode = engine.setGradMode(false);
                    parameter.addcdiv_(first, second.sqrt().add_(1e-8), -0.01);
                    engine.setGradMode(mode);
                    results.add(grad.toDoubles());
                    parameter.setGrad(null);
                }
            }
            results.add(mean.toDoubles());
            results.add(variance.toDoubles());
        }
        for (int i = 0; i < results.size() / 2; i++) {
            assertArrayEquals(results.get(i), results.get(i + results.size() / 2), 2e-4, "result " + i);
        }
        assertEquals(Map.of(), backend.cpuFallbacks());
    }

    private Tensor loss(List<Tensor> p, Tensor image, Tensor mask, Tensor mean, Tensor variance) {
        Tensor x = image.conv2d(p.get(0), null, new int[] {2}, 1)
                .batch_norm(p.get(1), p.get(2), mean, variance, true, 0.1, 1e-5, false)
                .gelu();
        Tensor pooled = x.adaptive_avg_pool2d(1).flatten(1).mul(mask).div(0.5);
        Tensor target = engine.tensor(new long[] {3, 1}).to(image.device());
        Tensor words = p.get(3).embedding(target).layer_norm(new int[] {6}, null, null);
        Tensor scores = pooled.matmul(p.get(4)).add(words);
        return scores.cross_entropy_loss(target).add(scores.std(1).mean());
    }

    @Test
    void operatorsThatLikeToBeWideAreThoseOfTheCpu() {
        Tensor x = engine.randn(5, 300);
        List<Function<Tensor, Tensor>> operators = List.of(
                t -> t.var(1),
                t -> t.std(true),
                t -> t.cumsum(1, null),
                t -> t.logsumexp(new int[] {1}, false),
                t -> t.softmax(1),
                t -> t.mul(1.1).add(0.3).clamp(Scalar.of(-1.5), Scalar.of(2.5)),
                t -> t.mean(1).abs().pow(1.7),
                t -> t.sort(1, true)[0],
                t -> t.mean(),
                t -> t.gt(0.1).sum(),
                t -> t.mul(100).to(DType.INT64).sum(),
                t -> t.to(DType.FLOAT16).mul(2.5).to(DType.FLOAT32));
        for (int i = 0; i < operators.size(); i++) {
            double[] expected = operators.get(i).apply(x).toDoubles();
            double[] actual = operators.get(i).apply(onDevice(x)).toDoubles();
            for (int j = 0; j < expected.length; j++) {
                assertEquals(expected[j], actual[j], 1e-5 * Math.max(1, Math.abs(expected[j])), "operator " + i);
            }
        }
        assertEquals(Map.of(), backend.cpuFallbacks());
    }

    @Test
    void randomNumbersAndPrintingAreThoseOfTheCpu() {
        List<String> texts = new ArrayList<>();
        for (Device device : List.of(Device.CPU, backend.device())) {
            engine.generator().manualSeed(7);
            Tensor x = engine.randn(3, 4).to(device, null, false, true);
            texts.add(text(x.normal_(0, 1)));
            texts.add(text(x.uniform_(-1, 1)));
            texts.add(text(x.exponential_(2)));
            texts.add(text(x.bernoulli_(0.3)));
            texts.add(text(x.mul(1e-3)));
            texts.add(text(x.to(DType.INT64)));
        }
        assertEquals(texts.subList(0, 6), texts.subList(6, 12));
        assertEquals(Map.of(), backend.cpuFallbacks());
    }

    private static String text(Tensor tensor) {
        return tensor.toString().replace(", device='cuda:0'", "");
    }
}
