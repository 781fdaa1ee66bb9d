package dev.backstep.kernel;

import dev.backstep.kernel.cpython.DictWatch;
import dev.backstep.kernel.cpython.Functions;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.PyRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Notes what a program does to the functions, classes and modules that all programs share, so that it can be undone.
/// `clean.py` says which these are.
final class Tampering {
    /// More is not worth undoing.
    private static final int MOST = 1000;

    private final Set<Long> shared = new HashSet<>();
    private final List<Change> changes = new ArrayList<>();
    private boolean undoing;
    private boolean tooMany;

    private record Change(PyRef object, PyRef name, PyRef before) {}

    /// @param module gets the functions by which `clean.py` asks
    Tampering(PyObject module) {
        module.setAttribute("watch_dicts", Functions.of("watch_dicts", a -> {
            DictWatch.watch(a[0].elements());
            return null;
        }));
        module.setAttribute("changed_dicts", Functions.of("changed_dicts", _ -> DictWatch.changed()));
        module.setAttribute("share", Functions.of("share", a -> {
            shared.clear();
            a[0].elements().forEach(one -> shared.add(one.address()));
            return null;
        }));
        module.setAttribute("undo", Functions.of("undo", _ -> undo()));
    }

    /// A special attribute is about to be set: a function's code or defaults, an object's class, a class's bases.
    void settingAttribute(PyObject arguments) {
        if (undoing || arguments.size() < 2) {
            return;
        }
        var object = arguments.get(0);
        if (!shared.contains(object.address()) || !arguments.get(1).isText()) {
            return;
        }
        if (changes.size() >= MOST) {
            tooMany = true;
            return;
        }
        var name = arguments.get(1);
        var before = object.attribute(name.asText());
        changes.add(new Change(
                PyRef.forever(object), PyRef.forever(name), PyRef.forever(before == null ? PyObject.none() : before)));
    }

    /// Undoes all that was noted, newest first.
    ///
    /// @throws IllegalStateException if that cannot be done
    private Object undo() {
        undoing = true;
        try {
            for (var change : changes.reversed()) {
                change.object.get().setAttribute(change.name.get().asText(), change.before);
                change.object.close();
                change.name.close();
                change.before.close();
            }
            changes.clear();
        } finally {
            undoing = false;
        }
        if (tooMany) {
            throw new IllegalStateException("a program has changed too many functions");
        }
        return null;
    }
}
