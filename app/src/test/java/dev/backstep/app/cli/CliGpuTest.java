package dev.backstep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.kernel.ScriptedKernel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What the command line does with GPUs that there are, that there are not, and that fail: asked of a kernel that only
/// pretends.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the pretended kernel is started by a shell script")
class CliGpuTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void programsRunOnTheGpuThatIsAskedFor() throws Exception {
        var where = program("where.py", "where");
        assertEquals(0, run(kernel("One", "Two"), "run", "--device", "gpu:1", where), text(err));
        assertEquals("gpu:1\n", text(out));
        assertEquals(0, run(kernel("One", "Two"), "run", where), text(err));
        assertEquals("cpu\n", text(out));
    }

    @Test
    void aGpuThatIsNotThereIsRefusedWithAListOfWhatThereIs() throws Exception {
        assertEquals(2, run(kernel("One", "Two"), "run", "--device", "gpu:7", program("where.py", "where")));
        assertEquals("""
                backstep: There is no gpu:7. There are:
                  cpu    a processor
                  gpu:0  One
                  gpu:1  Two
                """, text(err));
    }

    @Test
    void withoutAGpuTheReasonIsToldAndProgramsRunOnTheCpu() throws Exception {
        assertEquals(0, run(kernel(), "run", "--device", "gpu", program("where.py", "where")));
        assertEquals("cpu\n", text(out));
        assertEquals("backstep: there is no GPU, so programs run on the CPU. there is no driver\n", text(err));
    }

    @Test
    void aDriverThatEndsTheKernelIsNotAskedAgain() throws Exception {
        assertEquals(0, run(kernel("dies-looking"), "run", "--device", "gpu", program("where.py", "where")));
        assertEquals("cpu\n", text(out));
        assertTrue(text(err).startsWith("backstep: there is no GPU, so programs run on the CPU. "), text(err));
        assertTrue(text(err).contains("looked for GPUs"), text(err));
    }

    @Test
    void whatAProgramPrintedBeforeItLostItsGpuIsMarkedAsVoid() throws Exception {
        var losing = program("losing.py", "print before\nlose\nwhere");
        assertEquals(0, run(kernel("One"), "run", "--device", "gpu", losing, program("where.py", "where")));
        assertEquals("before\nbefore\ncpu\ncpu\n", text(out));
        assertEquals(
                "backstep: losing.py starts anew on the CPU; what it printed so far counts no more. "
                        + "The card has fallen off the bus.\n",
                text(err));

        var outputs = folder.resolve("outputs");
        assertEquals(0, run(kernel("One"), "run", "--device", "gpu", "--output-dir", outputs.toString(), losing));
        assertEquals("before\ncpu\n", Files.readString(outputs.resolve("losing.out")));
        assertTrue(Files.readString(outputs.resolve("losing.err")).contains("starts anew on the CPU"));
    }

    @Test
    void afterAGpuHasEndedTheKernelFurtherProgramsRunOnTheCpu() throws Exception {
        var dying = program("dying.py", "die-on-gpu");
        assertEquals(1, run(kernel("One"), "run", "--device", "gpu", dying, program("where.py", "where")));
        assertEquals("cpu\n", text(out));
        assertTrue(text(err).contains("further programs run on the CPU"), text(err));
    }

    private String program(String name, String commands) throws Exception {
        return Files.writeString(folder.resolve(name), commands + "\n").toString();
    }

    /// A kernel that pretends to find these GPUs.
    private Properties kernel(String... gpus) throws Exception {
        return ScriptedKernel.launcher(folder, gpus);
    }

    private int run(Properties properties, String... arguments) {
        out.reset();
        err.reset();
        return Cli.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                properties);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
