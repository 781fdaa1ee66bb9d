package dev.backstep.recording.protocol;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.backstep.recording.Mappers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Messages on a byte stream: four bytes of length (big-endian), then that many bytes of CBOR.
///
/// A stream has one reader at a time and one writer at a time; who shares it must lock it.
public final class Frames {
    /// The longest message; a length beyond it is taken for damage.
    public static final int MAX_BYTES = 512 << 20;

    private Frames() {}

    /// A stream that does not hold what it should. The message is a sentence for people.
    public static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// Writes a request and flushes.
    ///
    /// @throws IOException if the other side is gone
    public static void write(OutputStream out, Request request) throws IOException {
        write(out, request, Mappers.cbor().writerFor(Request.class));
    }

    /// Writes a reply and flushes.
    ///
    /// @throws IOException if the other side is gone
    public static void write(OutputStream out, Reply reply) throws IOException {
        write(out, reply, Mappers.cbor().writerFor(Reply.class));
    }

    /// Waits for the next request.
    ///
    /// @return null when the stream has ended
    /// @throws DamagedException if the stream holds something else, or ends within a message
    public static @Nullable Request readRequest(InputStream in) throws IOException {
        return read(in, Request.class);
    }

    /// Waits for the next reply.
    ///
    /// @return null when the stream has ended
    /// @throws DamagedException if the stream holds something else, or ends within a message
    public static @Nullable Reply readReply(InputStream in) throws IOException {
        return read(in, Reply.class);
    }

    private static void write(OutputStream out, Object message, ObjectWriter writer) throws IOException {
        var frame = new Frame();
        writer.writeValue(frame, message);
        frame.writeTo(out);
        out.flush();
    }

    private static <T> @Nullable T read(InputStream in, Class<T> type) throws IOException {
        var head = in.readNBytes(Integer.BYTES);
        if (head.length == 0) {
            return null;
        }
        if (head.length < Integer.BYTES) {
            throw new DamagedException("The stream ended within a message.", new EOFException());
        }
        int length = ByteBuffer.wrap(head).getInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new DamagedException(
                    "The stream holds no message: a length of %d bytes is impossible."
                            .formatted(Integer.toUnsignedLong(length)),
                    null);
        }
        // readNBytes grows its buffer as bytes arrive: a wrong length alone costs no memory.
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new DamagedException("The stream ended within a message.", new EOFException());
        }
        try {
            var message = Mappers.cbor().readValue(body, type);
            if (message == null) {
                throw new DamagedException("The stream holds a message that cannot be read.", null);
            }
            return message;
        } catch (JacksonException e) {
            throw new DamagedException("The stream holds a message that cannot be read.", e);
        }
    }

    /// Leaves room for the length in front, so that a message leaves in one write.
    private static final class Frame extends ByteArrayOutputStream {
        Frame() {
            super(256);
            count = Integer.BYTES;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            int length = count - Integer.BYTES;
            if (length > MAX_BYTES) {
                throw new IOException("A message of %d bytes is too long.".formatted(length));
            }
            ByteBuffer.wrap(buf).putInt(0, length);
            out.write(buf, 0, count);
        }
    }
}
