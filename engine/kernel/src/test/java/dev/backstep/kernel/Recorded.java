package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.RecordingFile;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.TensorRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;

/// Recordings of small programs, and what tests look for in them.
record Recorded(Recording recording) {
    /// Records a program that ends well.
    static Recorded of(String source) throws Exception {
        var answer = KernelProcess.shared().run(source);
        assertEquals("", answer.error());
        return new Recorded(sound(answer.recording()));
    }

    /// Records a program that an error ends.
    static Recorded failing(String source) throws Exception {
        var answer = KernelProcess.shared().run(source);
        assertEquals(Recording.End.FAILED, answer.finished().end());
        return new Recorded(sound(answer.recording()));
    }

    /// Writing and reading checks that every identifier points somewhere.
    static Recording sound(Recording recording) throws Exception {
        var out = new ByteArrayOutputStream();
        RecordingFile.write(recording, out, RecordingFile.Form.CBOR);
        return RecordingFile.read(new ByteArrayInputStream(out.toByteArray()), "recording");
    }

    /// The last tensor that has a name.
    TensorRecord tensor(String name) {
        return recording.tensors().stream()
                .filter(tensor -> tensor.names().contains(name))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no " + name + " among "
                        + recording.tensors().stream().map(TensorRecord::names).toList()));
    }

    /// The path of the module that a call is of; empty for none.
    String module(int call) {
        var structure = recording.structure();
        return call == Recording.NONE
                ? ""
                : structure
                        .modules()
                        .get(structure.moduleCalls().get(call).module())
                        .path();
    }

    List<Snapshot> snapshots(TensorRecord tensor) {
        return recording.snapshots().stream()
                .filter(snapshot -> snapshot.tensor() == tensor.id())
                .toList();
    }

    <T extends Event> Stream<T> events(Class<T> kind) {
        return recording.timeline().stream().filter(kind::isInstance).map(kind::cast);
    }

    /// The first names of the leaves that gradients reach, in the order in which they do.
    List<String> reached() {
        return recording.passes().stream()
                .flatMap(pass -> pass.steps().stream())
                .flatMap(step -> step.accumulations().stream())
                .map(accumulation -> recording.tensors().get(accumulation.tensor()))
                .map(tensor -> tensor.names().isEmpty() ? "?" : tensor.names().getFirst())
                .distinct()
                .sorted()
                .toList();
    }
}
