package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/// What a folded group's box says: its title, the shapes that go in and come out, its parameters.
final class GroupDetails {
    private final Recording recording;
    private final Groups groups;

    GroupDetails(Recording recording, Groups groups) {
        this.recording = recording;
        this.groups = groups;
    }

    /// A group of turns that are not shown one by one.
    ///
    /// @param id beyond those of all groups
    Group range(int id, Group loop, int from, int to) {
        var first = groups.get(groups.children(loop.id()).get(from));
        var last = groups.get(groups.children(loop.id()).get(to - 1));
        var title = first.title().startsWith("turn ")
                ? "turns " + first.title().replace("turn ", "") + " – "
                        + last.title().replace("turn ", "")
                : first.title() + " – " + last.title();
        return new Group(
                id, loop.id(), Group.Kind.TURNS, loop.key() + "/turns" + from + "-" + to, title, NONE, 0, to - from);
    }

    Vertex vertex(Group group) {
        var title = group.kind().repeats() || group.kind() == Group.Kind.TURNS
                ? group.title() + " × " + String.format(Locale.ROOT, "%,d", group.turns())
                : group.title();
        return new Vertex(
                group.key().replaceAll("[^\\p{L}\\p{N}._-]", "_"),
                Vertex.Kind.GROUP,
                title,
                "",
                NONE,
                NONE,
                NONE,
                group.line(),
                Vertex.Mark.NONE,
                group);
    }

    /// A folded group's vertex, told what is in it.
    Vertex filled(Vertex vertex, List<Vertex> hidden) {
        var details = new ArrayList<String>();
        var shapes = shapes(hidden);
        if (!shapes.isEmpty()) {
            details.add(shapes);
        }
        long parameters = parameters(vertex.group(), hidden);
        if (parameters > 0) {
            details.add(count(parameters) + (parameters == 1 ? " parameter" : " parameters"));
        }
        if (details.isEmpty()) {
            details.add(hidden.size() + " nodes");
        }
        return vertex.withDetail(String.join(" · ", details));
    }

    private long parameters(Group group, List<Vertex> hidden) {
        if (group.moduleCall() != NONE) {
            return recording.structure().module(group.moduleCall()).parameters();
        }
        long sum = 0;
        for (var vertex : hidden) {
            if (vertex.kind() == Vertex.Kind.LEAF
                    && recording.tensors().get(vertex.tensor()).parameter()) {
                long count = 1;
                for (int size : recording.tensors().get(vertex.tensor()).shape()) {
                    count *= size;
                }
                sum += count;
            }
        }
        return sum;
    }

    /// `(1, 64, 56, 56) → (1, 128, 28, 28)`: the first tensor from outside, and what the last operator made.
    private String shapes(List<Vertex> hidden) {
        var made = new HashSet<Integer>();
        int[] in = null;
        int[] out = null;
        for (var vertex : hidden) {
            if (vertex.operation() == NONE) {
                continue;
            }
            Operation operation = recording.operations().get(vertex.operation());
            for (int input : operation.inputs()) {
                var tensor = recording.tensors().get(input);
                if (in == null && !made.contains(input) && !tensor.parameter() && !isLeafInside(hidden, input)) {
                    in = tensor.shape();
                }
            }
            made.addAll(operation.outputs());
            if (!operation.outputs().isEmpty()) {
                out = recording.tensors().get(operation.outputs().getFirst()).shape();
            }
        }
        if (out == null) {
            return "";
        }
        return in == null ? ValueText.shape(out) : ValueText.shape(in) + " → " + ValueText.shape(out);
    }

    private static boolean isLeafInside(List<Vertex> hidden, int tensor) {
        return hidden.stream().anyMatch(vertex -> vertex.kind() == Vertex.Kind.LEAF && vertex.tensor() == tensor);
    }

    /// `73,728`, `11.7 M`.
    private static String count(long number) {
        return number < 1_000_000
                ? String.format(Locale.ROOT, "%,d", number)
                : String.format(Locale.ROOT, "%.1f M", number / 1e6);
    }
}
