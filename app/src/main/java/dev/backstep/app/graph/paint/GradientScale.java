package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.layout.GradientLabels;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.Tint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The colours of gradients by their norm, on a logarithmic scale from the smallest to the largest of the pass. By them
/// vanishing and exploding gradients are seen where there is no room for numbers.
final class GradientScale {
    /// What no gradient has gone along: norms are not negative.
    private static final double NONE = -1;

    private final GraphTheme theme;
    private final GradientLabels labels;

    GradientScale(GraphTheme theme, GradientLabels labels) {
        this.theme = theme;
        this.labels = labels;
    }

    /// Whether norms differ, so that colours say something.
    boolean isOfUse() {
        return most() > least();
    }

    double least() {
        return labels.leastNorm();
    }

    double most() {
        return labels.mostNorm();
    }

    /// The colour of each link, null where no gradient has gone along it yet.
    ///
    /// @param links how many there are
    /// @param stepsDone how many steps of the pass have been done
    @Nullable
    Tint[] tints(int links, int stepsDone) {
        var norms = new double[links];
        Arrays.fill(norms, NONE);
        for (var label : labels.all()) {
            if (label.step() < stepsDone) {
                // Of several the largest; NaN is larger than anything.
                norms[label.link()] =
                        Math.max(norms[label.link()], label.value().statistics().norm());
            }
        }
        var tints = new Tint[links];
        for (int i = 0; i < links; i++) {
            tints[i] = norms[i] == NONE ? null : tint(norms[i]);
        }
        return tints;
    }

    Tint tint(double norm) {
        if (!Double.isFinite(norm)) {
            return theme.sprite("alarm").stroke();
        }
        double share = norm <= 0 || most() <= least() ? 0 : Math.log(norm / least()) / Math.log(most() / least());
        return theme.edge("weak").fill().towards(theme.edge("strong").fill(), Math.clamp(share, 0, 1));
    }
}
