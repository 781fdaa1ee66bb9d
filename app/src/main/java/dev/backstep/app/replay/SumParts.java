package dev.backstep.app.replay;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.List;

/// What was added up in a node's input buffer in a pass: where several gradients meet, each of them and their sum.
///
/// @param input which of the node's gradients it is
/// @param parts in the order in which they arrived
/// @param total their sum so far
public record SumParts(int input, List<Part> parts, TensorValue total) {
    /// A gradient that was added.
    ///
    /// @param node that sent it
    /// @param step of the pass in which it did
    public record Part(int node, int step, TensorValue gradient) {}

    public SumParts {
        parts = List.copyOf(parts);
    }

    /// The sums at a node after the first steps of a pass; none where no two gradients have met.
    public static List<SumParts> at(BackwardPass pass, int node, int stepsDone) {
        var parts = new ArrayList<List<Part>>();
        var totals = new ArrayList<TensorValue>();
        for (var step : pass.steps().subList(0, Math.min(stepsDone, pass.steps().size()))) {
            for (var delivery : step.deliveries()) {
                var gradient = delivery.node() == node
                                && delivery.edge() < step.gradientsOut().size()
                        ? step.gradientsOut().get(delivery.edge())
                        : null;
                if (gradient == null) {
                    continue;
                }
                while (parts.size() <= delivery.input()) {
                    parts.add(new ArrayList<>());
                    totals.add(gradient);
                }
                parts.get(delivery.input()).add(new Part(step.node(), step.index(), gradient));
                totals.set(delivery.input(), delivery.after() == null ? gradient : delivery.after());
            }
        }
        var sums = new ArrayList<SumParts>();
        for (int input = 0; input < parts.size(); input++) {
            if (parts.get(input).size() > 1) {
                sums.add(new SumParts(input, parts.get(input), totals.get(input)));
            }
        }
        return sums;
    }
}
