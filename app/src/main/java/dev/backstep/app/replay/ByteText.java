package dev.backstep.app.replay;

import java.util.Locale;

/// Amounts of memory for people.
public final class ByteText {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    private ByteText() {}

    /// `1 byte`, `24 bytes`, `1.5 kB`, `2.0 GB`; a kB has 1,000 bytes.
    public static String of(long bytes) {
        if (bytes < 1000) {
            return bytes == 1 ? "1 byte" : bytes + " bytes";
        }
        double amount = bytes;
        int unit = -1;
        // What rounds to 1000.0 is one of the next unit.
        while (amount >= 999.95 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }
}
