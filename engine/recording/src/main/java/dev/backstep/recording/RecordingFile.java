package dev.backstep.recording;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Recordings as files: CBOR (`.backstep`), or JSON with the same names.
///
/// Both forms are one map, `{"backstepRecording": version, "recording": {…}}`. The version comes first, so that a file
/// made by a newer release is recognised whatever else has changed in it.
public final class RecordingFile {
    /// The extension of the CBOR form, without the dot.
    public static final String EXTENSION = "backstep";

    private static final String MAGIC = "backstepRecording";
    private static final String BODY = "recording";

    private RecordingFile() {}

    /// The two forms.
    public enum Form {
        CBOR,
        JSON;

        private ObjectMapper mapper() {
            return this == CBOR ? Mappers.cbor() : Mappers.json();
        }
    }

    /// Writes a recording so that `file` holds either all of it or what it held before.
    ///
    /// @throws IOException if the file cannot be written
    public static void write(Recording recording, Path file, Form form) throws IOException {
        try (var whole = WholeFile.replacing(file)) {
            try (var out = new BufferedOutputStream(Files.newOutputStream(whole.part()))) {
                write(recording, out, form);
            }
            whole.finish();
        }
    }

    /// Writes a recording; leaves the stream open.
    public static void write(Recording recording, OutputStream out, Form form) throws IOException {
        try (var generator = form.mapper().createGenerator(out)) {
            if (form == Form.JSON) {
                generator.useDefaultPrettyPrinter();
            }
            generator.writeStartObject();
            generator.writeNumberField(MAGIC, recording.version());
            generator.writeFieldName(BODY);
            generator.writePOJO(recording);
            generator.writeEndObject();
        }
    }

    /// Reads either form.
    ///
    /// @throws RecordingFormatException if the file is damaged, made by a newer release, or no recording
    /// @throws IOException if the file cannot be read
    public static Recording read(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(in, file.getFileName().toString());
        }
    }

    /// Reads either form; leaves the stream open.
    ///
    /// @param name what to call it in errors
    /// @throws RecordingFormatException if it is damaged, made by a newer release, or no recording
    public static Recording read(InputStream in, String name) throws IOException {
        var buffered = in.markSupported() ? in : new BufferedInputStream(in);
        var form = form(buffered);
        if (form == null) {
            throw notARecording(name, null);
        }
        try (var parser = form.mapper().createParser(buffered)) {
            int version = version(parser, name);
            if (version > Recording.FORMAT_VERSION) {
                throw new RecordingFormatException(
                        "%s was made by a newer Backstep: its format is version %d, and this release reads up to %d."
                                .formatted(name, version, Recording.FORMAT_VERSION),
                        null);
            }
            return body(parser, version, form, name);
        }
    }

    /// The form by the first byte, null if it is neither's.
    private static @Nullable Form form(InputStream in) throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        int majorType = first >> 5;
        int map = 5;
        // That names come again as references; files of earlier releases begin with the map itself.
        int tag = 6;
        return first == '{' ? Form.JSON : majorType == map || majorType == tag ? Form.CBOR : null;
    }

    private static int version(JsonParser parser, String name) throws IOException {
        try {
            if (parser.nextToken() == JsonToken.START_OBJECT
                    && MAGIC.equals(parser.nextFieldName())
                    && parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                return parser.getIntValue();
            }
        } catch (JacksonException e) {
            throw notARecording(name, e);
        }
        throw notARecording(name, null);
    }

    private static Recording body(JsonParser parser, int version, Form form, String name) throws IOException {
        try {
            if (!BODY.equals(parser.nextFieldName()) || parser.nextToken() != JsonToken.START_OBJECT) {
                throw damaged(name, null);
            }
            var reader = form.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
            var recording = version <= 1
                    ? reader.readValue(parser, Version1.class).upgrade()
                    : reader.readValue(parser, Recording.class);
            if (parser.nextToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw damaged(name, null);
            }
            Consistency.check(recording);
            return recording;
        } catch (JacksonException | Consistency.Violation e) {
            throw damaged(name, e);
        } catch (NullPointerException e) {
            // Something is missing that the upgrade of an older file needs.
            throw damaged(name, e);
        }
    }

    private static RecordingFormatException notARecording(String name, @Nullable Throwable cause) {
        return new RecordingFormatException(name + " is not a Backstep recording.", cause);
    }

    private static RecordingFormatException damaged(String name, @Nullable Throwable cause) {
        return new RecordingFormatException(name + " is damaged: it cannot be read to its end.", cause);
    }
}
