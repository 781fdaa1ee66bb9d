package dev.backstep.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Files in the first version of the format. `version1.backstep` was made by the last release that wrote it (commit
/// 8b741ea) with `backstep record version1.py -o version1.backstep`; the program stands beside it.
class Version1Test {
    private static final String EMPTY =
            "{\"backstepRecording\":1,\"recording\":{\"version\":1,\"name\":\"a\",\"source\":\"\",\"run\":{\"backstep\":\"\","
                    + "\"device\":\"cpu\",\"seed\":0,\"end\":\"FINISHED\",\"nanos\":0,\"operations\":%s},"
                    + "\"statements\":[],\"tensors\":[],\"snapshots\":[],\"operations\":[%s],\"nodes\":[],\"passes\":[],"
                    + "\"problems\":[],\"timeline\":[%s]}}";

    @Test
    void aRecordingOfTheFirstVersionOpens() throws IOException {
        var recording = golden();
        assertEquals(Recording.FORMAT_VERSION, recording.version());
        assertEquals("version1.py", recording.name());
        assertEquals(5, recording.passes().size());
        assertEquals(Recording.End.FAILED, recording.run().end());
        assertFalse(recording.run().truncated());
        assertEquals(
                List.of("UserWarning", "RuntimeError"),
                recording.problems().stream().map(Problem::type).toList());
        var weight = recording.tensors().stream()
                .filter(tensor -> tensor.names().contains("model.blocks.0.hidden.weight"))
                .findFirst()
                .orElseThrow();
        assertTrue(weight.parameter());
        var asked = recording.passes().get(2);
        assertEquals("grad", asked.call());
        assertEquals(
                List.of("a"),
                recording.tensors().get(asked.inputs().getFirst().tensor()).names());
    }

    @Test
    void itsModulesAreFoundByTheirPaths() throws IOException {
        var recording = golden();
        var modules = recording.structure().modules();
        var block = module(recording, "model.blocks.1");
        assertEquals("model.blocks", modules.get(block.parent()).path());
        assertEquals(3 * 3 + 3 + 2 * 3, block.parameters());
        assertEquals(block.parameters(), block.trainable());
        assertEquals(2 * block.parameters() + 3 + 1, module(recording, "model").parameters());
        assertEquals(Recording.NONE, module(recording, "model").parent());

        var calls = recording.structure().moduleCalls();
        assertEquals(
                2,
                calls.stream()
                        .filter(call ->
                                call.module() == module(recording, "model").id())
                        .count());
        for (var call : calls) {
            var path = Objects.requireNonNull(recording.structure().path(call.id()));
            assertTrue(call.from() < call.to(), path);
            if (call.parent() != Recording.NONE) {
                var parent = calls.get(call.parent());
                assertEquals(
                        path.substring(0, path.lastIndexOf('.')),
                        recording.structure().path(parent.id()));
                assertTrue(parent.from() <= call.from() && call.to() <= parent.to(), path);
            }
        }
        var layerNorms = recording.nodes().stream()
                .filter(node -> node.name().equals("NativeLayerNormBackward0"))
                .map(node -> recording.structure().path(node.moduleCall()))
                .toList();
        assertEquals(
                List.of("model.blocks.0.norm", "model.blocks.1.norm", "model.blocks.0.norm", "model.blocks.1.norm"),
                layerNorms);
        var losses = recording.operations().stream()
                .filter(operation -> operation.name().equals("aten::mse_loss"))
                .map(Operation::moduleCall)
                .toList();
        assertEquals(List.of(Recording.NONE, Recording.NONE), losses);
    }

    @Test
    void itIsSavedInTheNewestVersion() throws IOException {
        var out = new ByteArrayOutputStream();
        RecordingFile.write(golden(), out, RecordingFile.Form.JSON);
        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("{\n  \"backstepRecording\" : 2,"));
        var again = RecordingFile.read(new ByteArrayInputStream(out.toByteArray()), "again");
        assertEquals(golden().structure(), again.structure());
    }

    @Test
    void aFileFromBeforeGpusIsRead() throws IOException {
        var recording = read(EMPTY.formatted(
                "1,\"truncated\":false",
                "{\"id\":0,\"name\":\"aten::mul\",\"arguments\":[],\"inputs\":[],\"outputs\":[],\"span\":null,"
                        + "\"module\":null,\"node\":-1,\"excluded\":\"NO\",\"nanos\":5}",
                "{\"event\":\"operation\",\"operation\":0}"));
        assertEquals("", recording.run().deviceName());
        assertEquals(List.of(), recording.operations().getFirst().onCpu());
    }

    @Test
    void whatATruncatedFileLeavesOutIsSaid() throws IOException {
        var run = read(EMPTY.formatted("70,\"truncated\":true", "", "")).run();
        assertTrue(run.truncated());
        assertEquals(70, run.omitted().operations());
    }

    @Test
    void anIdentifierThatPointsNowhereIsDamage() throws IOException {
        assertNotNull(read(EMPTY.formatted("0,\"truncated\":false", "", "")));
        for (var operation : new String[] {"3", "-1", "null"}) {
            var event = "{\"event\":\"operation\",\"operation\":" + operation + "}";
            var dangling = EMPTY.formatted("0,\"truncated\":false", "", event);
            assertThrows(RecordingFormatException.class, () -> read(dangling), operation);
        }
    }

    /// As for files of the newest version: if a change is noticed the error is ours.
    @Test
    void aChangedByteNeverGivesAnotherError() throws IOException {
        byte[] bytes;
        try (var in = resource()) {
            bytes = in.readAllBytes();
        }
        var random = new Random(1);
        for (int i = 0; i < bytes.length; i += 251) {
            var changed = bytes.clone();
            changed[i] = (byte) random.nextInt(256);
            try {
                RecordingFile.read(new ByteArrayInputStream(changed), "changed");
            } catch (RecordingFormatException expected) {
                assertTrue(expected.getMessage().startsWith("changed "));
            }
        }
        var cut = Arrays.copyOf(bytes, bytes.length / 2);
        assertThrows(RecordingFormatException.class, () -> RecordingFile.read(new ByteArrayInputStream(cut), "cut"));
    }

    private static ModuleRecord module(Recording recording, String path) {
        return recording.structure().modules().stream()
                .filter(module -> module.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static Recording golden() throws IOException {
        try (var in = resource()) {
            return RecordingFile.read(in, "version1.backstep");
        }
    }

    private static InputStream resource() {
        return Objects.requireNonNull(Version1Test.class.getResourceAsStream("version1.backstep"));
    }

    private static Recording read(String json) throws IOException {
        return RecordingFile.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "old");
    }
}
