package dev.backstep.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/// The elements of a storage that somebody else looks at by their address, such as an array of numpy's. While it is
/// shared the storage has no other memory: what either side writes the other reads.
public final class NativeMemory {
    private final MemorySegment segment;
    private final Cleaner.@Nullable Cleanable owner;
    private int users;

    /// Memory of ours. It is freed when nobody can reach this object.
    NativeMemory(long bytes) {
        segment = Arena.ofAuto().allocate(Math.max(1, bytes), 64);
        owner = null;
    }

    /// Memory of somebody else's.
    ///
    /// @param owner frees it, or lets go of its owner, when it is cleaned
    NativeMemory(MemorySegment segment, Cleaner.Cleanable owner) {
        this.segment = segment;
        this.owner = owner;
    }

    /// The elements, in the storage's order and the platform's byte order.
    public MemorySegment segment() {
        return segment;
    }

    /// Where the first element is.
    public long address() {
        return segment.address();
    }

    /// Whether it came from somebody else, so that the storage cannot be without it.
    public boolean isForeign() {
        return owner != null;
    }

    void use() {
        users++;
    }

    /// @return whether nobody uses it any more
    boolean unuse() {
        return --users == 0;
    }

    boolean isUsed() {
        return users > 0;
    }

    /// The storage is gone. Tells the owner, once.
    public void close() {
        if (owner != null) {
            owner.clean();
        }
    }
}
