package dev.backstep.kernel.cpython;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Ends the Python code that runs on the interpreter's thread, by an exception. A built-in that does not return is not
/// ended: then only the end of the process helps.
public final class Interruption {
    private static final MethodHandle ADD_PENDING = Library.leaf("Py_AddPendingCall", 2);
    private static final MethodHandle SET_TRACE = Library.function("PyEval_SetTrace", 2);
    private static final long RAISE = Library.stub(Library.method(Interruption.class, "raise", 1));
    private static final long TRACE = Library.stub(Library.method(Interruption.class, "trace", 4));
    private static final int TRACE_EXCEPTION = 1;
    private static final int TRACE_RETURN = 3;

    private static volatile @Nullable Request wanted;

    /// @param type of the exception, a built-in one
    private record Request(String type, String message, boolean insist) {}

    private Interruption() {}

    /// Makes the program raise an exception as soon as it runs another instruction. May be called by any thread, and
    /// again if the program has caught the exception.
    ///
    /// @param type a built-in exception's
    /// @param insist whether the program gets the exception at each line from now on, so that it cannot go on by
    ///     catching it
    public static void raiseSoon(String type, String message, boolean insist) {
        wanted = new Request(type, message, insist);
        try {
            // Full only while earlier requests wait, which do as well.
            int added = (int) (long) ADD_PENDING.invokeExact(RAISE, 0L);
            assert added == 0 || added == -1;
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    /// The program has ended: nothing more is raised.
    public static void clear() {
        var request = wanted;
        wanted = null;
        if (request != null && request.insist) {
            setTrace(0);
        }
    }

    private static void setTrace(long function) {
        try {
            long unused = (long) SET_TRACE.invokeExact(function, 0L);
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    // Called by Python

    static long raise(long unused) {
        try {
            var request = wanted;
            if (request == null) {
                return 0;
            }
            if (request.insist) {
                setTrace(TRACE);
            }
            Errors.setError(request.type, request.message);
        } catch (Throwable e) {
            Errors.raise(e);
        }
        return -1;
    }

    static long trace(long self, long frame, long what, long argument) {
        try {
            var request = wanted;
            // What it is told while exceptions travel is no place to raise another.
            if (request == null || (int) what == TRACE_EXCEPTION || (int) what == TRACE_RETURN) {
                return 0;
            }
            Errors.setError(request.type, request.message);
        } catch (Throwable e) {
            Errors.raise(e);
        }
        return -1;
    }
}
