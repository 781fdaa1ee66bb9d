package dev.backstep.kernel.walls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Sizes that Linux tells of this process.
final class ProcessStatus {
    static final long UNKNOWN = -1;

    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessStatus() {}

    /// What the process holds in the machine's memory, in bytes.
    static long residentBytes() {
        return bytes("VmRSS:");
    }

    /// What may be written and is shared with nobody, in bytes, as `RLIMIT_DATA` counts it.
    static long privateBytes() {
        return bytes("VmData:");
    }

    private static long bytes(String field) {
        String text;
        try {
            text = new String(Files.readAllBytes(STATUS), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return UNKNOWN;
        }
        int start = text.indexOf(field);
        int end = start < 0 ? -1 : text.indexOf(" kB", start);
        return end < 0
                ? UNKNOWN
                : Long.parseLong(text.substring(start + field.length(), end).strip()) << 10;
    }
}
