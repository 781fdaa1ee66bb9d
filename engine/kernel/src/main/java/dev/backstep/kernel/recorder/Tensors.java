package dev.backstep.kernel.recorder;

import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.TensorRecord;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The book of tensors: who is who, what they are called, and what they held when.
///
/// Tensors are held weakly, so that recording a program does not keep alive what the program has let go of.
final class Tensors {
    private static final int MOST_NAMES = 8;

    private final Values values;
    private final Timeline timeline;
    private final Records<Draft> drafts = new Records<>();
    private final Records<Snapshot> snapshots = new Records<>();
    private final Budget budget;
    private int asked;
    private int search;
    private final Notes notes;

    /// A tensor's record while it can change.
    static final class Draft {
        final int id;
        private final WeakReference<Tensor> tensor;
        private Set<String> names = Set.of();
        private final int line;
        private int[] shape = {};
        private String dtype = "";
        private String device = "";
        private boolean leaf;
        private boolean requiresGrad;
        private boolean parameter;
        private int node = Recording.NONE;
        private int outputNumber;
        private int operation = Recording.NONE;
        private int base = Recording.NONE;
        private int snapshotVersion = -1;
        private int namedBySearch = -1;
        /// Whether it was dropped once, and needed later.
        private boolean pinned;

        private Draft(int id, Tensor tensor, int line) {
            this.id = id;
            this.tensor = new WeakReference<>(tensor);
            this.line = line;
        }

        /// The record of a tensor that an earlier one was of, which was dropped.
        private Draft(int id, Tensor tensor, Draft before) {
            this(id, tensor, before.line);
            names = before.names;
            parameter = before.parameter;
            namedBySearch = before.namedBySearch;
            pinned = true;
        }

        /// @return whether it is new
        private boolean add(String name) {
            if (names.isEmpty()) {
                names = new LinkedHashSet<>();
            }
            return names.add(name);
        }

        /// The most telling come first: of a parameter its place in a module rather than the variable of a loop, and
        /// `self` says less than the variable of an object.
        private List<String> names() {
            var list = new ArrayList<>(names);
            list.sort(Comparator.comparing((String name) -> parameter && !name.contains("."))
                    .thenComparing(name -> name.startsWith("self.")));
            return List.copyOf(list.subList(0, Math.min(list.size(), MOST_NAMES)));
        }

        /// The tensor it is a view of, which is no view itself, or [Recording#NONE].
        int base() {
            return base;
        }

        private TensorRecord finish() {
            return new TensorRecord(
                    id,
                    names(),
                    shape,
                    dtype,
                    device,
                    leaf,
                    requiresGrad,
                    parameter,
                    node,
                    outputNumber,
                    operation,
                    base,
                    line);
        }
    }

    Tensors(Notes notes, Values values, Timeline timeline, Budget budget) {
        this.notes = notes;
        this.budget = budget;
        this.values = values;
        this.timeline = timeline;
    }

    /// The tensor's identifier, if it has one.
    int known(@Nullable Tensor tensor) {
        var draft = tensor == null ? null : find(tensor);
        return draft == null ? Recording.NONE : draft.id;
    }

    private @Nullable Draft find(Tensor tensor) {
        var note = notes.find(tensor);
        var draft = note == null ? null : note.draft;
        return draft == null || drafts.find(draft.id) == null ? null : draft;
    }

    /// The program has got a tensor in a line, whether or not it turns out to be one to record.
    void shown(Tensor tensor, boolean parameter, int line) {
        var note = notes.of(tensor);
        if (!note.shown) {
            note.shown = true;
            note.line = line;
            note.parameter = parameter;
        }
    }

    /// The tensor's identifier; a tensor not seen before gets one, and one whose contents are new a snapshot.
    ///
    /// @param line the line to blame a new one on
    int see(Tensor tensor, int line) {
        var draft = draft(tensor, line);
        keepUp(draft, tensor);
        return draft.id;
    }

