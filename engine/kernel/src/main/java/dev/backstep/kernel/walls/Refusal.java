package dev.backstep.kernel.walls;

import org.jspecify.annotations.Nullable;

/// Why something is refused.
///
/// @param type the exception to raise
/// @param sentence what was tried and, where it can be, how to allow it
/// @param path the file that was named, null if none was. Raised as `PermissionError(1, sentence, path)`.
public record Refusal(Type type, String sentence, @Nullable String path) {
    public enum Type {
        PERMISSION_ERROR,
        /// For imports: many libraries do without a module that cannot be imported.
        IMPORT_ERROR
    }

    static Refusal of(String sentence) {
        return new Refusal(Type.PERMISSION_ERROR, sentence, null);
    }

    static Refusal of(String sentence, String path) {
        return new Refusal(Type.PERMISSION_ERROR, sentence, path);
    }

    static Refusal ofImport(String sentence) {
        return new Refusal(Type.IMPORT_ERROR, sentence, null);
    }
}
