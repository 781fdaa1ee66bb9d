package dev.backstep.engine;

/// An error of the engine, worded as PyTorch words it.
public final class EngineException extends RuntimeException {
    private final Kind kind;

    public EngineException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /// The Python exception that PyTorch raises for it.
    public enum Kind {
        RUNTIME("RuntimeError"),
        INDEX("IndexError"),
        VALUE("ValueError"),
        TYPE("TypeError"),
        NOT_IMPLEMENTED("NotImplementedError");

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

    public Kind kind() {
        return kind;
    }

    /// Such as `RuntimeError`.
    public String pythonType() {
        return kind.pythonType();
    }
}
