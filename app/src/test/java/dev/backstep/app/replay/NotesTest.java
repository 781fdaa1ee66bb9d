package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.recording.Note;
import dev.backstep.recording.Recording;
import dev.backstep.recording.RecordingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesTest {
    private final Replay replay = new Replay();

    @Test
    void aNoteStaysAtItsNodeThroughRunsOfTheProgram() {
        replay.show(SampleRecordings.diamond(2, false));
        int node = last("PowBackward0");
        replay.pin(node, "  the square \n");
        replay.show(SampleRecordings.diamond(3, true));
        var notes = replay.moment().notes();
        assertEquals(List.of("the square"), List.copyOf(notes.byNode().values()));
        int now = notes.byNode().firstKey();
        assertEquals(
                "PowBackward0", replay.moment().recording().nodes().get(now).name());
    }

    @Test
    void aNoteWhoseNodeIsGoneForAWhileComesBack() {
        replay.show(SampleRecordings.diamond(3, false));
        int node = last("PowBackward0");
        replay.pin(node, "of the third pass");
        replay.show(SampleRecordings.diamond(2, false));
        assertTrue(replay.moment().notes().isEmpty());
        replay.show(SampleRecordings.diamond(3, false));
        assertEquals("of the third pass", replay.moment().notes().of(node));
    }

    @Test
    void anotherProgramHasNotesOfItsOwn() {
        replay.show(SampleRecordings.diamond());
        replay.pin(1, "mine");
        replay.show(SampleRecordings.trainingLoop());
        assertTrue(replay.moment().notes().isEmpty());
        replay.show(SampleRecordings.diamond());
        assertEquals("mine", replay.moment().notes().of(1));
    }

    @Test
    void goingBackIsNoWayToLoseANote() {
        replay.show(SampleRecordings.diamond());
        replay.jumpTo(new Cursor(3));
        replay.pin(1, "kept");
        replay.back();
        assertEquals("kept", replay.moment().notes().of(1));
        replay.forward();
        assertEquals("kept", replay.moment().notes().of(1));
    }

    @Test
    void aBlankTextTakesTheNoteOff() {
        replay.show(SampleRecordings.diamond());
        replay.pin(1, "one");
        replay.pin(1, "two");
        assertEquals("two", replay.moment().notes().of(1));
        replay.pin(1, " \n");
        assertEquals(Notes.NONE, replay.moment().notes());
    }

    @Test
    void notesAreSavedInTheRecordingAndComeBackFromIt(@TempDir Path folder) throws IOException {
        replay.show(SampleRecordings.diamond());
        replay.pin(1, "look here");
        var file = folder.resolve("noted.backstep");
        RecordingFile.write(replay.moment().annotated(), file, RecordingFile.Form.CBOR);
        Recording read = RecordingFile.read(file);
        assertEquals(List.of(new Note(1, "look here")), read.notes());
        var other = new Replay();
        other.show(read);
        assertEquals("look here", other.moment().notes().of(1));
    }

    private int last(String name) {
        var nodes = replay.moment().recording().nodes();
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .mapToInt(node -> node.id())
                .max()
                .orElseThrow();
    }
}