    /// Whether a tensor without a name has come since [#askForNames].
    boolean wantNames() {
        while (asked < drafts.size()) {
            var draft = drafts.find(asked);
            if (draft != null && draft.names.isEmpty()) {
                return true;
            }
            asked++;
        }
        return false;
    }

    /// The program's variables are looked through from now on.
    void askForNames() {
        asked = drafts.size();
        search++;
    }

    /// [#see] for the result of an operation.
    int made(Tensor tensor, int operation, int line) {
        var draft = draft(tensor, line);
        if (draft.operation == Recording.NONE && draft.snapshotVersion < 0) {
            draft.operation = operation;
        }
        keepUp(draft, tensor);
        return draft.id;
    }

    /// An operation made it, but its elements are whatever was in memory: they come when somebody fills them in.
    int madeUndefined(Tensor tensor, int operation, int line) {
        var draft = draft(tensor, line);
        draft.operation = operation;
        draft.snapshotVersion = tensor.version();
        return draft.id;
    }

    /// Something was changed in place: the elements of all that share its storage may be others, whatever their version
    /// counters say (`x.data` has a counter of its own). Views that the program has not got, such as the transposed
    /// weight in `linear`, are looked at when they are used: each turn of a training loop leaves some behind.
    void changed(Tensor changed) {
        var storage = changed.storage();
        values.changed(storage);
        var note = notes.find(storage);
        if (note == null) {
            return;
        }
        for (var draft : note.tensors) {
            var tensor = draft.tensor.get();
            if (isThere(tensor) && tensor.storage() == storage && drafts.find(draft.id) != null) {
                boolean itself = tensor == changed;
                if (itself ? draft.snapshotVersion != tensor.version() : notes.of(tensor).shown) {
                    snapshot(draft, tensor);
                }
            }
        }
    }

    /// A tensor has got other elements, whatever its version counter says.
    void dataSet(Tensor tensor) {
        var draft = find(tensor);
        if (draft != null) {
            notes.of(tensor.storage()).tensors.remove(draft);
            share(tensor, draft);
            values.changed(tensor.storage());
            snapshot(draft, tensor);
        }
    }

    /// Whether a tensor of a storage has a record.
    boolean isSeen(Storage storage) {
        var note = notes.find(storage);
        return note != null && !note.tensors.isEmpty();
    }

    private void share(Tensor tensor, Draft draft) {
        var storage = notes.of(tensor.storage());
        var others = storage.tensors;
        // Not each time: a storage may have very many views.
        if (others.size() >= storage.room) {
            others.removeIf(other -> !isThere(other.tensor.get()));
            storage.room = 2 * others.size() + 4;
        }
        others.add(draft);
    }

    /// @param always whether to take the name even if the tensor has some; else only a parameter gets more
    /// @return whether the name is new
    boolean name(Tensor tensor, String name, boolean parameter, boolean always, int line) {
        see(tensor, line);
        var draft = draft(tensor, line);
        draft.parameter |= parameter;
        if (draft.names.isEmpty()) {
            draft.namedBySearch = search;
        }
        return (always || draft.parameter || draft.namedBySearch == search) && draft.add(name);
    }

    /// The first name of a tensor, or null.
    @Nullable
    String nameOf(int tensor) {
        var draft = drafts.find(tensor);
        return draft == null ? null : draft.names.stream().findFirst().orElse(null);
    }

