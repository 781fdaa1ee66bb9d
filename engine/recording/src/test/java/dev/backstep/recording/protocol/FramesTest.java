package dev.backstep.recording.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Recordings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {
    @Test
    void requestsArriveInOrderAndTheEndIsNull() throws IOException {
        var requests = List.<Request>of(
                new Request.Run(7, "a.py", "x = 'ü'\n", "", 42, "cpu", true, true),
                new Request.FindDevices(),
                new Request.Interrupt(7),
                new Request.Shutdown());
        var out = new ByteArrayOutputStream();
        for (var request : requests) {
            Frames.write(out, request);
        }
        var in = new ByteArrayInputStream(out.toByteArray());
        for (var request : requests) {
            assertEquals(request, Frames.readRequest(in));
        }
        assertNull(Frames.readRequest(in));
    }

    @Test
    void repliesArriveWithTheirRecording() throws IOException {
        var out = new ByteArrayOutputStream();
        var ready = new Reply.Ready("0.1.0");
        var devices = new Reply.Devices(List.of(new Reply.Device("cpu", "CPU")), "there is none");
        var restarted = new Reply.Restarted(7, "it is gone");
        var output = new Reply.Output(7, Event.Stream.ERR, "text\n");
        Frames.write(out, ready);
        Frames.write(out, devices);
        Frames.write(out, restarted);
        Frames.write(out, output);
        Frames.write(out, new Reply.Finished(7, Recording.End.FAILED, Recordings.sample(), "Traceback"));
        var in = new ByteArrayInputStream(out.toByteArray());
        assertEquals(ready, Frames.readReply(in));
        assertEquals(devices, Frames.readReply(in));
        assertEquals(restarted, Frames.readReply(in));
        assertEquals(output, Frames.readReply(in));
        var finished = assertInstanceOf(Reply.Finished.class, Frames.readReply(in));
        assertEquals(Recordings.sample().problems(), finished.recording().problems());
        assertEquals(0.1, finished.recording().snapshots().getLast().value().elements()[0]);
        assertNull(Frames.readReply(in));
    }

    @Test
    void aStreamThatEndsWithinAMessageSaysSo() throws IOException {
        var out = new ByteArrayOutputStream();
        Frames.write(out, new Reply.Finished(7, Recording.End.FINISHED, Recordings.sample(), null));
        var bytes = out.toByteArray();
        for (int length = 1; length < bytes.length; length++) {
            var cut = new ByteArrayInputStream(Arrays.copyOf(bytes, length));
            var error = assertThrows(Frames.DamagedException.class, () -> Frames.readReply(cut));
            assertEquals("The stream ended within a message.", error.getMessage());
        }
    }

    @Test
    void textWhereAMessageShouldBeIsRecognised() {
        var text = new ByteArrayInputStream("Hello from a stray print\n".getBytes());
        var error = assertThrows(Frames.DamagedException.class, () -> Frames.readReply(text));
        assertTrue(error.getMessage().startsWith("The stream holds no message"), error.getMessage());
    }

    @Test
    void aMessageOfAnotherKindIsRecognised() throws IOException {
        var out = new ByteArrayOutputStream();
        Frames.write(out, new Request.Interrupt(1));
        var in = new ByteArrayInputStream(out.toByteArray());
        var error = assertThrows(Frames.DamagedException.class, () -> Frames.readReply(in));
        assertEquals("The stream holds a message that cannot be read.", error.getMessage());
    }
}
