package dev.backstep.app.graph.paint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Puts pills that would cover one another side by side.
final class Apart {
    private static final double GAP = 4;

    private Apart() {}

    /// @param x its middle
    /// @param y its middle
    record Pill(double x, double y, double width, double height) {
        boolean isLevelWith(Pill other) {
            return Math.abs(y - other.y) < (height + other.height) / 2;
        }

        double reach(Pill other) {
            return (width + other.width) / 2 + GAP;
        }
    }

    /// The same pills, each moved sideways as far as it has to be. What stands apart stays where it is.
    static List<Pill> put(List<Pill> pills) {
        var order = IntStream.range(0, pills.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pills.get(i).x()))
                .toList();
        var put = new ArrayList<>(pills);
        // To the right from the left: then half of what it cost back, so that the middle of all stays in its place.
        for (int i = 0; i < order.size(); i++) {
            var pill = put.get(order.get(i));
            double x = pill.x();
            for (int j = 0; j < i; j++) {
                var left = put.get(order.get(j));
                if (pill.isLevelWith(left)) {
                    x = Math.max(x, left.x() + left.reach(pill));
                }
            }
            put.set(order.get(i), new Pill(x, pill.y(), pill.width(), pill.height()));
        }
        double shift = IntStream.range(0, put.size())
                .mapToDouble(i -> put.get(i).x() - pills.get(i).x())
                .average()
                .orElse(0);
        put.replaceAll(pill -> new Pill(pill.x() - shift, pill.y(), pill.width(), pill.height()));
        return put;
    }
}
