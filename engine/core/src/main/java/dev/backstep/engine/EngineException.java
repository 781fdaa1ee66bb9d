package dev.backstep.engine;

import dev.backstep.engine.autograd.Conflict;
import org.jspecify.annotations.Nullable;

/// An error of the engine, worded as PyTorch words it.
public class EngineException extends RuntimeException {
    private final Kind kind;
    private final @Nullable Conflict conflict;
    private final @Nullable String note;

    public EngineException(Kind kind, String message) {
        this(kind, message, null, null);
    }

    private EngineException(Kind kind, String message, @Nullable Conflict conflict, @Nullable String note) {
        super(message);
        this.kind = kind;
        this.conflict = conflict;
        this.note = note;
    }

    /// A saved tensor was changed in place.
    public static EngineException conflict(String message, Conflict conflict) {
        return new EngineException(Kind.RUNTIME, message, conflict, null);
    }

    /// What was changed by whom, where that is what is wrong: more than PyTorch's words say.
    public @Nullable Conflict conflict() {
        return conflict;
    }

    /// The same error with a sentence that PyTorch does not say: what to do about it.
    public EngineException withNote(String sentence) {
        var noted = new EngineException(kind, getMessage(), conflict, sentence);
        noted.setStackTrace(getStackTrace());
        return noted;
    }

    public @Nullable String note() {
        return note;
    }

    /// The Python exception that PyTorch raises for it.
    public enum Kind {
        RUNTIME("RuntimeError"),
        INDEX("IndexError"),
        VALUE("ValueError"),
        TYPE("TypeError"),
        NOT_IMPLEMENTED("NotImplementedError"),
        DEVICE_MEMORY("OutOfMemoryError");

        private final String pythonType;

        Kind(String pythonType) {
            this.pythonType = pythonType;
        }

        public String pythonType() {
            return pythonType;
        }
    }

    public static EngineException runtime(String message) {
        return new EngineException(Kind.RUNTIME, message);
    }

    public static EngineException index(String message) {
        return new EngineException(Kind.INDEX, message);
    }

    public static EngineException value(String message) {
        return new EngineException(Kind.VALUE, message);
    }

    public static EngineException type(String message) {
        return new EngineException(Kind.TYPE, message);
    }

    public static EngineException notImplemented(String message) {
        return new EngineException(Kind.NOT_IMPLEMENTED, message);
    }

    /// A GPU has no memory for a tensor.
    public static EngineException deviceMemory(String message) {
        return new EngineException(Kind.DEVICE_MEMORY, message)
                .withNote("Use smaller batches, let go of tensors and graphs that are not needed any more, or run the "
                        + "program on the CPU.");
    }

    public Kind kind() {
        return kind;
    }

    /// Such as `RuntimeError`.
    public String pythonType() {
        return kind.pythonType();
    }
}