    /// The tensor that shares storage and geometry with one that nobody has seen, such as the detached copy that a node
    /// saves; or null.
    @Nullable
    Tensor alias(Tensor tensor) {
        var note = notes.find(tensor.storage());
        for (var draft : note == null ? List.<Draft>of() : note.tensors) {
            var candidate = draft.tensor.get();
            if (isThere(candidate)
                    && candidate.offset() == tensor.offset()
                    && Arrays.equals(candidate.sizes(), tensor.sizes())
                    && Arrays.equals(candidate.strides(), tensor.strides())) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean isThere(@Nullable Tensor tensor) {
        return tensor != null && !tensor.isGone();
    }

    private Draft draft(Tensor tensor, int line) {
        var draft = find(tensor);
        if (draft == null) {
            budget.take(Budget.TENSOR);
            var note = notes.of(tensor);
            var before = note.draft;
            if (before == null) {
                draft = new Draft(drafts.size(), tensor, note.line == 0 ? line : note.line);
                draft.parameter = note.parameter;
            } else {
                draft = new Draft(drafts.size(), tensor, before);
                drafts.isAgain(before.id, draft.id);
            }
            note.draft = draft;
            drafts.add(draft);
            share(tensor, draft);
            draft.shape = tensor.sizes().clone();
            draft.dtype = tensor.dtype().label();
            draft.device = tensor.device().toString();
            var base = tensor.base();
            draft.base = base == null ? Recording.NONE : draft(base, line).id;
        }
        return draft;
    }

    private void keepUp(Draft draft, Tensor tensor) {
        if (draft.snapshotVersion == tensor.version()) {
            return;
        }
        if (draft.snapshotVersion >= 0) {
            // Nobody has told of the change.
            values.changed(tensor.storage());
        }
        snapshot(draft, tensor);
    }

    private void snapshot(Draft draft, Tensor tensor) {
        draft.snapshotVersion = tensor.version();
        if (!budget.isSpent()) {
            budget.take(Budget.SNAPSHOT);
            snapshots.add(new Snapshot(draft.id, tensor.version(), timeline.now(), values.afresh(tensor)));
        }
    }

    /// Notes the state of all tensors that are alive.
    void update(Graph graph) {
        drafts.each(0, drafts.size(), (_, draft) -> {
            var tensor = draft.tensor.get();
            if (isThere(tensor)) {
                update(tensor, draft, graph);
            }
        });
    }

    /// Notes the state of a tensor, which may be the last one sees of it.
    void update(Tensor tensor, Graph graph) {
        var draft = find(tensor);
        if (draft != null) {
            update(tensor, draft, graph);
        }
    }

    private static void update(Tensor tensor, Draft draft, Graph graph) {
        draft.shape = tensor.sizes().clone();
        draft.dtype = tensor.dtype().label();
        draft.device = tensor.device().toString();
        draft.leaf = tensor.isLeaf();
        draft.requiresGrad = tensor.requiresGrad();
        var function = tensor.currentNode();
        draft.node = function == null ? graph.accumulatorOf(draft.id) : graph.known(function);
        draft.outputNumber = tensor.outputNumber();
    }

    Records<Draft> records() {
        return drafts;
    }

    Records<Snapshot> snapshotRecords() {
        return snapshots;
    }

    /// Drops the tensors of a stretch that do not stay, and all contents but the last of those that stay.
    ///
    /// @param gone is told which tensors are dropped
    /// @return how many bytes stay
    long drop(Mark begin, Mark end, IntPredicate stays, IntConsumer gone) {
        var left = new long[1];
        drafts.drop(begin.tensors(), end.tensors(), id -> {
            if (stays.test(id) || drafts.get(id).pinned) {
                left[0] += Budget.TENSOR;
                return true;
            }
            gone.accept(id);
            return false;
        });
        var newest = new HashMap<Integer, Integer>();
        snapshots.each(begin.snapshots(), end.snapshots(), (id, snapshot) -> {
            if (drafts.find(snapshot.tensor()) != null) {
                newest.put(snapshot.tensor(), id);
            }
        });
        snapshots.drop(begin.snapshots(), end.snapshots(), id -> {
            var snapshot = snapshots.get(id);
            var last = newest.get(snapshot.tensor());
            if (last != null && last == id) {
                left[0] += Budget.SNAPSHOT + Budget.bytes(snapshot.value());
                return true;
            }
            return false;
        });
        return left[0];
    }

    List<TensorRecord> finish(Numbering numbering) {
        return numbering.all(drafts.all().stream().map(Draft::finish).toList(), numbering::of);
    }

    List<Snapshot> snapshots(Numbering numbering) {
        return numbering.all(snapshots.all(), numbering::of).stream()
                .sorted(Comparator.comparingInt(Snapshot::tensor).thenComparingInt(Snapshot::at))
                .toList();
    }
}
