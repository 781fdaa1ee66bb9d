package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/// Puts leaves into groups: a leaf is where it is used, and one that several groups use is around all of them.
final class Leaves {
    private final GraphModel model;
    private final int[] groupOf;
    private final IntBinaryOperator common;
    private final IntUnaryOperator holder;

    /// @param groupOf the group of each vertex; those of functions are known
    /// @param common the innermost group that holds two groups
    /// @param holder the innermost group around a group, or itself, that holds leaves
    Leaves(GraphModel model, int[] groupOf, IntBinaryOperator common, IntUnaryOperator holder) {
        this.model = model;
        this.groupOf = groupOf;
        this.common = common;
        this.holder = holder;
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
            int group = groupOf[model.links().get(link).target()];
            around = first ? group : common.applyAsInt(around, group);
            first = false;
        }
        return around == NONE ? NONE : holder.applyAsInt(around);
    }
}
