package dev.backstep.kernel.recorder;

import dev.backstep.recording.TensorValue;

/// Counts about how many bytes a recording takes. The figures are of records in memory, with their lists.
final class Budget {
    static final int OPERATION = 500;
    static final int NODE = 400;
    static final int STEP = 250;
    static final int PASS = 300;
    static final int TENSOR = 250;
    static final int SNAPSHOT = 40;
    static final int CALL = 60;
    static final int COMPOSITE = 300;
    static final int HOOK = 200;
    private static final int VALUE = 160;

    private final long bytes;
    private long taken;
    private long given;
    private boolean full;

    /// @param bytes what a recording may take
    Budget(long bytes) {
        this.bytes = bytes;
    }

    /// About what the contents of a tensor take.
    static long bytes(TensorValue value) {
        var sketch = value.sketch();
        return VALUE
                + (long) Double.BYTES * value.elements().length
                + (sketch == null
                        ? 0
                        : VALUE + (long) Float.BYTES * sketch.grid().cells().length);
    }

    void take(long some) {
        taken += some;
    }

    /// Something was dropped.
    void give(long some) {
        given += some;
    }

    /// All that was ever recorded, with what has been dropped.
    long taken() {
        return taken;
    }

    /// Whether something has to be dropped.
    boolean isExceeded() {
        return taken - given > bytes;
    }

    /// Whether there is no room for anything that cannot wait until something is dropped.
    boolean isSpent() {
        return full || taken - given > bytes + bytes / 4;
    }

    /// Whether it is not worth while to drop so little.
    boolean isLittle(long some) {
        return some < bytes / 50;
    }

    /// Whether nothing more is recorded: too little can be dropped.
    boolean isFull() {
        return full;
    }

    void close() {
        full = true;
    }
}
