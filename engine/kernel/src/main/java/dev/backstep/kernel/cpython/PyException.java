package dev.backstep.kernel.cpython;

import org.jspecify.annotations.Nullable;

/// An error of Python's on its way through Java. It has the Python exception with its traceback; where it goes back to
/// Python, it goes on as the same exception.
public final class PyException extends RuntimeException {
    private final PyRef exception;

    /// @param exception a new reference, taken over
    PyException(long exception) {
        super(null, null, false, false);
        this.exception = PyRef.taking(exception);
    }

    PyException(long message, String type) {
        this(PyObject.borrowed(Errors.type(type))
                .call(PyObject.borrowed(message))
                .newReference());
    }

    /// An error that Java raises.
    ///
    /// @param type a built-in one, such as `ValueError`
    /// @param arguments of the type: for most a message; for an OSError its number, message and file
    public static PyException of(String type, Object... arguments) {
        return new PyException(
                PyObject.borrowed(Errors.type(type)).call(arguments).newReference());
    }

    /// The Python exception.
    public PyObject exception() {
        return exception.get();
    }

    /// Whether it is of a built-in type.
    public boolean is(String type) {
        return Api.matches(exception.get().address(), Errors.type(type));
    }

    /// Makes Python raise it.
    void restore() {
        Api.raise(exception.get().newReference());
    }

    @Override
    public @Nullable String getMessage() {
        var error = exception.get();
        return error.typeName() + ": " + error.str();
    }
}
