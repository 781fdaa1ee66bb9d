package dev.backstep.kernel.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.Device;
import dev.backstep.engine.backend.BackendListener;
import dev.backstep.kernel.NeedsOpenCl;
import dev.backstep.kernel.Programs;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The programs of the other tests print on the GPU what they print on the CPU, but for `device='cuda:0'`.
@NeedsOpenCl
class GpuProgramsTest {
    private static Programs programs;

    @BeforeAll
    static void start() {
        programs = Programs.shared(NeedsOpenCl.Condition.found().offers());
    }

    @AfterAll
    static void backToTheCpu() {
        Programs.shared();
    }

    static Stream<String> names() {
        // A profile has columns for the device where there is one, and numpy cannot look at its memory.
        return TorchProgramsTest.NAMES.stream().filter(name -> !name.startsWith("profiler_") && !name.equals("arrays"));
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
        String onCpu = Programs.shared().run(name + ".py", program);
        start();
        assertTrue(!onCpu.isEmpty() && !onCpu.contains("Error"), onCpu);
        assertEquals("", Likeness.difference(onCpu, withoutDevice(onGpu)));
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

    static Stream<Arguments> steps() {
        String tiny = """
                model = torch.nn.Sequential(
                    torch.nn.Linear(100, 50), torch.nn.ReLU(), torch.nn.Dropout(0.1), torch.nn.Linear(50, 10))
                inputs, labels = torch.randn(64, 100), torch.randint(10, (64,))
                """;
        String resnet = """
                import torchvision
                model = torchvision.models.resnet18(num_classes=10)
                inputs, labels = torch.rand(64, 3, 16, 16)[:4], torch.randint(10, (64,))
                """;
        return Stream.of(
                Arguments.of(tiny, "SGD(model.parameters(), lr=0.01, momentum=0.9)"),
                Arguments.of(tiny, "Adam(model.parameters())"),
                Arguments.of(tiny, "AdamW(model.parameters(), amsgrad=True)"),
                Arguments.of(tiny, "NAdam(model.parameters())"),
                Arguments.of(tiny, "Adagrad(model.parameters())"),
                Arguments.of(tiny, "Adamax(model.parameters())"),
                Arguments.of(tiny, "RMSprop(model.parameters())"),
                Arguments.of(resnet, "SGD(model.parameters(), lr=0.01)"));
    }

    /// Steps wait where they read a value: three more of them, with one `item` each, for three more.
    @ParameterizedTest(name = "{1}")
    @MethodSource("steps")
    void aStepWaitsForTheDeviceOnlyWhereItReadsAValue(String model, String optimizer) {
        String program = """
                import torch
                %s
                optimizer = torch.optim.%s
                count = min(len(inputs), 4)
                for step in range(%%d):
                    batch = torch.randperm(len(inputs))[:count]
                    optimizer.zero_grad()
                    loss = torch.nn.functional.cross_entropy(model(inputs[batch]), labels[batch])
                    loss.backward()
                    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                    optimizer.step()
                    loss.item()
                """.formatted(model, optimizer);
        assertEquals(3, waits(program.formatted(5)) - waits(program.formatted(2)));
    }

    private static int waits(String program) {
        var backend = programs.engine().backend(new Device("cuda", 0));
        var waits = new AtomicInteger();
        var listener = new BackendListener() {
            @Override
            public @Nullable LongConsumer transferred(long bytes, Transfer direction) {
                if (direction == Transfer.TO_HOST) waits.incrementAndGet();
                return null;
            }
        };
        backend.addListener(listener, false);
        assertEquals("", programs.run("steps.py", program));
        backend.removeListener(listener);
        return waits.get();
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
