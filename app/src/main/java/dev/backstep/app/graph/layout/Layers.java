package dev.backstep.app.graph.layout;

import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Link;
import java.util.Arrays;

/// In which row each vertex of a model stands: what ends the graph as high as it can, and everything else directly
/// above the first that uses it. So a leaf is next to the operation it goes into, however late that is, and a result
/// that nothing uses stays below what it was made from. A leaf and its AccumulateGrad are never apart: what else reads
/// the leaf, such as a norm that is printed, stands below both. In linear time.
final class Layers {
    private final GraphModel model;
    private final int[] rows;
    private final int count;

    Layers(GraphModel model) {
        this.model = model;
        int size = model.vertices().size();
        rows = new int[size];
        var order = order();
        var least = new int[size];
        fall(order, least);
        rise(order);
        boolean apart = false;
        for (var link : model.links()) {
            if (isPair(link) && span(link) > 1) {
                least[link.source()] = rows[link.target()] - 1;
                apart = true;
            }
        }
        if (apart) {
            fall(order, least);
            rise(order);
            model.links().stream()
                    .filter(Layers::isPair)
                    .forEach(link -> rows[link.target()] = rows[link.source()] + 1);
        }
        count = Arrays.stream(rows).max().orElse(-1) + 1;
    }

    private static boolean isPair(Link link) {
        return link.kind() == Link.Kind.LEAF;
    }

    /// The vertices, each after all that lead to it.
    private int[] order() {
        var waiting = new int[rows.length];
        var order = new int[rows.length];
        int end = 0;
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = model.incoming(i).size();
            if (waiting[i] == 0) {
                order[end++] = i;
            }
        }
        for (int at = 0; at < end; at++) {
            for (int link : model.outgoing(order[at])) {
                int target = model.links().get(link).target();
                if (--waiting[target] == 0) {
                    order[end++] = target;
                }
            }
        }
        // Folded groups may lead to each other in a circle.
        for (int i = 0; end < order.length; i++) {
            if (waiting[i] > 0) {
                order[end++] = i;
            }
        }
        return order;
    }

    /// Puts everything as high as it can be, but not above `least`.
    private void fall(int[] order, int[] least) {
        System.arraycopy(least, 0, rows, 0, rows.length);
        for (int i : order) {
            for (int link : model.outgoing(i)) {
                int target = model.links().get(link).target();
                rows[target] = Math.max(rows[target], rows[i] + 1);
            }
        }
    }

    /// Puts everything directly above the first that uses it.
    private void rise(int[] order) {
        for (int at = order.length - 1; at >= 0; at--) {
            int i = order[at];
            int first = Integer.MAX_VALUE;
            for (int link : model.outgoing(i)) {
                first = Math.min(first, rows[model.links().get(link).target()]);
            }
            if (first < Integer.MAX_VALUE) {
                rows[i] = first - 1;
            }
        }
    }

    /// How many rows there are.
    int count() {
        return count;
    }

    int row(int vertex) {
        return rows[vertex];
    }

    /// How many rows a link goes down.
    int span(Link link) {
        return rows[link.target()] - rows[link.source()];
    }

    /// How many places the links take in the rows that they pass.
    int passed(int longest) {
        int passed = 0;
        for (var link : model.links()) {
            int span = span(link);
            passed += span > longest ? 0 : span - 1;
        }
        return passed;
    }
}
