package dev.backstep.kernel.cpython;

/// The border between Python and Java, for whoever has to know when it is crossed.
public final class Calls {
    private static Listener listener = new Listener() {};

    /// Told of each call. Everything is told by a thread that holds the interpreter lock.
    public interface Listener {
        /// Python calls Java.
        default void entered() {}

        /// That call ends.
        default void left() {}

        /// Python has no reference to an object any more that stands for a Java one.
        default void letGo(Object target) {}

        /// Python has a reference to it again, or for the first time.
        default void taken(Object target) {}
    }

    private Calls() {}

    public static void setListener(Listener chosen) {
        listener = chosen;
    }

    static void enter() {
        listener.entered();
    }

    static void leave() {
        listener.left();
    }

    static void letGo(Object target) {
        listener.letGo(target);
    }

    static void taken(Object target) {
        listener.taken(target);
    }
}
