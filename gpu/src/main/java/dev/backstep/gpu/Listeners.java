package dev.backstep.gpu;

import dev.backstep.engine.backend.BackendListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Those who are told what a backend does, as one.
final class Listeners implements BackendListener {
    private final List<Entry> entries = new ArrayList<>();
    private boolean timed;

    private record Entry(BackendListener listener, boolean times) {}

    void add(BackendListener listener, boolean times) {
        entries.add(new Entry(listener, times));
        timed |= times;
    }

    void remove(BackendListener listener) {
        entries.removeIf(entry -> entry.listener == listener);
        timed = entries.stream().anyMatch(Entry::times);
    }

    boolean has(BackendListener listener) {
        return entries.stream().anyMatch(entry -> entry.listener == listener);
    }

    /// Whether one of them wants times.
    boolean timed() {
        return timed;
    }

    @Override
    public @Nullable LongConsumer launched(String kernel) {
        if (entries.isEmpty()) {
            return null;
        }
        LongConsumer all = null;
        for (Entry entry : entries) {
            all = both(all, entry, entry.listener.launched(kernel));
        }
        return all;
    }

    @Override
    public @Nullable LongConsumer transferred(long bytes, Transfer direction) {
        LongConsumer all = null;
        for (Entry entry : entries) {
            all = both(all, entry, entry.listener.transferred(bytes, direction));
        }
        return all;
    }

    private static @Nullable LongConsumer both(
            @Nullable LongConsumer first, Entry entry, @Nullable LongConsumer second) {
        if (!entry.times || second == null) {
            return first;
        }
        if (first == null) {
            return second;
        }
        return nanos -> {
            first.accept(nanos);
            second.accept(nanos);
        };
    }

    @Override
    public void hostStarted(String primitive) {
        entries.forEach(entry -> entry.listener.hostStarted(primitive));
    }

    @Override
    public void hostEnded(String primitive) {
        entries.forEach(entry -> entry.listener.hostEnded(primitive));
    }
}
