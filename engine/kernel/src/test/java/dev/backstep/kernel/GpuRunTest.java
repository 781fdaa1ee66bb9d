package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Recording.End;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Programs on the GPU, asked of a real process; skipped where there is no OpenCL device.
@NeedsOpenCl
class GpuRunTest {
    private static KernelProcess kernel;

    @BeforeAll
    static void start() throws Exception {
        kernel = KernelProcess.start("-Xmx1g", "-Ddev.backstep.gpu.any-device=true");
        var found = kernel.devices();
        assertNull(found.noGpuReason());
        assertEquals("gpu:0", found.devices().get(1).id());
    }

    @AfterAll
    static void stop() {
        kernel.close();
    }

    @Test
    void theSameProgramRunsOnEitherDevice() throws Exception {
        var program = """
                import torch
                print(torch.cuda.is_available(), torch.cuda.device_count() > 0)
                a = torch.tensor([2., 3.], requires_grad=True)
                b = torch.tensor([6., 4.], requires_grad=True)
                for _ in range(2):
                    (3 * a**3 - b**2).sum().backward()
                print(a.grad, torch.rand(2))
                """;
        var onGpu = kernel.run(program, "gpu");
        assertEquals("""
                True True
                tensor([ 72., 162.], device='cuda:0') tensor([0.4963, 0.7682], device='cuda:0')
                """, onGpu.console() + onGpu.error());
        assertEquals("cuda:0", onGpu.recording().run().device());
        assertEquals(
                kernel.devices().devices().get(1).name(),
                onGpu.recording().run().deviceName());
        var onCpu = KernelProcess.shared().run(program, "cpu");
        assertEquals("""
                False False
                tensor([ 72., 162.]) tensor([0.4963, 0.7682])
                """, onCpu.console() + onCpu.error());
        assertEquals("cpu", onCpu.recording().run().device());
        assertEquals("", onCpu.recording().run().deviceName());
    }

    @Test
    void aProgramOnTheCpuLearnsHowToGetAGpu() throws Exception {
        var error = KernelProcess.shared()
                .run("import torch\ntorch.ones(2).to('cuda')\n", "cpu")
                .error();
        assertTrue(error.contains("RuntimeError: No CUDA GPUs are available\n\nThe program sees no GPU"), error);
        assertTrue(error.contains("turn the GPU switch on"), error);
    }

    @Test
    void aGpuThatIsNotThereIsToldAndTheProgramRunsOnTheCpu() throws Exception {
        var answer = kernel.run("import torch\nprint(torch.ones(2))\n", "gpu:77");
        assertNull(answer.finished().error());
        assertEquals(End.FINISHED, answer.finished().end());
        assertEquals("backstep: the program runs on the CPU. There is no gpu:77.\n", answer.err());
        assertEquals("tensor([1., 1.])\n", answer.out());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProgramOnTheCpuLoadsNoDriver() throws Exception {
        try (var untouched = KernelProcess.start("-Xmx1g")) {
            assertEquals(
                    "tensor([1., 1.])\n",
                    untouched.run("import torch\nprint(torch.ones(2))\n").out());
            assertFalse(maps(untouched).contains("libOpenCL"));
            untouched.devices();
            assertTrue(maps(untouched).contains("libOpenCL"));
        }
    }

    private static String maps(KernelProcess of) throws Exception {
        return Files.readString(Path.of("/proc", Long.toString(of.process().pid()), "maps"));
    }
}
