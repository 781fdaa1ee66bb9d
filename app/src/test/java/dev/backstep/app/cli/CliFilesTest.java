package dev.backstep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.kernel.ScriptedKernel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Who may write files when programs are run by the command line: asked of a kernel that only pretends.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the pretended kernel is started by a shell script")
class CliFilesTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private String program;

    @BeforeEach
    void writeProgram() throws Exception {
        program = Files.writeString(folder.resolve("files.py"), "files\n").toString();
    }

    @Test
    void aProgramMayNotWriteUnlessThatIsAllowed() throws Exception {
        assertEquals(0, run("run", program));
        assertEquals("files false\n", text());
        assertEquals(0, run("run", "--allow-files", program, program));
        assertEquals("files true\nfiles true\n", text());
    }

    @Test
    void aRecordedProgramMayBeAllowedToo() throws Exception {
        var recording = folder.resolve("files.backstep").toString();
        assertEquals(0, run("record", program, "-o", recording));
        assertEquals("files false\n", text());
        assertEquals(0, run("record", "--allow-files", program, "-o", recording));
        assertEquals("files true\n", text());
    }

    @Test
    void everyCommandThatRunsProgramsExplainsTheOption() throws Exception {
        for (var command : new String[] {"run", "record", "export"}) {
            assertEquals(0, run(command, "--help"));
            assertTrue(text().contains("--allow-files"), command);
        }
    }

    private int run(String... arguments) throws Exception {
        out.reset();
        return Cli.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err,
                ScriptedKernel.launcher(folder));
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
