package dev.backstep.kernel.cpython;

/// A stretch of Java code whose [PyObject]s are given back at its end, earlier than the call from Python
/// that it is part of, or where there is no such call:
///
/// ```java
/// try (var scope = Scope.open()) { … }
/// ```
public final class Scope implements AutoCloseable {
    private final Locals locals = Locals.current();
    private final int mark = locals.enter();
    private long kept;

    private Scope() {}

    public static Scope open() {
        return new Scope();
    }

    /// An object that is to outlive the stretch, for as long as the call that it is part of.
    public PyObject keep(PyObject object) {
        kept = object.newReference();
        return object;
    }

    @Override
    public void close() {
        locals.leave(mark);
        if (kept != 0) {
            locals.add(kept);
        }
    }
}
