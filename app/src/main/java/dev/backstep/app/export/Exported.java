package dev.backstep.app.export;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What was written.
///
/// @param file the file, or the first of several
/// @param files how many
/// @param remark what is other than was asked for, as a sentence; null if nothing is
public record Exported(Path file, int files, @Nullable String remark) {
    /// For the person who asked for it.
    public String sentence() {
        var done = files == 1
                ? "The picture was saved to %s.".formatted(file)
                : "%d pictures were saved to %s, the first as %s."
                        .formatted(files, file.toAbsolutePath().getParent(), file.getFileName());
        return remark == null ? done : done + " " + remark;
    }
}
