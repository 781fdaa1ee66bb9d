package dev.backstep.kernel.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The programs of the other tests print on the GPU what they print on the CPU, but for `device='cuda:0'`.
class GpuProgramsTest {
    private static Programs programs;

    @BeforeAll
    static void start() {
        programs = new Programs(TestGpus.offers());
    }

    @AfterAll
    static void stop() {
        if (programs != null) programs.close();
    }

    static Stream<String> names() {
        // A profile has columns for the device where there is one.
        return TorchProgramsTest.NAMES.stream().filter(name -> !name.startsWith("profiler_"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void printsWhatPyTorchPrinted(String name) throws IOException {
        String printed = programs.run(name + ".py", TorchProgramsTest.read(name + ".py"));
        assertEquals("", Likeness.difference(onGpu(TorchProgramsTest.read(name + ".out")), withoutDevice(printed)));
    }

    static Stream<Arguments> rules() {
        return AutogradRulesTest.rules();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rules")
    void autogradsRulesHold(String area, String rule, String program, String expected) {
        String printed = programs.run("rules.py", AutogradRulesTest.read("prelude.py") + program);
        assertEquals("", Likeness.difference(onGpu(expected), withoutDevice(printed)));
    }

    /// The expected output says what PyTorch with CUDA prints, by its sources and by what people report: none was at
    /// hand.
    @ParameterizedTest
    @ValueSource(strings = {"gpu/devices", "gpu/mixing", "gpu/transfers", "gpu/cuda"})
    void devicesAreAsInPyTorch(String name) throws IOException {
        String printed = programs.run(name + ".py", TorchProgramsTest.read(name + ".py"));
        assertEquals(
                TorchProgramsTest.comparable(TorchProgramsTest.read(name + ".out")),
                TorchProgramsTest.comparable(printed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu/tiny_model", "gpu/resnet18"})
    void trainingNeedsNoCpu(String name) throws IOException {
        String program = TorchProgramsTest.read(name + ".py");
        var before = fallbacks();
        String onGpu = programs.run(name + ".py", program);
        assertEquals(before, fallbacks());
        try (var cpu = new Programs()) {
            String onCpu = cpu.run(name + ".py", program);
            assertTrue(!onCpu.isEmpty() && !onCpu.contains("Error"), onCpu);
            assertEquals("", Likeness.difference(onCpu, withoutDevice(onGpu)));
        }
    }

    @Test
    void eachProgramStartsOnTheSameDevice() {
        programs.run("first.py", """
                import torch
                torch.set_default_device('cpu')
                torch.device('cpu').__enter__()
                torch.set_default_tensor_type('torch.FloatTensor')
                """);
        assertEquals("cuda:0 0\n", programs.run("second.py", """
                import torch
                print(torch.ones(1).device, torch.cuda.current_device())
                """));
    }

    private static Map<String, Long> fallbacks() {
        return programs.engine().devices().open().getFirst().cpuFallbacks();
    }

    /// What the CPU would have printed: without the device's name, and the types of its tensors.
    private static String withoutDevice(String printed) {
        // The printer breaks the line before what would make it too long.
        return printed.replaceAll(",\\s+device='cuda:0'", "")
                .replace("torch.cuda.", "torch.")
                .replace("CUDABoolType", "CPUBoolType")
                .replace("cuda:0", "cpu");
    }

    /// Where a program asks for the CPU, a tensor of the GPU answers otherwise.
    private static String onGpu(String expected) {
        return expected.replace(
                        "RuntimeError Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() "
                                + "instead.",
                        "TypeError can't convert cpu device type tensor to numpy. Use Tensor.cpu() to copy the tensor "
                                + "to host memory first.")
                .replace("is_leaf to -> True", "is_leaf to -> False");
    }
}
