package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuFallbackTest {
    private static final long LIMIT = 1 << 24;

    private static View longs(OpenClBackend backend, long... values) {
        return View.contiguous(backend.upload(new Storage.Host(DType.INT64, values, values.length)), values.length);
    }

    /// Windows over five dimensions, which no operator of PyTorch has.
    @Test
    void whatHasNoKernelIsComputedAndCountedByName() {
        OpenClBackend backend = TestDevice.open(LIMIT);
        View in = View.contiguous(longs(backend, 1, 2, 3, 4).storage(), 1, 1, 1, 1, 1, 2, 2);
        View out = View.contiguous(longs(backend, 0, 0, 0, 0).storage(), 1, 1, 4);
        int[] ones = {1, 1, 1, 1, 1};
        var window = new Window(ones, ones, new int[5], ones, new int[] {1, 1, 1, 2, 2});
        backend.unfold(out, in, window);
        backend.unfold(out, in, window);
        assertArrayEquals(new long[] {1, 2, 3, 4}, backend.readLongs(out));
        assertEquals(Map.of("unfold", 2L), backend.cpuFallbacks());
    }

    @Test
    void whatHasAKernelIsNotCounted() {
        OpenClBackend backend = TestDevice.open(LIMIT);
        View a = longs(backend, 3, 1, 2);
        backend.pointwise(ScalarFunction.ADD, a, a, a, null, 0, 0);
        assertArrayEquals(new long[] {6, 2, 4}, backend.readLongs(a));
        assertEquals(Map.of(), backend.cpuFallbacks());
    }

    @Test
    void integersDividedByZeroRaisePyTorchsError() {
        OpenClBackend backend = TestDevice.open(LIMIT);
        View a = longs(backend, 3, 1, 2);
        View zeros = longs(backend, 1, 0, 1);
        var error = assertThrows(
                ArithmeticException.class, () -> backend.pointwise(ScalarFunction.FLOOR_DIV, a, a, zeros, null, 0, 0));
        assertEquals("ZeroDivisionError", error.getMessage());
        assertArrayEquals(new long[] {3, 1, 2}, backend.readLongs(a));
        assertEquals(Map.of(), backend.cpuFallbacks());
    }

    @Test
    void whatTheDriverFailsToCompileIsComputedByTheCpuAndTold() {
        OpenClBackend backend = TestDevice.openFailing(LIMIT, "along.cl");
        View values = longs(backend, 3, 1, 2);
        View indices = longs(backend, 0, 0, 0);
        backend.sort(values, indices, values, 0, false);
        assertArrayEquals(new long[] {1, 2, 3}, backend.readLongs(values));
        assertArrayEquals(new long[] {1, 2, 0}, backend.readLongs(indices));
        long compiled = backend.programsCompiled();
        backend.sort(values, indices, values, 0, true);
        assertArrayEquals(new long[] {3, 2, 1}, backend.readLongs(values));
        backend.sort(indices, indices, indices, 0, true);
        backend.pointwise(ScalarFunction.ADD, values, values, values, null, 0, 0);
        assertArrayEquals(new long[] {6, 4, 2}, backend.readLongs(values));
        assertEquals(Map.of("sort", 3L), backend.cpuFallbacks());
        assertEquals(compiled + 1, backend.programsCompiled(), "one for the addition, none again");
        String problem = backend.problems().getFirst();
        assertEquals(1, backend.problems().size());
        assertTrue(problem.startsWith(TestDevice.device().name() + "'s driver ("), problem);
        assertTrue(problem.contains(" failed to compile a kernel (OpenCL error -11): "), problem);
        assertTrue(problem.contains("no_such_thing"), problem);
    }

    /// As a simulator of OpenCL does with some names.
    @Test
    void whatIsBuiltWithoutTheKernelAskedForIsComputedByTheCpuAndTold() {
        OpenClBackend backend = TestDevice.openWith(
                LIMIT,
                file -> file.equals("indexing.cl")
                        ? Cl.resource(file).replace("void take(", "void gone(")
                        : Cl.resource(file));
        View values = longs(backend, 3, 1, 2);
        View places = longs(backend, 2, 2, 0);
        for (int i = 0; i < 2; i++) {
            View out = longs(backend, 0, 0, 0);
            backend.take(out, values, places);
            assertArrayEquals(new long[] {2, 2, 3}, backend.readLongs(out));
        }
        assertEquals(Map.of("take", 2L), backend.cpuFallbacks());
        String problem = backend.problems().getFirst();
        assertTrue(problem.endsWith(" has built a program but no kernel take of it (OpenCL error -46)"), problem);
    }

    /// Whatever family fails, results are the CPU's. Convolutions have another way on the device: below.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "types.cl",
                "copy.cl",
                "pointwise.cl",
                "reduce.cl",
                "along.cl",
                "indexing.cl",
                "windows.cl",
                "matmul.cl",
                "product.cl",
                "vectors.cl",
                "special.cl"
            })
    void aStepOfTrainingIsThatOfTheCpuWhateverFailsToCompile(String resource) {
        OpenClBackend backend = TestDevice.openFailing(1 << 26, resource);
        var engine = new Engine(new CpuBackend());
        engine.addBackend(backend);
        Tensor image = engine.randn(2, 1, 6, 6);
        Tensor kernel = engine.randn(3, 1, 3, 3);
        Tensor matrix = engine.randn(12, 4);
        List<double[]> results = new ArrayList<>();
        for (Device device : List.of(Device.CPU, backend.device())) {
            Tensor weight = kernel.to(device, null, false, true).setRequiresGrad(true);
            Tensor x = image.to(device).conv2d(weight, null, new int[] {1}, 0).max_pool2d(new int[] {2}, new int[] {2});
            Tensor y = x.flatten(1).matmul(matrix.to(device)).cumsum(1).softmax(1);
            Tensor z = y.transpose(0, 1)
                    .index_select(0, engine.tensor(new long[] {2, 0, 2}).to(device));
            z.square().sum().backward();
            results.add(z.toDoubles());
            results.add(weight.grad().toDoubles());
        }
        assertArrayEquals(results.get(0), results.get(2), 1e-4);
        assertArrayEquals(results.get(1), results.get(3), 1e-4);
        assertFalse(backend.problems().isEmpty());
        assertFalse(backend.cpuFallbacks().isEmpty());
    }

    @Test
    void convolutionsThatDoNotCompileAreUnfoldedOnTheDevice() {
        OpenClBackend backend = TestDevice.openFailing(1 << 26, "convolution.cl");
        var engine = new Engine(new CpuBackend());
        engine.addBackend(backend);
        Tensor image = engine.randn(2, 2, 6, 6);
        Tensor kernel = engine.randn(3, 2, 3, 3);
        List<double[]> results = new ArrayList<>();
        for (Device device : List.of(Device.CPU, backend.device())) {
            Tensor x = image.to(device, null, false, true).setRequiresGrad(true);
            Tensor weight = kernel.to(device, null, false, true).setRequiresGrad(true);
            Tensor y = x.conv2d(weight, null, new int[] {1}, 1);
            y.square().sum().backward();
            results.addAll(
                    List.of(y.toDoubles(), x.grad().toDoubles(), weight.grad().toDoubles()));
        }
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(results.get(i), results.get(i + 3), 1e-4);
        }
        assertFalse(backend.problems().isEmpty());
        assertEquals(Map.of(), backend.cpuFallbacks());
    }

    @Test
    void productsWhoseLargeTilesDoNotCompileTakeSmallOnes() {
        String broken = "\n#if TILED && TILE_M > 32\nkernel void broken() { no_such_thing(); }\n#endif\n";
        OpenClBackend backend =
                TestDevice.openWith(1 << 26, file -> Cl.resource(file) + (file.equals("product.cl") ? broken : ""));
        int size = 256;
        View ones = View.contiguous(backend.allocate(DType.FLOAT32, size * size), 1, size, size);
        View out = View.contiguous(backend.allocate(DType.FLOAT32, size * size), 1, size, size);
        backend.fill(ones, 1, 0);
        backend.matmul(out, ones, ones, 1, 0);
        double[] all = new double[size * size];
        Arrays.fill(all, size);
        assertArrayEquals(all, backend.readDoubles(out));
        assertFalse(backend.problems().isEmpty());
        assertEquals(Map.of(), backend.cpuFallbacks());
    }

    @Test
    void aKernelWithLargerGroupsThanTheDeviceRunsIsNone() {
        Cl cl = new Cl(TestDevice.device(), new ProgramCache(null));
        long most = Limits.of(TestDevice.device()).groupSize();
        var source = new Cl.Source(
                "kernel __attribute__((reqd_work_group_size(%d, 2, 1))) void wide() {}".formatted(most), "");
        for (int i = 0; i < 2; i++) {
            assertThrows(NoKernelException.class, () -> cl.kernel(source, "wide"));
        }
        assertEquals(1, cl.problems().size());
        assertTrue(cl.problems().getFirst().contains(" runs groups of " + most + " work items of the kernel wide, "));
    }
}
