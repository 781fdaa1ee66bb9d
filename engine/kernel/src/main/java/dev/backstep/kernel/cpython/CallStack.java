package dev.backstep.kernel.cpython;

import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where Python is: the frames that run, read without Python code and without an audit event.
public final class CallStack {
    private static final MethodHandle CURRENT = Library.leaf("PyEval_GetFrame");
    private static final MethodHandle CODE = Library.leaf("PyFrame_GetCode");
    private static final MethodHandle BACK = Library.leaf("PyFrame_GetBack");
    private static final MethodHandle LINE = Library.leaf("PyFrame_GetLineNumber");
    private static final MethodHandle LOCALS = Library.function("PyFrame_GetLocals");

    /// More than programs are made of. One that calls `eval` in a loop makes ever more.
    private static final int MOST_CODES = 4_096;

    /// What is known of code objects by address, which are kept so that no other gets the address.
    private static final Map<Long, Code> CODES = new HashMap<>();

    private static String file = "";

    private record Code(boolean ofProgram, PyRef keep) {}

    private CallStack() {}

    /// A program begins, whose code is of this file.
    public static void watch(String name) {
        forget();
        file = name;
    }

    private static void forget() {
        CODES.values().forEach(code -> code.keep.close());
        CODES.clear();
    }

    /// The innermost line of the program that runs; 0 if none does.
    public static int line() {
        long frame = innermost();
        if (frame == 0) {
            return 0;
        }
        int line = line(frame);
        Api.decRef(frame);
        return line;
    }

    /// Whether the program's module has called the function that runs.
    public static boolean isInOutermostFunction() {
        int depth = 0;
        long frame = current();
        while (frame != 0 && depth <= 2) {
            if (code(frame).ofProgram) {
                depth++;
            }
            frame = back(frame);
        }
        if (frame != 0) {
            Api.decRef(frame);
        }
        return depth == 2;
    }

    /// Which frame runs: a number that it has as long as it lives.
    public static long address() {
        try {
            return (long) CURRENT.invokeExact(0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    /// A variable of the innermost frame of the program; null if it has none of that name.
    public static @Nullable PyObject variable(String name) {
        long frame = innermost();
        if (frame == 0) {
            return null;
        }
        try (var scope = Scope.open()) {
            var locals = PyObject.result((long) LOCALS.invokeExact(frame, 0L, 0L, 0L));
            long found = Api.item(locals.address(), Names.of(name));
            return found == 0 ? null : scope.keep(PyObject.owned(found));
        } catch (Throwable e) {
            throw Api.impossible(e);
        } finally {
            Api.decRef(frame);
        }
    }

    /// A new reference to the program's innermost frame; 0 if none runs.
    private static long innermost() {
        long frame = current();
        while (frame != 0 && !code(frame).ofProgram) {
            frame = back(frame);
        }
        return frame;
    }

    private static long current() {
        try {
            long frame = (long) CURRENT.invokeExact(0L, 0L, 0L, 0L);
            return frame == 0 ? 0 : Api.newRef(frame);
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    /// @param frame a reference, which is given back
    private static long back(long frame) {
        try {
            long back = (long) BACK.invokeExact(frame, 0L, 0L, 0L);
            Api.decRef(frame);
            return back;
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    private static int line(long frame) {
        try {
            return (int) (long) LINE.invokeExact(frame, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    private static Code code(long frame) {
        long code;
        try {
            code = (long) CODE.invokeExact(frame, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
        var known = CODES.get(code);
        if (known == null) {
            if (CODES.size() >= MOST_CODES) {
                forget();
            }
            known = read(code);
            CODES.put(code, known);
        }
        Api.decRef(code);
        return known;
    }

    private static Code read(long address) {
        try (var scope = Scope.open()) {
            var code = PyObject.borrowed(address);
            var name = code.attribute("co_filename");
            boolean ofProgram = name != null && name.asText().equals(file);
            return new Code(ofProgram, PyRef.of(code));
        }
    }
}
