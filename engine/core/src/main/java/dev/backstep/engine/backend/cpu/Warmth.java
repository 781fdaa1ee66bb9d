package dev.backstep.engine.backend.cpu;

/// Whether a loop of the Vector API is compiled yet.
///
/// Note [Until vectors are warm]
/// ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
/// Before the JIT compiler has seen to it, a loop of the Vector API allocates each vector and is a hundred times slower
/// than a plain loop. A program of a second would spend most of it there. So until then a plain loop stands in, and the
/// vector loop is tried out on the side: that makes the compiler compile it, and how long it takes tells when that is
/// done. Trials may take as long as the stand-in has: who computes little does not pay for vectors, and who computes
/// much loses no more than if it had known.
///
/// Both give the same bits, but for functions like `exp`: compiled vectors call the CPU vendor's, which may
/// differ in the last bit from `Math`'s, which the JDK itself uses for vectors that are not compiled.
final class Warmth {
    /// Nanoseconds that a compiled loop needs for an element at most. The slowest need 1.5, and others 30 at least.
    private static final int SLOWEST = 4;

    /// Nanoseconds below which a trial is not begun.
    private static final int LEAST = 20_000;

    private boolean warm;
    private long plain;
    private long tried;

    /// @param warm whether the loop counts as compiled from the start
    Warmth(boolean warm) {
        this.warm = warm;
    }

    boolean isWarm() {
        return warm;
    }

    /// The stand-in has computed since `started`: tries the vector loop out, if it is time for that.
    ///
    /// @param loop runs the vector loop on some numbers
    /// @param elements how many they are
    void standInRan(long started, Runnable loop, int elements) {
        long now = System.nanoTime();
        plain += now - started;
        if (plain - tried < LEAST) {
            return;
        }
        while (tried < plain && !warm) {
            long before = now;
            loop.run();
            now = System.nanoTime();
            tried += now - before;
            warm = now - before < (long) SLOWEST * elements;
        }
    }
}
