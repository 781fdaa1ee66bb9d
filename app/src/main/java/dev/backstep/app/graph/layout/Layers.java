package dev.backstep.app.graph.layout;

import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Link;
import java.util.ArrayDeque;

/// In which row each vertex of a model stands: what ends the graph as high as it can, and everything else directly
/// above the first that uses it. So a leaf is next to the operation it goes into, however late that is, and a result
/// that nothing uses stays below what it was made from. In linear time.
final class Layers {
    private final GraphModel model;
    private final int[] rows;
    private final int count;

    Layers(GraphModel model) {
        this.model = model;
        int size = model.vertices().size();
        rows = new int[size];
        var waiting = new int[size];
        var order = new int[size];
        var open = new ArrayDeque<Integer>();
        for (int i = 0; i < size; i++) {
            waiting[i] = model.incoming(i).size();
            if (waiting[i] == 0) {
                open.add(i);
            }
        }
        int done = 0;
        int deepest = -1;
        while (!open.isEmpty()) {
            int i = open.remove();
            order[done++] = i;
            deepest = Math.max(deepest, rows[i]);
            for (int link : model.outgoing(i)) {
                int target = model.links().get(link).target();
                rows[target] = Math.max(rows[target], rows[i] + 1);
                if (--waiting[target] == 0) {
                    open.add(target);
                }
            }
        }
        count = deepest + 1;
        for (int at = done - 1; at >= 0; at--) {
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
