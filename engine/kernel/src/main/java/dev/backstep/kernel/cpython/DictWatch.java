package dev.backstep.kernel.cpython;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Notes which of the dicts of modules and classes have changed. Python tells it about each change, so nobody has to
/// compare them all, and a program cannot hide a change.
public final class DictWatch {
    private static final MethodHandle WATCH = Library.leaf("PyDict_Watch", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MODULE_DICT = Library.leaf("PyModule_GetDict", JAVA_LONG, JAVA_LONG);
    private static final MethodHandle TYPE_DICT = Library.function("PyType_GetDict", JAVA_LONG, JAVA_LONG);

    private static final Map<Long, Integer> NUMBERS = new HashMap<>();
    private static final TreeSet<Integer> CHANGED = new TreeSet<>();
    private static int watcher = -1;

    private DictWatch() {}

    /// Watches these from now on, and nothing else.
    ///
    /// @param owners modules, types and dicts, which live as long as the process
    public static void watch(List<PyObject> owners) {
        if (watcher < 0) {
            watcher = register();
        }
        NUMBERS.clear();
        CHANGED.clear();
        for (int i = 0; i < owners.size(); i++) {
            long dict = dict(owners.get(i));
            NUMBERS.put(dict, i);
            try {
                Errors.checked((int) WATCH.invokeExact(watcher, dict));
            } catch (PyException e) {
                throw e;
            } catch (Throwable e) {
                throw Api.impossible(e);
            }
        }
    }

    private static int register() {
        long stub = Library.stub(
                Library.method(
                        DictWatch.class, "changing", int.class, int.class, long.class, long.class, long.class),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
        try {
            return Errors.checked(
                    (int) Library.function("PyDict_AddWatcher", JAVA_INT, JAVA_LONG).invokeExact(stub));
        } catch (PyException e) {
            throw e;
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    private static long dict(PyObject owner) {
        try {
            if (owner.isType()) {
                return PyObject.result((long) TYPE_DICT.invokeExact(owner.address())).address();
            }
            return owner.isDict() ? owner.address() : Errors.checked((long) MODULE_DICT.invokeExact(owner.address()));
        } catch (PyException e) {
            throw e;
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    /// The numbers of those that have changed since the last call.
    public static List<Integer> changed() {
        var numbers = List.copyOf(CHANGED);
        CHANGED.clear();
        return numbers;
    }

    // Called by Python, before a change

    static int changing(int event, long dict, long key, long value) {
        try {
            var number = NUMBERS.get(dict);
            if (number != null) {
                CHANGED.add(number);
            }
        } catch (Throwable e) {
            // Nothing can be thrown here, and there is nothing that it could come from.
        }
        return 0;
    }
}
