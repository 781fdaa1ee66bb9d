package dev.backstep.kernel;

import dev.backstep.kernel.cpython.DictWatch;
import dev.backstep.kernel.cpython.Interpreter;
import dev.backstep.kernel.cpython.PyException;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.PyRef;
import dev.backstep.kernel.cpython.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Undoes what a program did to modules, classes and functions that all programs share. `clean.py` says which these
/// are,
/// and does the rest; this here comes before it, for a program may have changed `clean.py` as well.
final class Pristine {
    /// More is not worth undoing.
    private static final int MOST = 1000;

    /// The identifiers that `sys.monitoring` has for tools.
    private static final int TOOLS = 6;

    private final DictWatch dicts = new DictWatch();
    private final Set<Long> shared = new HashSet<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<PyRef> replaced = new ArrayList<>();
    private final PyRef setTrace = function("sys", "settrace");
    private final PyRef setProfile = function("sys", "setprofile");
    private final PyRef getTool = monitoring("get_tool");
    private final PyRef clearTool = monitoring("clear_tool_id");
    private final PyRef freeTool = monitoring("free_tool_id");
    private boolean undoing;
    private boolean tooMany;

    private record Change(PyRef object, String name, PyRef before) {}

    private static PyRef function(String module, String name) {
        return PyRef.forever(
                Objects.requireNonNull(Interpreter.importModule(module).attribute(name)));
    }

    private static PyRef monitoring(String name) {
        var monitoring = Objects.requireNonNull(Interpreter.importModule("sys").attribute("monitoring"));
        return PyRef.forever(Objects.requireNonNull(monitoring.attribute(name)));
    }

    /// What is shared from now on, and as it is now.
    ///
    /// @param owners modules, classes and dicts
    /// @param objects functions, classes and modules whose special attributes are not to change
    void remember(List<PyObject> owners, List<PyObject> objects) {
        shared.clear();
        objects.forEach(object -> shared.add(object.address()));
        dicts.watch(owners);
    }

    /// A special attribute is about to be set: a function's code or defaults, an object's class, a class's bases.
    ///
    /// @param arguments of the audit event
    void settingAttribute(PyObject arguments) {
        if (undoing || arguments.size() < 2) {
            return;
        }
        var object = arguments.get(0);
        var name = arguments.get(1);
        if (!shared.contains(object.address()) || !name.isText()) {
            return;
        }
        if (changes.size() >= MOST) {
            tooMany = true;
            return;
        }
        var text = name.asText();
        var before = object.attribute(text);
        changes.add(new Change(PyRef.forever(object), text, PyRef.forever(before == null ? PyObject.none() : before)));
    }

    /// Makes everything as it was when it was remembered. None of the program's code runs; what it had put in the
    /// places of others is kept for [#letGo].
    ///
    /// @throws IllegalStateException if that cannot be done
    /// @throws PyException if Python refuses it
    void putBack() {
        try (var scope = Scope.open()) {
            stopWatchers();
            undo();
            dicts.putBack(replaced);
        }
    }

    /// Functions that Python calls at each line: they would see what comes now.
    private void stopWatchers() {
        setTrace.call(PyObject.none());
        setProfile.call(PyObject.none());
        for (int tool = 0; tool < TOOLS; tool++) {
            if (!getTool.call(tool).isNone()) {
                clearTool.call(tool);
                freeTool.call(tool);
            }
        }
    }

    private void undo() {
        undoing = true;
        try {
            for (var change : changes.reversed()) {
                var object = change.object.get();
                var now = object.attribute(change.name);
                if (now != null) {
                    replaced.add(PyRef.forever(now));
                }
                object.setAttribute(change.name, change.before);
                change.object.close();
                change.before.close();
            }
            changes.clear();
        } finally {
            undoing = false;
        }
        if (tooMany) {
            throw new IllegalStateException("too many functions were changed");
        }
    }

    /// Drops what programs had put in the places of others, which may run their code.
    void letGo() {
        while (!replaced.isEmpty()) {
            replaced.removeLast().close();
        }
    }
}
