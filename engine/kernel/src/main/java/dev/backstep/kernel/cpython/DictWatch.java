package dev.backstep.kernel.cpython;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/// Keeps what the dicts of modules and classes hold, and puts it back. Python tells it about each change,
/// so that nobody has to compare them all, and a program cannot hide a change.
public final class DictWatch {
    private static final MethodHandle WATCH = Library.leaf("PyDict_Watch");
    private static final MethodHandle MODULE_DICT = Library.leaf("PyModule_GetDict");
    private static final MethodHandle TYPE_DICT = Library.function("PyType_GetDict");
    private static final MethodHandle COPY = Library.function("PyDict_Copy");
    private static final MethodHandle DELETE = Library.function("PyDict_DelItem");

    private final Map<Long, Integer> numbers = new HashMap<>();
    private final List<Watched> watched = new ArrayList<>();
    private final TreeSet<Integer> changed = new TreeSet<>();
    private final int watcher;
    private final PyRef setClassAttribute;
    private final PyRef deleteClassAttribute;

    /// @param dict the owner's
    /// @param held a copy of what it is to hold
    private record Watched(PyRef owner, boolean isClass, long dict, PyRef held) {}

    /// One is enough for a process: there is a small number of them.
    public DictWatch() {
        var type = Interpreter.builtin("type");
        setClassAttribute = PyRef.forever(Objects.requireNonNull(type.attribute("__setattr__")));
        deleteClassAttribute = PyRef.forever(Objects.requireNonNull(type.attribute("__delattr__")));
        long stub = Library.stub(
                Library.method(DictWatch.class, "changing", DictWatch.class, 4).bindTo(this));
        try {
            watcher = Errors.checked(
                    (int) (long) Library.function("PyDict_AddWatcher").invokeExact(stub, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    /// Watches these from now on, and nothing else: what they hold now is right.
    ///
    /// @param owners modules, classes and dicts, which live as long as the process
    public void watch(List<PyObject> owners) {
        watched.forEach(one -> {
            one.owner.close();
            one.held.close();
        });
        watched.clear();
        numbers.clear();
        try {
            for (int i = 0; i < owners.size(); i++) {
                var owner = owners.get(i);
                long dict = dict(owner);
                var held = PyObject.result((long) COPY.invokeExact(dict, 0L, 0L, 0L));
                watched.add(new Watched(PyRef.forever(owner), owner.isType(), dict, PyRef.forever(held)));
                numbers.put(dict, i);
                Errors.checked((int) (long) WATCH.invokeExact((long) watcher, dict, 0L, 0L));
            }
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
        changed.clear();
    }

    private static long dict(PyObject owner) throws Throwable {
        if (owner.isType()) {
            return PyObject.result((long) TYPE_DICT.invokeExact(owner.address(), 0L, 0L, 0L))
                    .address();
        }
        return owner.isDict()
                ? owner.address()
                : Errors.checked((long) MODULE_DICT.invokeExact(owner.address(), 0L, 0L, 0L));
    }

    /// Puts back what was changed. None of Python's code runs.
    ///
    /// @param replaced gets what was there instead
    public void putBack(List<PyRef> replaced) {
        while (!changed.isEmpty()) {
            int number = changed.getFirst();
            var one = watched.get(number);
            try (var scope = Scope.open()) {
                var before = PyObject.result((long) COPY.invokeExact(one.dict, 0L, 0L, 0L));
                replaced.add(PyRef.forever(before));
                putBack(one, before);
            } catch (Throwable e) {
                throw Api.impossible(e);
            }
            changed.remove(number);
        }
    }

    /// Only what differs is set, for code that has found names in a dict finds them faster as long as its keys are the
    /// same.
    private void putBack(Watched one, PyObject before) throws Throwable {
        var held = one.held.get();
        var now = before.entries();
        for (int i = 0; i < now.size(); i += 2) {
            var key = now.get(i);
            if (Api.dictItem(held.address(), key.address()) == 0) {
                if (one.isClass) {
                    deleteClassAttribute.call(one.owner.get(), key);
                } else {
                    Errors.checked((int) (long) DELETE.invokeExact(one.dict, key.address(), 0L, 0L));
                }
            }
        }
        var entries = held.entries();
        for (int i = 0; i < entries.size(); i += 2) {
            var key = entries.get(i);
            var value = entries.get(i + 1);
            if (Api.dictItem(before.address(), key.address()) != value.address()) {
                if (one.isClass) {
                    // The class's slots have to follow, so it is Python's own way that sets it, past the metaclass.
                    setClassAttribute.call(one.owner.get(), key, value);
                } else {
                    Errors.checked(Api.setDictItem(one.dict, key.address(), value.address()));
                }
            }
        }
    }

    // Called by Python, before a change

    static long changing(DictWatch watch, long event, long dict, long key, long value) {
        try {
            var number = watch.numbers.get(dict);
            if (number != null) {
                watch.changed.add(number);
            }
        } catch (Throwable e) {
            // Nothing can be thrown here, and there is nothing that it could come from.
        }
        return 0;
    }
}
