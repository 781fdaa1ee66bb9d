package dev.backstep.engine;

/// What is known of who holds a tensor.
///
/// Note [Who holds a tensor]: Python frees a tensor when its last reference goes, and programs count on that. Here a
/// tensor's memory can go back before the garbage collector comes by, because references are counted, but only those
/// that outlive a call into the engine:
///
/// - Python's object for the tensor ([#taken], [#letGo]);
/// - places in the engine that say when they let go of it ([#hold], [#drop]): what a node saves, the base of a view,
///   `.grad`, a gradient in an input buffer;
/// - places that never say so ([#keep]): a leaf that gradients go to, tangents, hooks that keep a gradient. One of them
///   is enough, and the tensor's storage is left to the collector for good.
///
/// Local variables of Java methods are not counted. So a tensor that nobody is known to hold is only put on a list
/// ([Memory]), as each new one is; the list is gone through at the next moment at which no method of the engine can be
/// at work with it. What is on it then and still not held is gone. With the last tensor over a storage its memory goes
/// back to the backend. (Deutsch and Bobrow, "An efficient, incremental, automatic garbage collector", 1976, do so.)
///
/// Whoever keeps a tensor in a field or a collection for longer than a call therefore has to hold or to keep it. Who
/// forgets to, and looks at the elements later, gets a ClassCastException on the CPU, and an IllegalStateException of a
/// GPU's storage: never another tensor's numbers. Nothing is counted until an embedding [starts][Memory#start] it: Java
/// programs need not know of all this.
public abstract class Held {
    Held() {}

    /// Who holds a tensor over a counted storage.
    static class Holders {
        private int count;
        private boolean taken;
        private boolean listed;
        private boolean gone;

        private void checkPresent() {
            if (gone) {
                throw new IllegalStateException("a tensor that was let go of is in use");
            }
        }
    }

    public abstract Engine engine();

    public abstract Storage storage();

    /// Is asked for only if the storage is counted: most tensors are small, and need none.
    abstract Holders holders();

    /// Lets go of the tensors that this one holds.
    abstract void dropAll();

    /// Counts a new tensor.
    final void made() {
        engine().memory().made((Tensor) this);
    }

    /// Somebody holds it until he calls [#drop].
    public final void hold() {
        if (!storage().isCounted()) {
            return;
        }
        var holders = holders();
        holders.checkPresent();
        holders.count++;
    }

    /// Takes a [#hold] back.
    public final void drop() {
        if (!storage().isCounted()) {
            return;
        }
        var holders = holders();
        if (holders.count == 0) {
            throw new IllegalStateException("a tensor is dropped more often than held");
        }
        if (--holders.count == 0) {
            engine().memory().unheld((Tensor) this);
        }
    }

    /// Somebody holds it, and will not say when he no longer does.
    public final void keep() {
        storage().keep();
    }

    /// Python has an object for it from now on. At most one at a time.
    ///
    /// @throws IllegalStateException if it is gone, which means that somebody has held it without saying so
    public final void taken() {
        if (!storage().isCounted()) {
            return;
        }
        var holders = holders();
        holders.checkPresent();
        holders.taken = true;
    }

    /// Python's object for it is gone. May be called at any time, by any thread that holds Python's lock.
    public final void letGo() {
        if (!storage().isCounted()) {
            return;
        }
        holders().taken = false;
        engine().memory().letGo((Tensor) this);
    }

    /// Whether nobody holds it for sure, so that it may leave.
    final boolean isUnheld() {
        var holders = holders();
        return !holders.taken
                && holders.count == 0
                && !holders.gone
                && storage().isCounted();
    }

    /// Whether its memory may have gone back, so that nobody may look at its elements: for those who know of tensors
    /// without holding them.
    public final boolean isGone() {
        return storage().isCounted() && holders().gone;
    }

    /// Whether it is on the list of those that may not be held.
    final boolean isListed() {
        return holders().listed;
    }

    final void setListed(boolean value) {
        holders().listed = value;
    }

    /// It is gone, and with it what it holds.
    ///
    /// @return whether nobody is left who looks at its storage
    final boolean leave() {
        holders().gone = true;
        dropAll();
        return storage().removeTensor();
    }
}
