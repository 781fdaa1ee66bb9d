package dev.backstep.engine.backend;

/// A point in the order of what a backend was asked for: made by [Backend#mark].
public interface Mark {
    /// Whether everything before it is done. Does not wait.
    boolean reached();

    /// Waits for everything before it.
    void await();

    /// Milliseconds from an earlier mark of the same backend, by the device's clock. Waits for both.
    double millisSince(Mark earlier);

    /// A mark of a backend that is done with everything when its methods return.
    record Now(long nanos) implements Mark {
        @Override
        public boolean reached() {
            return true;
        }

        @Override
        public void await() {}

        @Override
        public double millisSince(Mark earlier) {
            return (nanos - ((Now) earlier).nanos) / 1e6;
        }
    }
}
