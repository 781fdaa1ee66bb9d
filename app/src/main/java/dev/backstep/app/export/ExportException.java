package dev.backstep.app.export;

import java.io.IOException;

/// A picture could not be written. The message is a sentence for the person who asked for it.
public final class ExportException extends IOException {
    private static final long serialVersionUID = 1;

    ExportException(String message) {
        super(message);
    }

    ExportException(String message, Throwable cause) {
        super(message, cause);
    }
}
