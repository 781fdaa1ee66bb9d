package dev.backstep.app.replay;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.recording.GraphNode;
import dev.backstep.recording.TensorRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the parts of one run are in the next run of the same program, while somebody edits it: by which a selection
/// stays where it was.
///
/// A node is the one of the same name that the same statement made in the same module, counted from the start; or, if
/// the statement now does something else, the one at the same place in it. Statements keep their identity when lines
/// are added or removed above them. A tensor is the one of the same name.
final class Counterparts {
    private static final String ELSEWHERE = "elsewhere";

    private final RecordingIndex before;
    private final RecordingIndex after;
    private final boolean sameProgram;
    private final LineMap lines;
    private @Nullable Map<Object, List<Integer>> nodesAfter;
    private @Nullable Map<Object, List<Integer>> tensorsAfter;
    private int @Nullable [] nodeOccurrences;
    private int @Nullable [] placeOccurrences;
    private int @Nullable [] tensorOccurrences;

    private Counterparts(RecordingIndex before, RecordingIndex after) {
        this.before = before;
        this.after = after;
        sameProgram = before.recording().name().equals(after.recording().name());
        lines = LineMap.between(before.recording().source(), after.recording().source());
    }

    static Counterparts between(RecordingIndex before, RecordingIndex after) {
        return new Counterparts(before, after);
    }

    /// Whether both are runs of the same file. Runs of others have no counterparts.
    boolean sameProgram() {
        return sameProgram;
    }

    /// The end of the new recording, with what was selected selected.
    Moment of(Moment moment) {
        return Moment.end(after).selecting(of(moment.selection()));
    }

    private Selection of(Selection selection) {
        if (!sameProgram) {
            return Selection.NOTHING;
        }
        return switch (selection) {
            case Selection.Nothing _ -> Selection.NOTHING;
            case Selection.Part(String key, int call) -> new Selection.Part(key, call(call));
            case Selection.Node(int node) -> {
                int found = node(node);
                yield found == NONE ? Selection.NOTHING : new Selection.Node(found);
            }
            case Selection.Tensor(int tensor) -> {
                int found = tensor(tensor);
                yield found == NONE ? Selection.NOTHING : new Selection.Tensor(found);
            }
            case Selection.Edge(int node, int edge) -> {
                int found = node(node);
                yield found != NONE
                                && edge
                                        < after.recording()
                                                .nodes()
                                                .get(found)
                                                .next()
                                                .size()
                        ? new Selection.Edge(found, edge)
                        : Selection.NOTHING;
            }
        };
    }

    /// The same call of the module of the same path, or NONE.
    private int call(int id) {
        var path = before.recording().structure().path(id);
        if (path == null) {
            return NONE;
        }
        int which = 0;
        for (int i = 0; i < id; i++) {
            which += path.equals(before.recording().structure().path(i)) ? 1 : 0;
        }
        for (var call : after.recording().structure().moduleCalls()) {
            if (path.equals(after.recording().structure().path(call.id())) && which-- == 0) {
                return call.id();
            }
        }
        return NONE;
    }

    /// The node that a node of the earlier run is in the later one, or NONE.
    int node(int id) {
        var node = before.node(id);
        if (node == null) {
            return NONE;
        }
        if (node.variable() != NONE) {
            int tensor = tensor(node.variable());
            return tensor == NONE
                    ? NONE
                    : after.recording().tensors().get(tensor).node();
        }
        if (nodesAfter == null) {
            nodesAfter = new HashMap<>();
            for (GraphNode each : after.recording().nodes()) {
                add(nodesAfter, named(after, each, line(each)), each.id());
                add(nodesAfter, placed(after, each, line(each)), each.id());
            }
            Function<GraphNode, Object> byName = each -> named(before, each, mapped(each));
            Function<GraphNode, Object> byPlace = each -> placed(before, each, mapped(each));
            nodeOccurrences = occurrences(before.recording().nodes(), byName);
            placeOccurrences = occurrences(before.recording().nodes(), byPlace);
        }
        int found = pick(nodesAfter.get(named(before, node, mapped(node))), nodeOccurrences[id]);
        return found != NONE ? found : pick(nodesAfter.get(placed(before, node, mapped(node))), placeOccurrences[id]);
    }

    /// The tensor that a tensor of the earlier run is in the later one, or NONE.
    int tensor(int id) {
        TensorRecord tensor = before.tensor(id);
        if (tensor == null) {
            return NONE;
        }
        if (tensorsAfter == null) {
            tensorsAfter = new HashMap<>();
            for (TensorRecord each : after.recording().tensors()) {
                add(tensorsAfter, after.name(each.id()), each.id());
            }
            tensorOccurrences = occurrences(before.recording().tensors(), each -> before.name(each.id()));
        }
        return pick(tensorsAfter.get(before.name(id)), tensorOccurrences[id]);
    }

    private record Named(int line, @Nullable String module, String name) {}

    private record Placed(int line, @Nullable String module, String always) {}

    private static Object named(RecordingIndex of, GraphNode node, int line) {
        return new Named(line, of.recording().structure().path(node.moduleCall()), node.name());
    }

    private static Object placed(RecordingIndex of, GraphNode node, int line) {
        return new Placed(line, of.recording().structure().path(node.moduleCall()), ELSEWHERE);
    }

    private static int line(GraphNode node) {
        return node.span() == null ? 0 : node.span().startLine();
    }

    private int mapped(GraphNode node) {
        return lines.after(line(node));
    }

    private static int pick(@Nullable List<Integer> candidates, int occurrence) {
        return candidates == null || occurrence >= candidates.size() ? NONE : candidates.get(occurrence);
    }

    /// Which of its kind each is, from 0.
    private static <T> int[] occurrences(List<T> all, Function<T, Object> key) {
        var counts = new HashMap<Object, Integer>();
        var found = new int[all.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = counts.merge(key.apply(all.get(i)), 1, Integer::sum) - 1;
        }
        return found;
    }

    private static void add(Map<Object, List<Integer>> map, Object key, int value) {
        map.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }
}
