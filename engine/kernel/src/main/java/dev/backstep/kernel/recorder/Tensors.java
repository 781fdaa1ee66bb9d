package dev.backstep.kernel.recorder;

import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.TensorRecord;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// The book of tensors: who is who, what they are called, and what they held when.
///
/// Tensors are held weakly, so that recording a program does not keep alive what the program has let go of.
final class Tensors {
    private static final int MOST_NAMES = 8;

    private final Values values;
    private final Timeline timeline;
    private final List<Draft> drafts = new ArrayList<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private int asked;
    private int search;
    // Both keys compare by identity.
    private final Map<Tensor, Draft> known = new WeakHashMap<>();
    private final Map<Tensor, Origin> origins = new WeakHashMap<>();
    private final Map<Storage, List<WeakReference<Tensor>>> sharing = new WeakHashMap<>();

    /// Where the program got a tensor that is not recorded yet.
    private record Origin(int line, boolean parameter) {}

    /// A tensor's record while it can change.
    static final class Draft {
        final int id;
        private final Set<String> names = new LinkedHashSet<>();
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

        private Draft(int id, int line) {
            this.id = id;
            this.line = line;
        }

        /// The most telling come first: of a parameter its place in a module rather than the variable of a loop, and
        /// `self` says less than the variable of an object.
        private List<String> names() {
            var list = new ArrayList<>(names);
            list.sort(Comparator.comparing((String name) -> parameter && !name.contains("."))
                    .thenComparing(name -> name.startsWith("self.")));
            return List.copyOf(list.subList(0, Math.min(list.size(), MOST_NAMES)));
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

    Tensors(Values values, Timeline timeline) {
        this.values = values;
        this.timeline = timeline;
    }

    /// The tensor's identifier, if it has one.
    int known(@Nullable Tensor tensor) {
        var draft = tensor == null ? null : known.get(tensor);
        return draft == null ? Recording.NONE : draft.id;
    }

    /// The program has got a tensor in a line, whether or not it turns out to be one to record.
    void shown(Tensor tensor, boolean parameter, int line) {
        if (!known.containsKey(tensor)) {
            origins.putIfAbsent(tensor, new Origin(line, parameter));
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
        while (asked < drafts.size() && !drafts.get(asked).names.isEmpty()) {
            asked++;
        }
        return asked < drafts.size();
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
    /// counters say (`x.data` has a counter of its own).
    void changed(Tensor changed) {
        var storage = changed.storage();
        values.changed(storage);
        for (var reference : sharing.getOrDefault(storage, List.of())) {
            var tensor = reference.get();
            var draft = isThere(tensor) && tensor.storage() == storage ? known.get(tensor) : null;
            if (draft != null && !(tensor == changed && draft.snapshotVersion == tensor.version())) {
                snapshot(draft, tensor);
            }
        }
    }

    /// A tensor has got other elements, whatever its version counter says.
    void dataSet(Tensor tensor) {
        var draft = known.get(tensor);
        if (draft != null) {
            share(tensor);
            values.changed(tensor.storage());
            snapshot(draft, tensor);
        }
    }

    /// Whether a tensor of a storage has a record.
    boolean isSeen(Storage storage) {
        return sharing.containsKey(storage);
    }

    private void share(Tensor tensor) {
        var others = sharing.computeIfAbsent(tensor.storage(), s -> new ArrayList<>(1));
        others.removeIf(reference -> !isThere(reference.get()));
        others.add(new WeakReference<>(tensor));
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
        return (always || draft.parameter || draft.namedBySearch == search) && draft.names.add(name);
    }

    /// The first name of a tensor, or null.
    @Nullable
    String nameOf(int tensor) {
        return drafts.get(tensor).names.stream().findFirst().orElse(null);
    }

    /// The tensor that shares storage and geometry with one that nobody has seen, such as the detached copy that a node
    /// saves; or null.
    @Nullable
    Tensor alias(Tensor tensor) {
        for (var reference : sharing.getOrDefault(tensor.storage(), List.of())) {
            var candidate = reference.get();
            if (isThere(candidate)
                    && candidate.offset() == tensor.offset()
                    && java.util.Arrays.equals(candidate.sizes(), tensor.sizes())
                    && java.util.Arrays.equals(candidate.strides(), tensor.strides())) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean isThere(@Nullable Tensor tensor) {
        return tensor != null && !tensor.isGone();
    }

    private Draft draft(Tensor tensor, int line) {
        var draft = known.get(tensor);
        if (draft == null) {
            var origin = origins.remove(tensor);
            draft = new Draft(drafts.size(), origin == null || origin.line == 0 ? line : origin.line);
            draft.parameter = origin != null && origin.parameter;
            drafts.add(draft);
            known.put(tensor, draft);
            share(tensor);
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
        if (!values.exhausted()) {
            snapshots.add(new Snapshot(draft.id, tensor.version(), timeline.now(), values.afresh(tensor)));
        }
    }

    /// Notes the state of all tensors that are alive.
    void update(Graph graph) {
        for (var entry : List.copyOf(known.entrySet())) {
            if (isThere(entry.getKey())) {
                update(entry.getKey(), entry.getValue(), graph);
            }
        }
    }

    /// Notes the state of a tensor, which may be the last one sees of it.
    void update(Tensor tensor, Graph graph) {
        var draft = known.get(tensor);
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

    List<TensorRecord> finish() {
        return drafts.stream().map(Draft::finish).toList();
    }

    List<Snapshot> snapshots() {
        return snapshots.stream()
                .sorted(Comparator.comparingInt(Snapshot::tensor).thenComparingInt(Snapshot::at))
                .toList();
    }
}
