package dev.backstep.engine.profiler;

import dev.backstep.engine.Storage;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds out which storages the collector has freed.
final class Frees {
    private final ReferenceQueue<Storage> queue = new ReferenceQueue<>();
    private final Set<Freed> watched = new HashSet<>();

    /// A storage that was.
    static final class Freed extends PhantomReference<Storage> {
        final long bytes;
        final boolean device;

        private Freed(Storage storage, long bytes, boolean device, ReferenceQueue<Storage> queue) {
            super(storage, queue);
            this.bytes = bytes;
            this.device = device;
        }
    }

    void watch(Storage storage, long bytes, boolean device) {
        watched.add(new Freed(storage, bytes, device, queue));
    }

    /// The next that was freed; null if there is none now.
    @Nullable
    Freed next() {
        var freed = (Freed) queue.poll();
        if (freed != null) watched.remove(freed);
        return freed;
    }
}
