package dev.backstep.kernel.cpython;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Errors both ways: those of Python become a [PyException], and whatever Java throws in a call from Python becomes an
/// error of Python's.
public final class Errors {
    private static final Map<String, Long> TYPES = new HashMap<>();
    private static Translator translator = _ -> null;

    /// How a program's own exceptions come to Python.
    @FunctionalInterface
    public interface Translator {
        /// @return the Python exception for a Java one; null if it is an error of ours
        @Nullable
        PyObject translate(Throwable problem);
    }

    private Errors() {}

    public static void setTranslator(Translator how) {
        translator = how;
    }

    /// A built-in exception type, borrowed for ever.
    ///
    /// @param name such as `ValueError`
    static long type(String name) {
        return TYPES.computeIfAbsent(name, n -> Memory.getLong(Library.address("PyExc_" + n)));
    }

    /// The error that Python remembers, as an exception to throw.
    static PyException raised() {
        long exception = Api.takeError();
        if (exception == 0) {
            return new PyException(
                    PyObject.of("the interpreter failed without saying why").address(), "SystemError");
        }
        return new PyException(exception);
    }

    /// A result of the C API.
    ///
    /// @throws PyException if it is 0
    static long checked(long result) {
        if (result == 0) {
            throw raised();
        }
        return result;
    }

    /// A status of the C API.
    ///
    /// @throws PyException if it is negative
    static int checked(int status) {
        if (status < 0) {
            throw raised();
        }
        return status;
    }

    /// Makes Python raise what Java threw. To be the last that a call from Python does.
    static void raise(Throwable problem) {
        var locals = Locals.current();
        int mark = locals.enter();
        try {
            switch (problem) {
                case PyException error -> error.restore();
                case StackOverflowError _ -> setError("RecursionError", "maximum recursion depth exceeded");
                case OutOfMemoryError _ -> Api.setError(type("MemoryError"));
                default -> {
                    var translated = translator.translate(problem);
                    if (translated != null) {
                        Api.raise(Api.newRef(translated.address()));
                    } else {
                        // A fault of ours: the program may catch it like any error, and we want to see where it is
                        // from.
                        var place = problem.getStackTrace().length > 0 ? " at " + problem.getStackTrace()[0] : "";
                        setError("RuntimeError", "internal error of Backstep: " + problem + place);
                    }
                }
            }
        } catch (Throwable again) {
            setErrorPlainly(again);
        } finally {
            locals.leave(mark);
        }
    }

    private static void setErrorPlainly(Throwable problem) {
        Api.setError(type(problem instanceof StackOverflowError ? "RecursionError" : "MemoryError"));
    }

    /// Makes Python raise a built-in exception.
    static void setError(String type, String message) {
        long text = Api.ofText(message);
        Api.setError(type(type), text);
        Api.decRef(text);
    }
}
