package dev.backstep.app.replay;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.Span;
import dev.backstep.recording.TensorRecord;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Answers the questions that every view asks about a recording and a cursor. Immutable; made once a recording in
/// time linear in its size, and safe to make and use on any thread.
///
/// A cursor stands between events: at place `n`, events `0` to `n - 1` have happened. Lookups take any identifier;
/// [Recording#NONE] and identifiers that the recording does not have lead to null or an empty list.
public final class RecordingIndex {
    private final Recording recording;
    private final Timeline timeline;
    private final Map<Integer, List<Snapshot>> snapshots = new HashMap<>();
    private final Map<Integer, List<Integer>> tensorsOfNode = new HashMap<>();
    private final Map<Integer, List<Operation>> operationsOfNode = new HashMap<>();
    private final Map<Integer, List<Operation>> operationsOfTensor = new HashMap<>();
    private final GradientHistory gradients;
    private final RecordedDevices devices;
    private final NonFinite nonFinite;
    private final String[] names;
    private final List<String> lines;

    private RecordingIndex(Recording recording) {
        this.recording = recording;
        timeline = new Timeline(recording);
        gradients = new GradientHistory(recording);
        devices = new RecordedDevices(recording);
        nonFinite = NonFinite.of(recording);
        names = TensorNames.of(recording);
        lines = recording.source().lines().toList();
        for (Snapshot snapshot : recording.snapshots()) {
            add(snapshots, snapshot.tensor(), snapshot);
        }
        for (TensorRecord tensor : recording.tensors()) {
            add(tensorsOfNode, tensor.node(), tensor.id());
        }
        for (Operation operation : recording.operations()) {
            add(operationsOfNode, operation.node(), operation);
            for (int output : operation.outputs()) {
                add(operationsOfTensor, output, operation);
            }
        }
    }

    public static RecordingIndex of(Recording recording) {
        return new RecordingIndex(recording);
    }

    public Recording recording() {
        return recording;
    }

    /// Where passes, steps and stops lie on the timeline.
    public Timeline timeline() {
        return timeline;
    }

    /// The `.grad` of a tensor at the cursor, or null if it is None then.
    public @Nullable TensorValue gradient(int tensor, Cursor cursor) {
        return gradients.gradient(tensor, cursor);
    }

    /// What happened to every `.grad`.
    public GradientHistory gradients() {
        return gradients;
    }

    /// Where tensors live and what was moved.
    public RecordedDevices devices() {
        return devices;
    }

    /// Where NaN and Inf are.
    public NonFinite nonFinite() {
        return nonFinite;
    }

    /// The tensor's contents at the cursor, or null if it did not exist yet or its contents were not recorded.
    public @Nullable TensorValue value(int tensor, Cursor cursor) {
        Snapshot snapshot = snapshot(tensor, cursor);
        return snapshot == null ? null : snapshot.value();
    }

    /// The newest snapshot of a tensor taken at or before the cursor.
    public @Nullable Snapshot snapshot(int tensor, Cursor cursor) {
        return newest(tensor, snapshot -> snapshot.at() <= cursor.at());
    }

    /// When a tensor was first seen.
    public @Nullable Snapshot firstSnapshot(int tensor) {
        var all = snapshots.get(tensor);
        return all == null ? null : all.getFirst();
    }

    /// The contents a tensor had at a version of its counter, which is what a node saved; null if not recorded.
    public @Nullable Snapshot snapshotOfVersion(int tensor, int version) {
        return newest(tensor, snapshot -> snapshot.version() <= version);
    }

    /// The last snapshot that holds; those that hold come first.
    private @Nullable Snapshot newest(int tensor, Predicate<Snapshot> holds) {
        List<Snapshot> all = snapshots.getOrDefault(tensor, List.of());
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (holds.test(all.get(middle))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : all.get(low - 1);
    }

    public @Nullable TensorRecord tensor(int tensor) {
        return at(recording.tensors(), tensor);
    }

    public @Nullable GraphNode node(int node) {
        return at(recording.nodes(), node);
    }

    public @Nullable Operation operation(int operation) {
        return at(recording.operations(), operation);
    }

    /// The node that is a tensor's `grad_fn`, or the `AccumulateGrad` of a leaf.
    public @Nullable GraphNode nodeOf(int tensor) {
        TensorRecord found = tensor(tensor);
        return found == null ? null : node(found.node());
    }

    /// The tensors whose `grad_fn` a node is, by output number; for `AccumulateGrad` its leaf.
    public List<TensorRecord> tensorsOf(int node) {
        var found = new ArrayList<TensorRecord>();
        for (int tensor : tensorsOfNode.getOrDefault(node, List.of())) {
            found.add(recording.tensors().get(tensor));
        }
        GraphNode of = node(node);
        if (of != null && found.isEmpty()) {
            TensorRecord variable = tensor(of.variable());
            if (variable != null) {
                found.add(variable);
            }
        }
        found.sort(Comparator.comparingInt(TensorRecord::outputNumber));
        return List.copyOf(found);
    }

    /// The operations recorded as a node, in the order they ran.
    public List<Operation> operationsOf(int node) {
        return node == NONE ? List.of() : List.copyOf(operationsOfNode.getOrDefault(node, List.of()));
    }

    /// The operations that made a tensor or changed it in place, in the order they ran.
    public List<Operation> operationsOn(int tensor) {
        return List.copyOf(operationsOfTensor.getOrDefault(tensor, List.of()));
    }

    /// The nodes made by statements that touch a line of the source.
    public List<GraphNode> nodesOnLine(int line) {
        return nodesIn(Span.line(line));
    }

    /// The nodes made by statements that share at least a character with a span.
    public List<GraphNode> nodesIn(Span span) {
        return recording.nodes().stream()
                .filter(node -> node.span() != null && overlap(node.span(), span))
                .toList();
    }

    /// A name for people: the variable that holds the tensor, or the operation that made it and which of its kind it
    /// was, such as `mul#2`.
    public String name(int tensor) {
        return tensor >= 0 && tensor < names.length ? names[tensor] : "tensor";
    }

    /// The source text of a span, its lines joined and shortened to one; empty if the source has no such place.
    public String sourceOf(@Nullable Span span) {
        if (span == null || span.startLine() < 1 || span.startLine() > lines.size()) {
            return "";
        }
        var text = new StringBuilder();
        for (int line = span.startLine(); line <= Math.min(span.endLine(), lines.size()); line++) {
            String all = lines.get(line - 1);
            int from = line == span.startLine() ? Math.clamp(span.startColumn() - 1, 0, all.length()) : 0;
            int to = line == span.endLine() ? Math.clamp(span.endColumn() - 1, from, all.length()) : all.length();
            text.append(text.isEmpty() ? "" : " ")
                    .append(all.substring(from, to).strip());
        }
        return text.toString().strip();
    }

    private static boolean overlap(Span one, Span other) {
        return before(one.startLine(), one.startColumn(), other.endLine(), other.endColumn())
                && before(other.startLine(), other.startColumn(), one.endLine(), one.endColumn());
    }

    private static boolean before(int line, int column, int otherLine, int otherColumn) {
        return line < otherLine || line == otherLine && column < otherColumn;
    }

    private static <T> @Nullable T at(List<T> list, int place) {
        return place >= 0 && place < list.size() ? list.get(place) : null;
    }

    private static <T> void add(Map<Integer, List<T>> map, int key, T value) {
        map.computeIfAbsent(key, ignored -> new ArrayList<>()).add(value);
    }
}
