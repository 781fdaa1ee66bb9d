package dev.backstep.kernel.walls;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether a file is opened to be changed, by the mode of `open` or the flags of `os.open`.
final class OpenFlags {
    private static final long WRITE_ONLY = 1;
    private static final long READ_WRITE = 2;

    /// `O_CREAT | O_TRUNC`, and `O_APPEND` to be on the safe side; from the C headers of each system.
    private static final long CHANGES = changes(System.getProperty("os.name").toLowerCase(Locale.ROOT));

    private OpenFlags() {}

    private static long changes(String system) {
        if (system.startsWith("windows")) {
            return 0x100 | 0x200 | 0x8;
        }
        return system.startsWith("mac") ? 0x200 | 0x400 | 0x8 : 0x40 | 0x200 | 0x400;
    }

    static boolean writes(@Nullable String mode, long flags) {
        if ((flags & (WRITE_ONLY | READ_WRITE | CHANGES)) != 0) {
            return true;
        }
        for (int i = 0; mode != null && i < mode.length(); i++) {
            if ("wax+".indexOf(mode.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
