package dev.backstep.app.replay;

import static dev.backstep.recording.Recording.NONE;

import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the parts of one run are in the next run of the same program, while somebody edits it: by which a selection
/// stays where it was.
///
/// A node is the one of the same name that the same statement made in the same module, counted from the start; or, if
/// the statement now does something else, the one at the same place in it. Statements keep their identity when lines
/// are added or removed above them. A tensor is the one of the same name.
final class Counterparts {
    private final RecordingIndex before;
    private final RecordingIndex after;
    private final boolean sameProgram;
    private final LineMap lines;
    // Made when asked for: mostly nothing is selected.
    private int @Nullable [] nodesByName;
    private int @Nullable [] nodesByPlace;
    private int @Nullable [] tensors;

    private Counterparts(RecordingIndex before, RecordingIndex after) {
        this.before = before;
        this.after = after;
        sameProgram = before.recording().name().equals(after.recording().name());
        lines = LineMap.between(before.recording().source(), after.recording().source());
    }

    static Counterparts between(RecordingIndex before, RecordingIndex after) {
        return new Counterparts(before, after);
    }

    RecordingIndex before() {
        return before;
    }

    RecordingIndex after() {
        return after;
    }

    /// Whether both are runs of the same file. Runs of others have no counterparts.
    boolean sameProgram() {
        return sameProgram;
    }

    /// The end of the new recording, with what was selected selected.
    Moment of(Moment moment) {
        return Moment.end(after)
                .selecting(of(moment.selection()))
                .noting(moment.notes().carried(this));
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
        if (nodesByName == null || nodesByPlace == null) {
            nodesByName = nodes(Named::new);
            nodesByPlace = nodes((line, module, name) -> new Placed(line, module));
        }
        return nodesByName[id] != NONE ? nodesByName[id] : nodesByPlace[id];
    }

    /// The tensor that a tensor of the earlier run is in the later one, or NONE.
    int tensor(int id) {
        if (before.tensor(id) == null) {
            return NONE;
        }
        if (tensors == null) {
            tensors = Pairing.pair(
                    before.recording().tensors().size(),
                    before::name,
                    after.recording().tensors().size(),
                    after::name);
        }
        return tensors[id];
    }

    private record Named(int line, @Nullable String module, String name) {}

    private record Placed(int line, @Nullable String module) {}

    /// By what a node is known.
    @FunctionalInterface
    private interface Kind {
        Object of(int line, @Nullable String module, String name);
    }

    private int[] nodes(Kind kind) {
        return Pairing.pair(
                before.recording().nodes().size(),
                id -> kind(before, id, lines::after, kind),
                after.recording().nodes().size(),
                id -> kind(after, id, IntUnaryOperator.identity(), kind));
    }

    private static Object kind(RecordingIndex of, int id, IntUnaryOperator lines, Kind kind) {
        var node = of.recording().nodes().get(id);
        int line = node.span() == null ? 0 : lines.applyAsInt(node.span().startLine());
        return kind.of(line, of.recording().structure().path(node.moduleCall()), node.name());
    }
}
