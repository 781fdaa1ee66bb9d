package dev.backstep.kernel.recorder;

import static dev.backstep.recording.Recording.NONE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Records by identifier, counted from 0. Stretches of them can be dropped: the identifiers of the others stay what
/// they
/// are until the recording is finished, and a dropped stretch takes next to no memory, however long it was.
final class Records<T> {
    private static final int CHUNK = 1024;

    /// Those of which everything is dropped are null.
    private final List<@Nullable Chunk<T>> chunks = new ArrayList<>();
    /// What was dropped and later recorded again, under which identifier.
    private final Map<Integer, Integer> again = new HashMap<>();
    private int size;
    private int dropped;

    private static final class Chunk<T> {
        private final List<@Nullable T> records = new ArrayList<>();
        private int kept;
    }

    /// How many there ever were, which is the next one's identifier.
    int size() {
        return size;
    }

    /// How many are there.
    int kept() {
        return size - dropped;
    }

    /// @return its identifier
    int add(T item) {
        if (size % CHUNK == 0) {
            chunks.add(new Chunk<>());
        }
        var chunk = chunks.getLast();
        if (chunk == null) {
            // All of the last one was dropped before it was full.
            chunk = new Chunk<>();
            for (int i = 0; i < size % CHUNK; i++) {
                chunk.records.add(null);
            }
            chunks.set(chunks.size() - 1, chunk);
        }
        chunk.records.add(item);
        chunk.kept++;
        return size++;
    }

    /// Null if it is dropped.
    @Nullable
    T find(int id) {
        var chunk = chunks.get(id / CHUNK);
        return chunk == null ? null : chunk.records.get(id % CHUNK);
    }

    /// One that is there.
    T get(int id) {
        var found = find(id);
        if (found == null) {
            throw new IllegalStateException("record %d is dropped".formatted(id));
        }
        return found;
    }

    /// Puts another in the place of one that is there.
    void set(int id, T item) {
        get(id);
        var chunk = chunks.get(id / CHUNK);
        if (chunk != null) {
            chunk.records.set(id % CHUNK, item);
        }
    }

    /// Drops those of a stretch that do not stay.
    void drop(int from, int to, IntPredicate stays) {
        for (int id = from; id < to; id++) {
            var chunk = chunks.get(id / CHUNK);
            if (chunk == null) {
                id = (id / CHUNK + 1) * CHUNK - 1;
            } else if (chunk.records.get(id % CHUNK) != null && !stays.test(id)) {
                chunk.records.set(id % CHUNK, null);
                dropped++;
                if (--chunk.kept == 0) {
                    chunks.set(id / CHUNK, null);
                }
            }
        }
    }

    /// What a dropped record was about is recorded again.
    void isAgain(int id, int as) {
        again.put(id, as);
    }

    /// Does something with each that is there.
    interface Each<T> {
        void of(int id, T item);
    }

    /// @param to exclusive
    void each(int from, int to, Each<? super T> action) {
        for (int id = from; id < to; id++) {
            var chunk = chunks.get(id / CHUNK);
            if (chunk == null) {
                id = (id / CHUNK + 1) * CHUNK - 1;
            } else {
                var item = chunk.records.get(id % CHUNK);
                if (item != null) {
                    action.of(id, item);
                }
            }
        }
    }

    /// All that are there.
    List<T> all() {
        var all = new ArrayList<T>(kept());
        each(0, size, (_, item) -> all.add(item));
        return all;
    }

    /// The identifiers that they have in a recording, where none is left out.
    Numbers numbers() {
        if (dropped == 0) {
            return new Numbers(null, Map.of(), size);
        }
        // Cells of dropped chunks are shared, so that this takes no more memory than what is there.
        var before = new int[chunks.size()][];
        int count = 0;
        for (int c = 0; c < before.length; c++) {
            var chunk = chunks.get(c);
            if (chunk == null) {
                before[c] = new int[] {count};
            } else {
                before[c] = new int[chunk.records.size() + 1];
                for (int i = 0; i < chunk.records.size(); i++) {
                    before[c][i] = count;
                    count += chunk.records.get(i) == null ? 0 : 1;
                }
                before[c][chunk.records.size()] = count;
            }
        }
        return new Numbers(before, Map.copyOf(again), count);
    }

    /// What identifiers become when what is dropped is left out.
    static final class Numbers {
        /// For each identifier how many records before it are there; null if nothing is dropped.
        private final int @Nullable [][] before;

        private final Map<Integer, Integer> again;
        private final int count;

        private Numbers(int @Nullable [][] before, Map<Integer, Integer> again, int count) {
            this.before = before;
            this.again = again;
            this.count = count;
        }

        /// Whether all identifiers stay what they are.
        boolean same() {
            return before == null;
        }

        /// The identifier in the recording; [dev.backstep.recording.Recording#NONE] of what is dropped.
        int of(int id) {
            if (before == null || id == NONE) {
                return id;
            }
            var chunk = before[id / CHUNK];
            int at = id % CHUNK;
            if (chunk.length > 1 && chunk[at + 1] > chunk[at]) {
                return chunk[at];
            }
            var other = again.get(id);
            return other == null ? NONE : of(other);
        }

        /// The place in the recording of what was between two records.
        int place(int at) {
            if (before == null || at == NONE) {
                return at;
            }
            if (at / CHUNK >= before.length) {
                return count;
            }
            var chunk = before[at / CHUNK];
            return chunk[chunk.length == 1 ? 0 : at % CHUNK];
        }
    }
}
