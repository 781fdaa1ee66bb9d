package dev.backstep.kernel.cpython;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where Python is: the frames that run, read without Python code and without an audit event.
public final class CallStack {
    private static final MethodHandle CURRENT = Library.leaf("PyEval_GetFrame");
    private static final MethodHandle CODE = Library.leaf("PyFrame_GetCode");
    private static final MethodHandle BACK = Library.leaf("PyFrame_GetBack");
    private static final MethodHandle INSTRUCTION = Library.leaf("PyFrame_GetLasti");
    private static final MethodHandle LINE = Library.leaf("PyFrame_GetLineNumber");
    private static final MethodHandle LOCALS = Library.function("PyFrame_GetLocals");

    /// More than programs are made of. One that calls `eval` in a loop makes ever more.
    private static final int MOST_CODES = 4_096;

    private static final int MOST_NUMBERED = 2_048;

    /// What is known of code objects by address, which are kept so that no other gets the address.
    private static final Map<Long, Code> CODES = new HashMap<>();

    private static final List<Code> NUMBERED = new ArrayList<>();

    private static String file = "";
    private static String folder = "";

    /// @param number which of the user's it is; -1 if it is not the user's, or there are too many
    private record Code(boolean ofProgram, int number, PyRef keep) {}

    /// A function of the user's.
    ///
    /// @param name its qualified name
    /// @param file where it is: empty for the program's own file, else a path in its folder
    /// @param line where it begins
    /// @param positions for each instruction line, end line, column and end column; the columns count bytes from 0;
    /// empty if they could not be read
    public record Function(String name, String file, int line, int[][] positions) {}

    private CallStack() {}

    /// A program begins, whose code is of this file.
    ///
    /// @param beside the folder that its modules come from, with a separator at its end; empty if it has none
    public static void watch(String name, String beside) {
        CODES.values().forEach(code -> code.keep.close());
        CODES.clear();
        NUMBERED.clear();
        file = name;
        folder = beside;
    }

    /// Those with a number stay, as they may be asked for.
    private static void forget() {
        CODES.values().removeIf(code -> {
            if (code.number >= 0) {
                return false;
            }
            code.keep.close();
            return true;
        });
    }

    /// Looks at the user's frames that run.
    static void read(CallChain chain) {
        chain.clear();
        long frame = current();
        for (int walked = 0; frame != 0; walked++) {
            if (walked >= CallChain.LONGEST) {
                chain.cut();
                if (chain.line() != 0) {
                    Api.decRef(frame);
                    return;
                }
            }
            var code = code(frame);
            if (code.number >= 0) {
                chain.add(code.number, instruction(frame));
            }
            if (code.ofProgram && chain.line() == 0) {
                chain.setLine(line(frame));
            }
            frame = back(frame);
        }
    }

    /// What a number of a [CallChain] stands for.
    public static Function function(int number) {
        try (var scope = Scope.open()) {
            var code = NUMBERED.get(number).keep.get();
            var of = text(code, "co_filename");
            var lines = Objects.requireNonNull(code.attribute("co_firstlineno")).asInt();
            return new Function(
                    text(code, "co_qualname"),
                    of.equals(file) ? "" : of.substring(folder.length()),
                    lines,
                    positions(code));
        }
    }

    private static int[][] positions(PyObject code) {
        try {
            return code.callMethod("co_positions").elements().stream()
                    .map(row -> row.elements().stream()
                            .mapToInt(cell -> cell.isNone() ? -1 : cell.asInt())
                            .toArray())
                    .toArray(int[][]::new);
        } catch (PyException e) {
            // There was no room for another call.
            return new int[0][];
        }
    }

    private static String text(PyObject code, String attribute) {
        return Objects.requireNonNull(code.attribute(attribute)).asText();
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

    private static int instruction(long frame) {
        try {
            return (int) (long) INSTRUCTION.invokeExact(frame, 0L, 0L, 0L);
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
            var of = name == null ? "" : name.asText();
            boolean ofProgram = name != null && of.equals(file);
            // A folder may be so far up that Python itself lies in it.
            boolean ofUser =
                    ofProgram || !folder.isEmpty() && of.startsWith(folder) && !of.startsWith(Interpreter.home());
            boolean numbered = ofUser && NUMBERED.size() < MOST_NUMBERED;
            var read = new Code(ofProgram, numbered ? NUMBERED.size() : -1, PyRef.of(code));
            if (numbered) {
                NUMBERED.add(read);
            }
            return read;
        }
    }
}
