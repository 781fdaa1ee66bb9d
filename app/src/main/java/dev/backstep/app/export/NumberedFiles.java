package dev.backstep.app.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/// Names for the pictures of a pass, of which each gets a file of its own: `pass-%03d.png`, a folder for
/// `step-001.png` and so on, or a plain `pass.png` for `pass-001.png`.
public final class NumberedFiles {
    /// The only part of a format that a name may have.
    private static final Pattern NUMBER = Pattern.compile("%(0([1-9]))?d");

    private static final int DIGITS = 3;

    private final Path folder;
    private final String before;
    private final int digits;
    private final String after;

    private NumberedFiles(Path folder, String before, int digits, String after) {
        this.folder = folder;
        this.before = before;
        this.digits = digits;
        this.after = after;
    }

    /// Whether a name has a place for numbers.
    public static boolean isPattern(Path file) {
        return NUMBER.matcher(file.getFileName().toString()).find();
    }

    /// @param file a pattern, a folder, or the name that the numbers go into
    /// @param count how many files there will be
    public static NumberedFiles of(Path file, int count) {
        int needed = Math.max(DIGITS, String.valueOf(count).length());
        if (Files.isDirectory(file)) {
            return new NumberedFiles(file, "step-", needed, ".png");
        }
        var folder = file.toAbsolutePath().getParent();
        var name = file.getFileName().toString();
        var number = NUMBER.matcher(name);
        if (number.find()) {
            int digits = number.group(2) == null ? 1 : Integer.parseInt(number.group(2));
            return new NumberedFiles(folder, name.substring(0, number.start()), digits, name.substring(number.end()));
        }
        int dot = name.lastIndexOf('.');
        int end = dot < 0 ? name.length() : dot;
        return new NumberedFiles(folder, name.substring(0, end) + "-", needed, name.substring(end));
    }

    /// @param number from 1
    public Path file(int number) {
        return folder.resolve(before + String.format(Locale.ROOT, "%0" + digits + "d", number) + after);
    }
}
