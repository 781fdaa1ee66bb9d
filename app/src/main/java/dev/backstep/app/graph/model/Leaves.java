package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/// Puts leaves into groups: a leaf is where its gradient comes from, or else where it is used, and one that several
/// groups use is around all of them.
final class Leaves {
    private final GraphModel model;
    private final int[] groupOf;
    private final IntUnaryOperator parent;
    private final IntPredicate holdsLeaves;

    /// @param groupOf the group of each vertex; those of functions are known
    /// @param parent the group around a group, or NONE; it has the smaller identifier
    /// @param holdsLeaves whether leaves may be in a group
    Leaves(GraphModel model, int[] groupOf, IntUnaryOperator parent, IntPredicate holdsLeaves) {
        this.model = model;
        this.groupOf = groupOf;
        this.parent = parent;
        this.holdsLeaves = holdsLeaves;
    }

    static boolean isFunction(Vertex vertex) {
        return switch (vertex.kind()) {
            case LEAF, CONSTANT, ACCUMULATE, GROUP -> false;
            case ROOT -> vertex.operation() != NONE;
            default -> true;
        };
    }

    void place() {
        // A leaf leads to its AccumulateGrad, which leads to functions.
        for (int i = 0; i < groupOf.length; i++) {
            if (model.vertices().get(i).kind() == Vertex.Kind.ACCUMULATE) {
                groupOf[i] = aroundUsers(i);
            }
        }
        for (int i = 0; i < groupOf.length; i++) {
            var kind = model.vertices().get(i).kind();
            if (kind == Vertex.Kind.LEAF || kind == Vertex.Kind.CONSTANT) {
                groupOf[i] = aroundUsers(i);
            }
        }
    }

    private int aroundUsers(int vertex) {
        int around = NONE;
        boolean first = true;
        for (int link : model.outgoing(vertex)) {
            if (model.links().get(link).kind() == Link.Kind.LEAF) {
                // What else reads a parameter, such as a norm that is printed, does not take it out of its module.
                return groupOf[model.links().get(link).target()];
            }
            int group = groupOf[model.links().get(link).target()];
            around = first ? group : common(around, group);
            first = false;
        }
        while (around != NONE && !holdsLeaves.test(around)) {
            around = parent.applyAsInt(around);
        }
        return around;
    }

    /// The innermost group that holds both, or NONE.
    private int common(int one, int other) {
        int a = one;
        int b = other;
        while (a != b) {
            if (a > b) {
                a = parent.applyAsInt(a);
            } else {
                b = parent.applyAsInt(b);
            }
        }
        return a;
    }
}
