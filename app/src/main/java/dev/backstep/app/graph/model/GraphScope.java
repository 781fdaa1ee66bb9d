package dev.backstep.app.graph.model;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which part of a recording the picture shows while a pass is looked at. A training loop builds the same graph anew
/// in each round; all of them together would be a wall of copies. So the picture shows what the pass reaches, and of
/// what no pass reaches all but what a later run of the same statement has replaced.
final class GraphScope {
    private final Recording recording;
    private final @Nullable BackwardPass pass;
    private final boolean[] nodes;
    private final boolean[] operations;

    GraphScope(Recording recording, @Nullable BackwardPass pass) {
        this.recording = recording;
        this.pass = pass;
        nodes = new boolean[recording.nodes().size()];
        operations = new boolean[recording.operations().size()];
        if (pass == null) {
            java.util.Arrays.fill(nodes, true);
            java.util.Arrays.fill(operations, true);
        } else {
            choose(pass);
        }
    }

    boolean contains(GraphNode node) {
        return nodes[node.id()];
    }

    boolean contains(Operation operation) {
        return operations[operation.id()];
    }

    /// The nodes that a gradient starts from: the roots of the pass, and results that nothing uses.
    Set<Integer> roots() {
        var roots = new HashSet<Integer>();
        for (var node : recording.nodes()) {
            if (contains(node) && node.kind() != GraphNode.Kind.ACCUMULATE_GRAD) {
                roots.add(node.id());
            }
        }
        for (var node : recording.nodes()) {
            if (contains(node)) {
                node.next().forEach(edge -> roots.remove(edge.node()));
            }
        }
        if (pass != null) {
            pass.roots().forEach(root -> roots.add(root.node()));
        }
        return roots;
    }

    private void choose(BackwardPass chosen) {
        var reachedByAny = new boolean[nodes.length];
        for (var other : recording.passes()) {
            other.roots().forEach(root -> reach(root.node(), reachedByAny));
        }
        chosen.roots().forEach(root -> reach(root.node(), nodes));
        joinFirstGraphs();

        var current = new HashSet<Span>();
        int from =
                chosen.id() == 0 ? 0 : recording.passes().get(chosen.id() - 1).endedAt();
        int to = chosen.id() + 1 < recording.passes().size()
                ? recording.passes().get(chosen.id() + 1).startedAt()
                : recording.timeline().size();
        for (int at = from; at < to; at++) {
            if (recording.timeline().get(at) instanceof Event.OperationDone(int id)) {
                operations[id] = true;
                var span = recording.operations().get(id).span();
                if (span != null) {
                    current.add(span);
                }
            }
        }
        for (var operation : recording.operations()) {
            // Without a span there is no telling what replaced it.
            operations[operation.id()] |= operation.span() != null && !current.contains(operation.span());
        }
        for (var node : recording.nodes()) {
            if (!reachedByAny[node.id()]
                    && node.kind() != GraphNode.Kind.ACCUMULATE_GRAD
                    && (node.operation() == Recording.NONE || operations[node.operation()])) {
                reach(node.id(), nodes);
            }
        }
    }

    /// The graph of a gradient (`create_graph`) is shown with the graph that the gradient is of: of all passes that
    /// made
    /// a node here, what they reach.
    private void joinFirstGraphs() {
        var joined = new boolean[recording.passes().size()];
        boolean more = true;
        while (more) {
            more = false;
            for (var node : recording.nodes()) {
                if (nodes[node.id()] && node.pass() != Recording.NONE && !joined[node.pass()]) {
                    joined[node.pass()] = true;
                    more = true;
                    recording.passes().get(node.pass()).roots().forEach(root -> reach(root.node(), nodes));
                }
            }
        }
    }

    private void reach(int start, boolean[] reached) {
        var open = new java.util.ArrayDeque<Integer>();
        if (start != Recording.NONE && !reached[start]) {
            reached[start] = true;
            open.push(start);
        }
        while (!open.isEmpty()) {
            for (var edge : recording.nodes().get(open.pop()).next()) {
                if (edge.node() != Recording.NONE && !reached[edge.node()]) {
                    reached[edge.node()] = true;
                    open.push(edge.node());
                }
            }
        }
    }
}
