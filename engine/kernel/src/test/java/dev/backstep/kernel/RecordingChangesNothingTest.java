package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.kernel.binding.GoldenPrograms;
import dev.backstep.recording.RecordingFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A program prints the same, and fails in the same words, whether it is recorded or not; and its recording is there.
class RecordingChangesNothingTest {
    private static final Pattern HEAD = Pattern.compile("(?m)^### (.+)\\n");

    /// Programs of the kinds at which recordings were lost or changed what a program did, and all golden ones.
    static Stream<Arguments> programs() {
        var all = new LinkedHashMap<String, String>();
        var sections = HEAD.splitWithDelimiters(read(), 0);
        for (int i = 1; i + 1 < sections.length; i += 2) {
            all.put(sections[i].substring(4).strip(), sections[i + 1]);
        }
        all.putAll(GoldenPrograms.all());
        return all.entrySet().stream().map(program -> Arguments.of(program.getKey(), program.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void aProgramDoesTheSameWhetherRecordedOrNot(String name, String source) throws Exception {
        var kernel = KernelProcess.shared();
        var alone = kernel.run("program.py", source, 0, false);
        var recorded = kernel.run("program.py", source, 0, true);
        assertEquals(comparable(alone.console()), comparable(recorded.console()));
        assertEquals(comparable(alone.error()), comparable(recorded.error()));
        assertEquals(alone.finished().end(), recorded.finished().end());
        var out = new ByteArrayOutputStream();
        RecordingFile.write(recorded.recording(), out, RecordingFile.Form.CBOR);
        RecordingFile.read(new ByteArrayInputStream(out.toByteArray()), "recording");
    }

    /// Addresses differ from run to run.
    private static String comparable(String text) {
        return text.replaceAll("0x[0-9a-f]+", "0x…");
    }

    private static String read() {
        try (var in = RecordingChangesNothingTest.class.getResourceAsStream("recorded.py")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
