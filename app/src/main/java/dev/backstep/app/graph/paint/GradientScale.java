package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.layout.GradientLabels;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.Tint;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The colours of gradients by their norm, on a logarithmic scale from the smallest to the largest of the pass: by
/// which
/// vanishing and exploding gradients are seen where there is no room for numbers.
final class GradientScale {
    private final GraphTheme theme;
    private final Map<Integer, Double> norms = new HashMap<>();
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    /// @param stepsDone how many steps of the pass have been done: gradients to come have no colour yet
    GradientScale(GraphTheme theme, GradientLabels labels, int stepsDone) {
        this.theme = theme;
        for (var label : labels.all()) {
            double norm = label.value().statistics().norm();
            if (norm > 0 && Double.isFinite(norm)) {
                least = Math.min(least, norm);
                most = Math.max(most, norm);
            }
            if (label.step() < stepsDone) {
                norms.merge(label.link(), norm, GradientScale::larger);
            }
        }
    }

    /// NaN is larger than anything.
    private static double larger(double one, double other) {
        return Double.isNaN(one) || Double.isNaN(other) ? Double.NaN : Math.max(one, other);
    }

    /// Whether norms differ, so that colours say something.
    boolean isOfUse() {
        return most > least;
    }

    double least() {
        return least;
    }

    double most() {
        return most;
    }

    /// The colour of a link, or null if no gradient has gone along it.
    @Nullable
    Tint of(int link) {
        var norm = norms.get(link);
        return norm == null ? null : tint(norm);
    }

    Tint tint(double norm) {
        if (!Double.isFinite(norm)) {
            return theme.sprite("alarm").stroke();
        }
        double share = norm <= 0 || most <= least ? 0 : Math.log(norm / least) / Math.log(most / least);
        return theme.edge("weak").fill().towards(theme.edge("strong").fill(), Math.clamp(share, 0, 1));
    }
}
