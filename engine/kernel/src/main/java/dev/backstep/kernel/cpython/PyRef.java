package dev.backstep.kernel.cpython;

/// A reference to a Python object that Java keeps beyond the call in which it got it. Given back when it is
/// closed, when the garbage collector finds that nobody has it any more, or with its program
/// ([Held#releaseAll]).
public final class PyRef implements AutoCloseable {
    private final Held held;

    private PyRef(long taken, boolean forever) {
        held = forever ? Held.forever(this, taken) : new Held(this, taken);
    }

    public static PyRef of(PyObject object) {
        return new PyRef(object.newReference(), false);
    }

    /// A reference that outlives the program that runs, for what all programs share.
    public static PyRef forever(PyObject object) {
        return new PyRef(object.newReference(), true);
    }

    /// Takes a reference over.
    static PyRef taking(long reference) {
        return new PyRef(reference, false);
    }

    /// The object.
    ///
    /// @throws IllegalStateException if it was given back
    public PyObject get() {
        return PyObject.borrowed(held.address());
    }

    /// Calls it.
    public PyObject call(Object... arguments) {
        return get().call(arguments);
    }

    /// [#close], by any thread: it is done when Python runs next.
    public void closeLater() {
        held.releaseLater();
    }

    @Override
    public void close() {
        held.release();
    }
}
