package dev.backstep.recording;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Something that should be a recording is none that this release can read. The message is a sentence for people and
/// names the file.
public final class RecordingFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public RecordingFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
