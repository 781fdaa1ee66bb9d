package dev.backstep.kernel.cpython;

import java.util.Arrays;

/// The references that Java got during a call from Python, which are given back when that call ends. As many calls nest
/// as Python and Java call each other; threads of Python have their own.
final class Locals {
    private static final ThreadLocal<Locals> CURRENT = ThreadLocal.withInitial(Locals::new);

    private long[] references = new long[64];
    private int count;

    private Locals() {}

    static Locals current() {
        return CURRENT.get();
    }

    /// Where a call begins; for [#leave].
    int enter() {
        return count;
    }

    /// Gives back all references since.
    void leave(int mark) {
        while (count > mark) {
            // Freeing an object may run Python code, which enters and leaves again.
            Api.decRef(references[--count]);
        }
    }

    /// Takes a reference over.
    void add(long reference) {
        if (count == references.length) {
            references = Arrays.copyOf(references, 2 * count);
        }
        references[count++] = reference;
    }
}
