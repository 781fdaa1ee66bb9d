package dev.backstep.kernel.cpython;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// A reference to a Python object that a Java object owns: given back when the Java object is gone.
///
/// All of them form a list, newest first, so that those of a program can be given back when it ends: what a
/// program made may form a circle through both heaps, which no collector sees as a whole.
final class Held extends PhantomReference<Object> {
    private static final ReferenceQueue<Object> DROPPED = new ReferenceQueue<>();

    /// Those that other threads have given back.
    private static final Queue<Held> LATER = new ConcurrentLinkedQueue<>();

    private static @Nullable Held newest;
    private static @Nullable Held boundary;
    private static int count;

    private final boolean listed;
    private long address;
    private @Nullable Held older;
    private @Nullable Held newer;

    /// @param reference taken over
    Held(Object owner, long reference) {
        this(owner, reference, true);
        older = newest;
        if (older != null) {
            older.newer = this;
        }
        newest = this;
        count++;
    }

    private Held(Object owner, long reference, boolean listed) {
        super(owner, DROPPED);
        this.listed = listed;
        address = reference;
    }

    /// One that is no program's.
    static Held forever(Object owner, long reference) {
        return new Held(owner, reference, false);
    }

    long address() {
        if (address == 0) {
            throw new IllegalStateException("the Python object was given back with its program");
        }
        return address;
    }

    /// Ends the ownership without giving the reference back: somebody else has taken it over.
    long take() {
        long taken = address();
        unlink();
        return taken;
    }

    void release() {
        if (address != 0) {
            Api.decRef(take());
        }
    }

    void releaseLater() {
        LATER.add(this);
    }

    private void unlink() {
        address = 0;
        clear();
        if (!listed) {
            return;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
        if (older != null) {
            older.newer = newer;
        }
        older = null;
        newer = null;
        count--;
    }

    /// Gives back what belonged to Java objects that are gone.
    static void releaseDropped() {
        while (DROPPED.poll() instanceof Held held) {
            held.release();
        }
        for (var held = LATER.poll(); held != null; held = LATER.poll()) {
            held.release();
        }
    }

    /// Where a program begins; for [#releaseAll]. One of its own, for any other may be given back by the program's end,
    /// and is no boundary then. It takes the place of the one before.
    static Held mark() {
        if (boundary != null) {
            boundary.unlink();
        }
        boundary = new Held(DROPPED, 0);
        return boundary;
    }

    /// Gives back everything that is held since.
    ///
    /// @return whether there was anything
    static boolean releaseAll(Held mark) {
        boolean any = newest != mark;
        while (newest != null && newest != mark) {
            newest.release();
        }
        return any;
    }

    /// How many there are.
    static int count() {
        return count;
    }
}
