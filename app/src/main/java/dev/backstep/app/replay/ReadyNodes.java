package dev.backstep.app.replay;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Recording;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// The nodes that wait to be evaluated in a backward pass, by the engine's own rules: a node is ready once all
/// gradients
/// have arrived that it waits for, the node with the largest sequence number runs first, and equals run in the order in
/// which they became ready.
public final class ReadyNodes {
    private final Recording recording;
    private final BackwardPass pass;
    /// How many gradients each node of the pass waits for.
    private final Map<Integer, Integer> waiting = new HashMap<>();
    private final BitSet evaluated = new BitSet();
    private final BitSet asked = new BitSet();
    private final BitSet needed = new BitSet();
    private final PriorityQueue<Ready> queue = new PriorityQueue<>(
            Comparator.comparingLong(Ready::sequence).reversed().thenComparingInt(Ready::arrival));
    private int arrived;

    private record Ready(int node, long sequence, int arrival) {}

    private ReadyNodes(Recording recording, BackwardPass pass) {
        this.recording = recording;
        this.pass = pass;
        for (var step : pass.steps()) {
            evaluated.set(step.node());
        }
        for (var input : pass.inputs()) {
            if (input.node() != NONE) {
                asked.set(input.node());
            }
        }
        count();
        need();
        for (var root : pass.roots()) {
            arrive(root.node());
        }
    }

    /// The nodes that are ready after a step, next first.
    public static List<Integer> after(Recording recording, BackwardPass pass, int step) {
        var nodes = new ReadyNodes(recording, pass);
        for (int i = 0; i <= step; i++) {
            nodes.evaluate(pass.steps().get(i).node());
        }
        var ordered = new PriorityQueue<>(nodes.queue);
        var ready = new ArrayList<Integer>();
        for (var next = ordered.poll(); next != null; next = ordered.poll()) {
            ready.add(next.node);
        }
        return List.copyOf(ready);
    }

    /// A node waits for a gradient from each edge to it that the pass can come along.
    private void count() {
        var pending = new ArrayDeque<Integer>();
        for (var root : pass.roots()) {
            waitFor(root.node(), pending);
        }
        for (var node = pending.poll(); node != null; node = pending.poll()) {
            for (var edge : node(node).next()) {
                waitFor(edge.node(), pending);
            }
        }
    }

    private void waitFor(int node, ArrayDeque<Integer> pending) {
        if (node != NONE && waiting.merge(node, 1, Integer::sum) == 1) {
            pending.push(node);
        }
    }

    /// Where only some gradients are asked for, only nodes on the way to them take part.
    private void need() {
        if (asked.isEmpty()) {
            waiting.keySet().forEach(needed::set);
            return;
        }
        var senders = new HashMap<Integer, List<Integer>>();
        for (int node : waiting.keySet()) {
            for (var edge : node(node).next()) {
                if (edge.node() != NONE) {
                    senders.computeIfAbsent(edge.node(), _ -> new ArrayList<>()).add(node);
                }
            }
        }
        var pending = new ArrayDeque<Integer>();
        asked.stream().filter(waiting::containsKey).forEach(pending::push);
        evaluated.stream().forEach(pending::push);
        for (var node = pending.poll(); node != null; node = pending.poll()) {
            if (!needed.get(node)) {
                needed.set(node);
                senders.getOrDefault(node, List.of()).forEach(pending::push);
            }
        }
    }

    /// A node has run. Those before it in the queue were not evaluated: their gradients were only asked for.
    private void evaluate(int node) {
        for (var next = queue.peek(); next != null && next.node != node && !evaluated.get(next.node); ) {
            queue.remove();
            next = queue.peek();
        }
        queue.removeIf(ready -> ready.node == node);
        for (var edge : node(node).next()) {
            arrive(edge.node());
        }
    }

    private void arrive(int node) {
        if (node != NONE && needed.get(node) && waiting.merge(node, -1, Integer::sum) == 0) {
            queue.add(new Ready(node, node(node).sequence(), arrived++));
        }
    }

    private GraphNode node(int id) {
        return recording.nodes().get(id);
    }
}
