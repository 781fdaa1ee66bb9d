package dev.backstep.app.replay;

import dev.backstep.recording.BackwardPass;
import java.util.Arrays;
import java.util.List;

/// Which steps of which passes evaluate each node. A node has few turns, mostly one, so a look-up costs next to nothing
/// in a graph of any size.
final class Turns {
    /// The turns of node `n` are those from `starts[n]` to `starts[n + 1]`, by pass.
    private final int[] starts;

    private final int[] passes;
    private final int[] steps;

    Turns(List<BackwardPass> all, int nodes) {
        starts = new int[nodes + 1];
        for (var pass : all) {
            for (var step : pass.steps()) {
                starts[step.node() + 1]++;
            }
        }
        for (int i = 0; i < nodes; i++) {
            starts[i + 1] += starts[i];
        }
        passes = new int[starts[nodes]];
        steps = new int[starts[nodes]];
        int[] filled = starts.clone();
        for (var pass : all) {
            for (int i = 0; i < pass.steps().size(); i++) {
                int place = filled[pass.steps().get(i).node()]++;
                passes[place] = pass.id();
                steps[place] = i;
            }
        }
    }

    /// The index of the step of a pass that evaluates a node, or -1 if the pass does not reach it.
    int step(int pass, int node) {
        int found = find(pass, node);
        return found < 0 ? -1 : steps[found];
    }

    /// The pass that evaluates a node and is a given one, or the last before it, or the first after it; -1 for none.
    int nearestPass(int pass, int node) {
        if (!has(node) || starts[node] == starts[node + 1]) {
            return -1;
        }
        int found = find(pass, node);
        if (found >= 0) {
            return pass;
        }
        int after = -found - 1;
        return passes[Math.max(after - 1, starts[node])];
    }

    /// The first pass after a given one that evaluates a node, or -1.
    int passAfter(int pass, int node) {
        if (!has(node)) {
            return -1;
        }
        int found = find(pass, node);
        int next = found >= 0 ? found + 1 : -found - 1;
        return next < starts[node + 1] ? passes[next] : -1;
    }

    private int find(int pass, int node) {
        return has(node) ? Arrays.binarySearch(passes, starts[node], starts[node + 1], pass) : -1;
    }

    private boolean has(int node) {
        return node >= 0 && node < starts.length - 1;
    }
}
