package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Mappers;
import dev.backstep.recording.RecordingFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// `ready.backstep` is in the first version of the format, which held the ready nodes that the engine's observer told
/// of. It
/// was made by the last release that wrote it (commit 8b741ea) with `backstep record ready.py -o ready.backstep`.
class ReadyNodesTest {
    @Test
    void theReadyNodesAreThoseThatTheEngineToldOf() throws IOException {
        List<List<List<Integer>>> told = new ArrayList<>();
        try (var in = resource()) {
            for (var pass : Mappers.cbor().readTree(in).at("/recording/passes")) {
                List<List<Integer>> steps = new ArrayList<>();
                for (var step : pass.get("steps")) {
                    steps.add(StreamSupport.stream(step.get("ready").spliterator(), false)
                            .map(node -> node.asInt())
                            .toList());
                }
                told.add(steps);
            }
        }
        assertEquals(11, told.size());
        assertTrue(told.stream().flatMap(List::stream).anyMatch(ready -> ready.size() > 3));
        try (var in = resource()) {
            var recording = RecordingFile.read(in, "ready.backstep");
            for (var pass : recording.passes()) {
                for (var step : pass.steps()) {
                    assertEquals(
                            told.get(pass.id()).get(step.index()),
                            ReadyNodes.after(recording, pass, step.index()),
                            () -> "pass %d, step %d".formatted(pass.id(), step.index()));
                }
            }
        }
    }

    private static InputStream resource() {
        return Objects.requireNonNull(ReadyNodesTest.class.getResourceAsStream("ready.backstep"));
    }
}
